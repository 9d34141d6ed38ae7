using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>The cluster's one keeper of open messages: it wakes the senders of a node that was lost, and moves the low-water position.</summary>
/// <remarks>
/// At its start, and whenever a trading node has gone, it reads the journal from the low-water position on and loads everybody who
/// recorded anything since, until each has said that none of its messages is open; books and other remembered actors too. Else it
/// asks, round by round: the journal is complete up to a position; once every trading node has delivered what it had recorded by
/// then, no message before that position is open. docs/adr/0017-cluster.md.
/// </remarks>
internal sealed class OutboxKeeper : ReceiveActor, IWithTimers
{
    /// <summary>Its name under <c>/user</c>.</summary>
    public const string Name = "outbox-keeper";

    private const int PageRecords = 4_096;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AbandonAfter = TimeSpan.FromSeconds(5);

    private readonly ClusterNode _node;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Waking _waking;
    private readonly HashSet<Address> _trading = [];
    private readonly HashSet<Address> _asked = [];
    private bool _mustSweep = true;
    private bool _isSweeping;
    private bool _hasSwept;
    private bool _isReading;
    private long _round;
    private long _roundPosition;
    private long _roundBeganAt;

    public OutboxKeeper(ClusterNode node)
    {
        _node = node;
        _waking = new Waking(node, Self);
        Receive<Look>(_ => Go());
        Receive<Woken>(woken =>
        {
            _waking.Note(woken);
            EndSweep();
        });
        Receive<Found>(BeginWaking);
        Receive<CompleteTo>(BeginRoundAt);
        Receive<RoundEnded>(EndOf);
        Receive<Status.Failure>(failure =>
        {
            _log.Warning("The journal cannot be read: {0}", failure.Cause.Message);
            _mustSweep |= _isSweeping;
            _isSweeping = _isReading = false;
        });
        Receive<Status.Success>(_ => _isReading = false);
        Receive<HasSwept>(_ => Sender.Tell(new Swept(_hasSwept)));
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            if (!_trading.Remove(removed.Member.Address)) return;

            // Whatever it had open is repeated by nobody until its senders are loaded elsewhere. Once more when it can have
            // written nothing since; until then the low-water position stays.
            _mustSweep = true;
            _asked.Clear();
            Timers.StartSingleTimer(nameof(SweepAgain), SweepAgain.Instance, node.LostNodeWritesFor);
        });
        Receive<ClusterEvent.IMemberEvent>(changed => Know(changed.Member));
        Receive<ClusterEvent.CurrentClusterState>(now =>
        {
            foreach (var member in now.Members) Know(member);
        });
        Receive<SweepAgain>(_ => _mustSweep = true);
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterNode node) => Akka.Actor.Props.Create(() => new OutboxKeeper(node));

    /// <inheritdoc />
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, TimeSpan.Zero, LookEvery);
    }

    /// <inheritdoc />
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Go()
    {
        _waking.Go();
        if (_isSweeping || _isReading) return;

        if (_mustSweep)
        {
            _mustSweep = false;
            _isSweeping = true;
            _ = FindAsync(_node.Stopping.Token).PipeTo(Self);
        }
        else if (MayBeginRound())
        {
            _isReading = true;
            _ = ReadLastAsync(_node.Stopping.Token).PipeTo(Self);
        }
    }

    private void Know(Member member)
    {
        if (member.HasRole(ClusterEngineOptions.TradingRole)) _trading.Add(member.Address);
    }

    private bool MayBeginRound()
    {
        if (Timers.IsTimerActive(nameof(SweepAgain))) return false;

        // A question or an answer may have been lost; the round's number keeps late answers out of the next one.
        return _node.Time.GetElapsedTime(_roundBeganAt) >= (_asked.Count == 0 ? TimeSpan.FromMilliseconds(_node.Options.LowWaterEveryMs) : AbandonAfter);
    }

    /// <summary>Everybody who may have messages open, and those that act without being asked.</summary>
    private async Task<Found> FindAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        var found = new HashSet<ActorAddress>();
        using (var journal = _node.Journal.OpenReader())
        {
            foreach (var kind in _node.Kinds.Where(kind => kind.IsRemembered)) found.UnionWith(journal.ReadAddresses(kind.Name));
        }

        await using var reader = _node.SharedJournal.OpenGapFreeReader();
        var position = _node.Lock.ReadLowWater();
        while (true)
        {
            var page = await reader.ReadAsync(position, PageRecords, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) return new Found(found);

            found.UnionWith(page.Select(record => record.Address).Where(_node.HasKindOf));
            position = page[^1].Position;
        }
    }

    private void BeginWaking(Found found)
    {
        _log.Info("Waking {0} actors that may have messages open.", found.Actors.Count);
        foreach (var address in found.Actors) _waking.Add(address);
        _waking.Go();
        EndSweep();
    }

    private void EndSweep()
    {
        if (!_isSweeping || !_waking.IsDone) return;

        _isSweeping = false;
        _hasSwept = true;
        _log.Info("All messages that were open are delivered.");
    }

    private async Task<CompleteTo> ReadLastAsync(CancellationToken cancellationToken)
    {
        await using var reader = _node.SharedJournal.OpenGapFreeReader();
        return new CompleteTo(await reader.ReadLastPositionAsync(cancellationToken).ConfigureAwait(false));
    }

    private void BeginRoundAt(CompleteTo complete)
    {
        _isReading = false;
        if (_mustSweep) return;

        _round++;
        _roundBeganAt = _node.Time.GetTimestamp();
        _roundPosition = complete.Position;
        _asked.Clear();
        foreach (var address in _trading)
        {
            _asked.Add(address);
            Context.ActorSelection(new RootActorPath(address) / "user" / OutboxWatch.Name).Tell(new BeginRound(_round));
        }
    }

    private void EndOf(RoundEnded ended)
    {
        var from = Sender.Path.Address.HasLocalScope ? _cluster.SelfAddress : Sender.Path.Address;
        if (ended.Round != _round || !_asked.Remove(from) || _asked.Count > 0) return;

        _isReading = true;
        var position = _roundPosition;
        _ = Task.Run(() => _node.Lock.StoreLowWater(position)).PipeTo(Self, success: () => new Status.Success(position));
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    private sealed class SweepAgain
    {
        public static readonly SweepAgain Instance = new();
    }

    private sealed record Found(IReadOnlyCollection<ActorAddress> Actors);

    private sealed record CompleteTo(long Position);
}

/// <summary>A node asks the keeper whether what was open when the cluster started has been delivered.</summary>
internal sealed record HasSwept;

/// <summary>The answer.</summary>
/// <param name="IsDone">Whether it has.</param>
internal sealed record Swept(bool IsDone);
