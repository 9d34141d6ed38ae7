using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Embedded;

/// <summary>What a simulation replaces: threads and transport. Clock and storage are arguments anyway.</summary>
/// <param name="Workers">Turns the loops.</param>
/// <param name="WrapPost">Stands between a sender and the post that delivers.</param>
public sealed record EngineSeams(IWorkers Workers, Func<IPost, IPost> WrapPost)
{
    /// <summary>Threads, and a post that delivers at once and in order.</summary>
    public static EngineSeams Production { get; } = new(new ThreadWorkers(), post => post);
}

/// <summary>All actors in one process, on one journal. After a failed commit it stops answering and starts over from the journal.</summary>
public sealed partial class EmbeddedEngine : IHostedEngine
{
    private const int MaxBackOffDoublings = 4;

    private readonly Dictionary<string, ActorKind> _kinds;
    private readonly Dictionary<string, ActorKind>.AlternateLookup<ReadOnlySpan<char>> _kindsByName;
    private readonly ILogger<EmbeddedEngine> _logger;
    private readonly Waiters _waiters;
    private readonly CommittedFeed _feed;
    private readonly Signal _supervision = new();
    private readonly HealthBoard _board = new();
    private readonly TaskCompletionSource _supervisorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Generation? _generation;
    private volatile bool _isClosing;
    private volatile bool _mustStop;
    private volatile bool _isStarted;
    private long _failedAt;
    private TimeSpan _retryAfter;
    private int _failures;
    private volatile bool _isStandingBy;

    /// <summary>An engine that is not started.</summary>
    /// <param name="kinds">The sorts of actors it hosts.</param>
    /// <param name="journal">Where it keeps them.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="metrics">What it measures.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it says what happens.</param>
    /// <param name="seams">Threads and transport.</param>
    public EmbeddedEngine(
        IEnumerable<ActorKind> kinds,
        IJournal journal,
        EmbeddedEngineOptions options,
        EngineMetrics metrics,
        TimeProvider time,
        ILogger<EmbeddedEngine> logger,
        EngineSeams seams)
    {
        _kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        _kindsByName = _kinds.GetAlternateLookup<ReadOnlySpan<char>>();
        Journal = journal;
        Options = options;
        Metrics = metrics;
        Time = time;
        Seams = seams;
        _logger = logger;

        // Tokens never repeat, not over restarts of the process and not over a move between engines: an old answer must not meet a new request.
        _waiters = new Waiters(
            options.MaxRequests,
            options.MaxRequestsPerActor,
            TokenSequence.OfProcess(first: time.GetUnixMicros()),
            time);
        _feed = new CommittedFeed(journal, options.FeedRecords);
        metrics.Requests = () => _waiters.Count;
    }

    /// <inheritdoc />
    public EngineHealth Health => _board.Health;

    /// <inheritdoc />
    public bool IsCurrent =>
        _generation is { IsStopping: false } running
        && (Options.MaxProofAgeMs is not { } max || running.Proof.Age < TimeSpan.FromMilliseconds(max));

    /// <inheritdoc />
    public ICommittedFeed Feed => _feed;

    /// <inheritdoc />
    public TimeSpan CommitAge => Metrics.CommitStartedAt is > 0 and var startedAt ? Time.GetElapsedTime(startedAt) : TimeSpan.Zero;

    internal IJournal Journal { get; }

    internal EmbeddedEngineOptions Options { get; }

    internal EngineMetrics Metrics { get; }

    internal TimeProvider Time { get; }

    internal EngineSeams Seams { get; }

    internal IEnumerable<ActorKind> Kinds => _kinds.Values;

    /// <inheritdoc />
    public void Start()
    {
        _isStarted = true;
        Seams.Workers.Start(new Supervisor(this));
    }

    /// <summary>Waits until the engine is ready for the first time; one that stands by never gives up.</summary>
    /// <exception cref="JournalUnavailableException">The journal could not be opened; the message says why and what to do.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var health = await WaitForHealthAsync(
            now => now.State == EngineState.Ready || (now.State == EngineState.Stopped && !Options.StandsBy), cancellationToken).ConfigureAwait(false);
        if (health.State == EngineState.Stopped) throw new JournalUnavailableException(health.Reason);
    }

    /// <inheritdoc />
    public Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken) =>
        _board.WaitAsync(isWanted, cancellationToken);

    /// <inheritdoc />
    public Task<Answer> AskAsync(
        ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken)
    {
        if (!HasKindOf(to)) throw new ArgumentException($"No actor such as {to} is hosted here.", nameof(to));
        if (_generation is not { IsReady: true } generation || !IsCurrent || _isClosing) return Refuse(NotReadyReason());
        if (_waiters.Admit(to, request, out var token, out var answer) is { } full) return Refuse(full);

        generation.Post(new Asked(to, request, token, deadlineUnixMicros));

        // Whoever ended the generation has answered everybody whom it saw; this one may have come after.
        if (generation.IsStopping) _waiters.Answer(token, new OutcomeUnknown(NotReadyReason()));
        return cancellationToken.CanBeCanceled ? answer.WaitAsync(cancellationToken) : answer;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        await _waiters.DrainAsync(TimeSpan.FromMilliseconds(Options.DrainMs)).ConfigureAwait(false);

        _mustStop = true;
        WakeSupervisor();
        if (_isStarted) await _supervisorEnded.Task.ConfigureAwait(false);

        _board.Set(EngineState.Stopped, "The exchange is shutting down.");
        _waiters.AnswerAll(new OutcomeUnknown("The exchange is shutting down."));
        _feed.Dispose();
    }

    internal ActorKind KindOf(ActorAddress address) => _kindsByName[address.KindSpan];

    internal bool HasKindOf(ActorAddress address) => _kindsByName.ContainsKey(address.KindSpan);

    internal void Answer(ReplyToken token, Answer answer) => _waiters.Answer(token, answer);

    internal void Publish(IReadOnlyList<JournalRecord> records) => _feed.Publish(records);

    internal void WakeSupervisor() => _supervision.Set();

    internal void ReportFault(ActorAddress actor, string what, Exception cause)
    {
        LogFault(actor, what, cause);
        _board.AddFaulted(actor);
    }

    private Task<Answer> Refuse(string reason)
    {
        Metrics.RefusedAtDoor();
        return Task.FromResult<Answer>(new Busy(reason));
    }

    private string NotReadyReason()
    {
        if (_isClosing) return "The exchange is shutting down.";
        var health = Health;
        return health.Reason.Length > 0 ? health.Reason : "The engine has not been able to confirm lately that it holds the journal.";
    }

    /// <summary>Moves the engine from one state to the next; false if there is nothing to move.</summary>
    private bool Supervise()
    {
        if (_generation is { } running)
        {
            // Here and not by whoever disposes: the journal may have been opened just now.
            if (_mustStop) running.Stop();
            if (!running.IsStopping) return Recover(running);
            if (Health.State != EngineState.Stopped) return Fail(running);
            if (!running.IsOver) return false;
            _generation = null;
        }

        return !_isClosing && Time.GetElapsedTime(_failedAt) >= _retryAfter && Open();
    }

    private bool Recover(Generation running)
    {
        if (!running.IsReady || Health.State == EngineState.Ready) return false;

        _failures = 0;
        LogReady(running.LastPosition, running.ToWake.Count);
        _board.Set(EngineState.Ready, string.Empty);
        return true;
    }

    private bool Fail(Generation failed)
    {
        var reason = failed.Failure is { } cause ? $"The engine stopped: {cause.Message}" : "The exchange is shutting down.";
        if (failed.Failure is not null) LogStopped(failed.Failure);
        BackOff();
        _board.Set(EngineState.Stopped, reason);
        _waiters.AnswerAll(new OutcomeUnknown(reason));
        return true;
    }

    private bool Open()
    {
        if (_failures == 0 && !_isStandingBy) _board.Set(EngineState.Starting, "Opening the journal.");
        try
        {
            var generation = new Generation(this);
            if (_isStandingBy) LogTakesOver();
            _isStandingBy = false;
            _feed.Reset(generation.LastPosition);
            _generation = generation;
            _board.Set(EngineState.Recovering, $"Delivering what {generation.ToWake.Count} actors may have had open.");
            generation.Start(Seams.Workers);
            WakeSupervisor();
        }
        catch (JournalInUseException held) when (Options.StandsBy)
        {
            StandBy(held.Message);
        }
        catch (Exception cause)
        {
            // Whatever it was, this thread is the one that tries again. What the store says needs no stack to be understood.
            if (cause is JournalUnavailableException) LogUnavailable(cause.Message);
            else LogCannotOpen(cause);
            BackOff();
            _board.Set(EngineState.Stopped, cause.Message);
        }

        return true;
    }

    private void StandBy(string heldBy)
    {
        if (!_isStandingBy) LogStandsBy(heldBy);
        _isStandingBy = true;
        _failures = 0;
        _failedAt = Time.GetTimestamp();
        _retryAfter = TimeSpan.FromMilliseconds(Options.StandbyPollMs);
        _board.Set(EngineState.Starting, $"Standing by. {heldBy}");
    }

    private void BackOff()
    {
        // By what has elapsed: a clock that is set back must not keep the exchange closed.
        _failedAt = Time.GetTimestamp();
        _retryAfter = TimeSpan.FromMilliseconds((long)Options.RestartAfterMs << int.Min(_failures, MaxBackOffDoublings));
        _failures++;
    }

    [LoggerMessage(2001, LogLevel.Information, "Ready at journal position {Position}; {Actors} actors were woken.")]
    private partial void LogReady(long position, int actors);

    [LoggerMessage(2002, LogLevel.Error, "Stopped answering; starting over from the journal.")]
    private partial void LogStopped(Exception cause);

    [LoggerMessage(2003, LogLevel.Error, "The journal cannot be opened; trying again.")]
    private partial void LogCannotOpen(Exception cause);

    [LoggerMessage(2007, LogLevel.Error, "The journal cannot be opened; trying again. {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(2004, LogLevel.Error, "{Actor} {What}.")]
    private partial void LogFault(ActorAddress actor, string what, Exception cause);

    [LoggerMessage(2005, LogLevel.Information, "Standing by. {HeldBy}")]
    private partial void LogStandsBy(string heldBy);

    [LoggerMessage(2006, LogLevel.Information, "Took over: the journal has become free.")]
    private partial void LogTakesOver();

    private sealed class Supervisor(EmbeddedEngine engine) : IWork
    {
        public string Name => "engine-supervisor";

        public bool IsStopping => engine._mustStop && engine._generation is null or { IsOver: true };

        public bool RunOnce() => engine.Supervise();

        public void WaitForWork() => engine._supervision.Wait(TimeSpan.FromMilliseconds(
            engine._isStandingBy ? engine.Options.StandbyPollMs : engine.Options.RestartAfterMs));

        public void Dispose() => engine._supervisorEnded.TrySetResult();
    }
}
