using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Engines;

/// <summary>What runs the actors, as a front end sees it. Both engines promise the same.</summary>
public interface IEngine
{
    /// <summary>How it is.</summary>
    EngineHealth Health { get; }

    /// <summary>
    /// Whether what this process has in memory may be told: a moment ago it still held the journal, or its place in the cluster.
    /// </summary>
    /// <remarks>False before the first start, and when it was paused, cut off or replaced. Answers of actors are held back by the engine itself.</remarks>
    bool IsCurrent { get; }

    /// <summary>The committed records of all actors.</summary>
    ICommittedFeed Feed { get; }

    /// <summary>Sends one request to an actor and waits for the answer, which never rests on anything that could still be lost.</summary>
    /// <remarks>
    /// Before room is reserved: <see cref="Busy"/>, nothing happened. After: the flow runs to its end even if the caller
    /// stops waiting, who then does not know the outcome and asks by the request's own id.
    /// </remarks>
    /// <param name="to">The actor; it is loaded if need be.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="deadlineUnixMicros">After this the actor refuses to start it, microseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Stops the waiting, not the flow.</param>
    Task<Answer> AskAsync(ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken);
}

/// <summary>The journal as it grows: every record once it is durable, in order, without gaps.</summary>
public interface ICommittedFeed
{
    /// <summary>The position of the last durable record.</summary>
    long LastPosition { get; }

    /// <summary>
    /// The last position when the journal was last opened. Others may have written up to there: who follows the feed and has not come so
    /// far shows what may be long out of date.
    /// </summary>
    long OpenedAt { get; }

    /// <summary>The next records after a position; waits until there is at least one.</summary>
    /// <param name="afterPosition">Zero to start from the beginning.</param>
    /// <param name="maxRecords">At most so many.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken);
}

/// <summary>Where an engine stands.</summary>
public enum EngineState
{
    /// <summary>Opening the journal.</summary>
    Starting = 1,

    /// <summary>Delivering what was sent before the last stop.</summary>
    Recovering = 2,

    /// <summary>Answering.</summary>
    Ready = 3,

    /// <summary>Not answering: the last commit failed or the journal cannot be opened; it tries again by itself.</summary>
    Stopped = 4,
}

/// <summary>An engine's state and what is wrong with it.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">What stopped it, or what it waits for; empty when ready.</param>
/// <param name="FaultedActors">Actors that gave up on a message since the start; they need an operator.</param>
public sealed record EngineHealth(EngineState State, string Reason, IReadOnlyList<ActorAddress> FaultedActors);
