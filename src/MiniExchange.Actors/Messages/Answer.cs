namespace MiniExchange.Actors.Messages;

/// <summary>What came of a request from outside.</summary>
public abstract record Answer;

/// <summary>The actor answered, and all that the answer rests on is durable.</summary>
/// <param name="Reply">What it said.</param>
/// <param name="From">The actor that answered.</param>
/// <param name="RecordNumber">A record number of that actor's stream which the answer does not rest beyond; the read side has caught up with the answer once it has passed it.</param>
public sealed record Replied(Reply Reply, ActorAddress From, long RecordNumber) : Answer;

/// <summary>Not started: no room, not ready, or stopping. Safe to send again.</summary>
/// <param name="Reason">Why, for operators.</param>
public sealed record Busy(string Reason) : Answer;

/// <summary>It may or may not have been carried out; ask the actor by the request's own id.</summary>
/// <param name="Reason">Why, for operators.</param>
public sealed record OutcomeUnknown(string Reason) : Answer;

/// <summary>The actor failed twice on this request and changed nothing.</summary>
public sealed record RequestFaulted : Answer;
