using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>One node of an exchange on several machines: actors in shards and singletons, on a PostgreSQL journal that all nodes share.</summary>
/// <remarks>
/// The node takes its share of the journal's lock, joins the cluster, and is ready once the keeper of open messages has delivered what
/// was open. It serves as long as a majority of the members knows it and the lock is held. A node that was taken for dead ends: its
/// process must be started anew. docs/adr/0017-cluster.md, docs/cluster.md.
/// </remarks>
public sealed partial class ClusterEngine : IHostedEngine
{
    private static readonly TimeSpan ConfirmEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SayMembershipWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskKeeperFor = TimeSpan.FromSeconds(1);

    private readonly ClusterParts _parts;
    private readonly ClusterNode _node;
    private readonly ClusterMetrics _metrics;
    private readonly ILogger<ClusterEngine> _logger;
    private readonly TaskCompletionSource<ActorSystem> _system = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _supervisorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;
    private volatile bool _isClosing;
    private int _isRemoved;
    private volatile bool _isOpening;
    private bool _isStarted;

    /// <summary>A node that is not started.</summary>
    public ClusterEngine(ClusterParts parts, ILogger<ClusterEngine> logger)
    {
        _parts = parts;
        _logger = logger;
        _node = new ClusterNode(parts, logger);
        _metrics = new ClusterMetrics(_node);
    }

    /// <inheritdoc />
    public EngineHealth Health => _node.Board.Health;

    /// <inheritdoc />
    public bool IsCurrent => _isReady && _node.IsCurrent && _node.Follows;

    /// <inheritdoc />
    public ICommittedFeed Feed => _node.Feed;

    /// <inheritdoc />
    public TimeSpan CommitAge => _node.Lock.Age;

    private ClusterEngineOptions Options => _parts.Options;

    /// <inheritdoc />
    public void Start()
    {
        _isStarted = true;
        _ = SuperviseAsync();
    }

    /// <inheritdoc />
    public Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken) =>
        _node.Board.WaitAsync(isWanted, cancellationToken);

    /// <inheritdoc />
    public Task<Answer> AskAsync(
        ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken)
    {
        if (!_node.HasKindOf(to)) throw new ArgumentException($"No actor such as {to} is hosted here.", nameof(to));
        if (_isClosing) return Refuse("This node is shutting down.");
        if (!_isReady || !_node.IsCurrent || _node.Waiters is not { } waiters) return Refuse(NotReadyReason());
        if (waiters.Admit(to, request, out var token, out var answer) is { } full) return Refuse(full);

        _node.Post(new Asked(to, request, token, deadlineUnixMicros));
        return cancellationToken.CanBeCanceled ? answer.WaitAsync(cancellationToken) : answer;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        if (_node.Waiters is { } waiters) await waiters.DrainAsync(TimeSpan.FromMilliseconds(Options.DrainMs)).ConfigureAwait(false);

        if (_system.Task.IsCompletedSuccessfully)
        {
            // Shards and singletons are handed over before the node leaves.
            var system = await _system.Task.ConfigureAwait(false);
            if (!IsAnotherTrading(Cluster.Get(system))) _node.StopPosting();
            await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance).ConfigureAwait(false);
        }

        await _node.Stopping.CancelAsync().ConfigureAwait(false);
        if (_isStarted) await _supervisorEnded.Task.ConfigureAwait(false);
        _node.Board.Set(EngineState.Stopped, "This node is shutting down.");
        _node.Waiters?.AnswerAll(new OutcomeUnknown("This node is shutting down."));
        _node.Feed.Dispose();
        _node.Lock.Dispose();
        _metrics.Dispose();
    }

    internal void Configure(AkkaConfigurationBuilder builder)
    {
        ClusterConfiguration.Configure(builder, _parts, _node);
        builder.AddStartup((system, _) => _system.TrySetResult(system));
    }

    private static bool IsAnotherTrading(Cluster cluster) => cluster.State.Members.Any(
        member => member.UniqueAddress != cluster.SelfUniqueAddress
            && member.Status is MemberStatus.Up
            && member.HasRole(ClusterEngineOptions.TradingRole));

    private Task<Answer> Refuse(string reason)
    {
        _metrics.RefusedAtDoor();
        return Task.FromResult<Answer>(new Busy(reason));
    }

    private string NotReadyReason() => Health.Reason is { Length: > 0 } reason
        ? reason
        : "This node cannot confirm that it is a member of the cluster.";

    private async Task SuperviseAsync()
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            while (!_node.Stopping.IsCancellationRequested)
            {
                await Task.Delay(ConfirmEvery, _node.Stopping.Token).ConfigureAwait(false);
                await WatchAsync().ConfigureAwait(false);
            }
        }
        catch (Exception) when (_isClosing)
        {
            // Asked to stop; what it was at may have gone away before.
        }
        catch (Exception cause)
        {
            LogCannotGoOn(cause);
            _node.Board.Set(EngineState.Stopped, cause.Message);
            _parts.OnUseless();
        }
        finally
        {
            _supervisorEnded.TrySetResult();
        }
    }

    private async Task OpenAsync()
    {
        var stopping = _node.Stopping.Token;
        _node.Board.Set(EngineState.Starting, "Taking a share of the journal.");
        while (!await TryConfirmLockAsync().ConfigureAwait(false)) await Task.Delay(ConfirmEvery, stopping).ConfigureAwait(false);

        _isOpening = true;
        var system = await _system.Task.WaitAsync(stopping).ConfigureAwait(false);
        var cluster = Cluster.Get(system);
        cluster.RegisterOnMemberRemoved(BeRemoved);
        _ = system.WhenTerminated.ContinueWith(_ => BeRemoved(), TaskScheduler.Default);
        _node.Waiters = new Waiters(
            Options.MaxRequests,
            Options.MaxRequestsPerActor,
            TokenSequence.OfNode(cluster.SelfUniqueAddress.Uid),
            _parts.Time);
        var actors = new NodeActors(_node, system);
        actors.StartServices();
        _node.Board.Set(EngineState.Starting, "Reading the journal for the first time.");
        var firstRead = actors.FirstReadAsync();
        while (!firstRead.IsCompleted)
        {
            await TryConfirmLockAsync().ConfigureAwait(false);
            await Task.WhenAny(firstRead, Task.Delay(ConfirmEvery, stopping)).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
        }

        _node.Board.Set(EngineState.Starting, "Joining the cluster.");
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.RegisterOnMemberUp(() => up.TrySetResult());
        await JoinAsync(cluster, up.Task, stopping).ConfigureAwait(false);
        await Task.Run(() => _node.Lock.BecomeMember(HostAndPort(cluster)), stopping).ConfigureAwait(false);
        await RequireNotApartAsync(cluster, stopping).ConfigureAwait(false);
        await RequireSameJournalAsync(cluster, stopping).ConfigureAwait(false);
        RequireNotLeftBehind(cluster);
        actors.StartKinds();
        await actors.StartFeedAsync(stopping).ConfigureAwait(false);
        _node.Board.Set(EngineState.Recovering, "Delivering what was open when the cluster started.");
        var keeper = actors.Proxy(OutboxKeeper.Name);
        while (!await HasSweptAsync(keeper).ConfigureAwait(false) || !_node.IsCurrent)
        {
            await TryConfirmLockAsync().ConfigureAwait(false);
            await Task.Delay(100, stopping).ConfigureAwait(false);
        }

        _isOpening = false;
        _isReady = true;
        LogReady(cluster.SelfAddress.ToString(), string.Join(',', cluster.SelfRoles), _node.Feed.LastPosition);
        _node.Board.Set(EngineState.Ready, string.Empty);
    }

    private async Task WatchAsync()
    {
        var holds = await TryConfirmLockAsync().ConfigureAwait(false);
        _node.Waiters?.AnswerThoseBefore(
            _parts.Time.GetTimestamp() - (long)(Options.AnswerTimeoutMs / 1e3 * _parts.Time.TimestampFrequency),
            new OutcomeUnknown("No answer came in time; the node that had the request may be gone."));
        if (_isClosing || Volatile.Read(ref _isRemoved) != 0 || !holds) return;

        if (_node.IsCurrent) _node.Board.Set(EngineState.Ready, string.Empty);
        else _node.Board.Set(EngineState.Stopped, "This node cannot confirm that it is a member of the cluster; it serves nothing until it can.");
    }

    private async Task<bool> TryConfirmLockAsync()
    {
        try
        {
            await Task.Run(_node.Lock.Confirm).ConfigureAwait(false);
            return true;
        }
        catch (JournalUnavailableException cause)
        {
            LogLockLost(cause.Message);

            // While it opens it has promised nothing yet, and tries again: a start on a busy machine may be late with everything.
            _node.Board.Set(_isOpening ? EngineState.Starting : EngineState.Stopped, cause.Message);
            return false;
        }
    }

    /// <summary>Of two nodes that began a cluster each at the same moment, at least one sees the other here, as each has told before it looks.</summary>
    private async Task RequireNotApartAsync(Cluster cluster, CancellationToken stopping)
    {
        if (cluster.State.Members.Count > 1) return;

        var others = await Task.Run(_node.Lock.OtherMembers, stopping).ConfigureAwait(false);
        if (others.All(other => other == HostAndPort(cluster))) return;

        throw new JournalUnavailableException(
            $"This node began a cluster while another was running on the same journal, with {string.Join(", ", others)}. Start it again to join that one.");
    }

    /// <summary>Members of the cluster are members by the journal's word too, or it is another journal than theirs: a seed may be of another exchange.</summary>
    private async Task RequireSameJournalAsync(Cluster cluster, CancellationToken stopping)
    {
        for (var since = _parts.Time.GetTimestamp(); ; await Task.Delay(ConfirmEvery, stopping).ConfigureAwait(false))
        {
            var members = cluster.State.Members
                .Where(member => member.UniqueAddress != cluster.SelfUniqueAddress && member.Status == MemberStatus.Up)
                .Select(static member => HostAndPort(member.Address)).ToArray();
            if (members.Length == 0) return;

            if (!await TryConfirmLockAsync().ConfigureAwait(false))
            {
                since = _parts.Time.GetTimestamp();
                continue;
            }

            // Whoever has just become a member says so a moment later; an address that is too long for the store is told as an empty one.
            var others = await Task.Run(_node.Lock.OtherMembers, stopping).ConfigureAwait(false);
            if (others.Any(other => other.Length == 0 || members.Contains(other))) return;

            if (_parts.Time.GetElapsedTime(since) < SayMembershipWithin) continue;

            throw new JournalUnavailableException(
                $"The cluster that this node joined ({string.Join(", ", members)}) is not on its journal. "
                + "Check Storage:ConnectionString and Cluster:SeedNodes: they name different exchanges.");
        }
    }

    /// <summary>A node that would not understand what the others have written must not run their actors.</summary>
    private void RequireNotLeftBehind(Cluster cluster)
    {
        var others = cluster.State.Members.Where(member => member.UniqueAddress != cluster.SelfUniqueAddress).Select(member => member.Roles);
        if (!_parts.IsLeftBehindBy(others)) return;

        throw new JournalUnavailableException(
            "All other nodes of the cluster run a later version, which may have written what this one cannot read. Install that version here too.");
    }

    /// <summary>Joins the nodes that are members of a cluster on the same journal; begins one, by the seeds, only while there are none.</summary>
    /// <remarks>
    /// A first seed that is started again while it is cut off from the others, but not from the journal, would otherwise begin a second
    /// cluster: two owners of every actor, each sure of itself. And seeds that were all removed would wait for each other.
    /// </remarks>
    private async Task JoinAsync(Cluster cluster, Task joined, CancellationToken stopping)
    {
        var asked = string.Empty;
        while (!joined.IsCompleted)
        {
            if (await TryConfirmLockAsync().ConfigureAwait(false))
            {
                var others = await Task.Run(_node.Lock.OtherMembers, stopping).ConfigureAwait(false);
                var seeds = Seeds(cluster, others);
                _node.Board.Set(EngineState.Starting, seeds.Length > 0
                    ? $"Joining the cluster by {string.Join(", ", seeds.Select(HostAndPort))}."
                    : "Other nodes are members of a cluster on this journal; name one of them in Cluster:SeedNodes.");
                if (seeds.Length > 0 && string.Join<Address>(',', seeds) is var these && these != asked)
                {
                    asked = these;
                    cluster.JoinSeedNodes(seeds);
                }
            }

            await Task.WhenAny(joined, Task.Delay(ConfirmEvery, stopping)).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
        }
    }

    private Address[] Seeds(Cluster cluster, IReadOnlyList<string> others)
    {
        var named = Options.SeedNodes.Select(ToAddress);
        if (others.Count > 0) return [.. others.Where(other => other.Length > 0).Select(ToAddress).Union(named).Where(seed => seed != cluster.SelfAddress)];

        return Options.SeedNodes.Length > 0 ? [.. named] : [cluster.SelfAddress];
    }

    private static string HostAndPort(Cluster cluster) => HostAndPort(cluster.SelfAddress);

    private static string HostAndPort(Address address) => $"{address.Host}:{address.Port}";

    private static Address ToAddress(string hostAndPort) => Address.Parse($"akka.tcp://{ClusterConfiguration.SystemName}@{hostAndPort}");

    private static async Task<bool> HasSweptAsync(IActorRef keeper)
    {
        try
        {
            return (await keeper.Ask<Swept>(new HasSwept(), AskKeeperFor).ConfigureAwait(false)).IsDone;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Taken for dead by the others: nothing here may be told any more.</summary>
    private void BeRemoved()
    {
        if (_isClosing || Interlocked.Exchange(ref _isRemoved, 1) != 0) return;

        _isOpening = false;
        _isReady = false;
        LogRemoved();
        _node.Board.Set(EngineState.Stopped, "This node was removed from the cluster and must be started anew.");
        _node.Waiters?.AnswerAll(new OutcomeUnknown("This node was removed from the cluster."));
        _parts.OnUseless();
    }

    [LoggerMessage(2151, LogLevel.Information, "Ready as {Address} ({Roles}) at journal position {Position}.")]
    private partial void LogReady(string address, string roles, long position);

    [LoggerMessage(2152, LogLevel.Warning, "This node has no share of the journal: {Reason}")]
    private partial void LogLockLost(string reason);

    [LoggerMessage(2153, LogLevel.Critical, "This node was removed from the cluster; its process ends and must be started anew.")]
    private partial void LogRemoved();

    [LoggerMessage(2154, LogLevel.Critical, "This node cannot go on; its process ends.")]
    private partial void LogCannotGoOn(Exception cause);
}
