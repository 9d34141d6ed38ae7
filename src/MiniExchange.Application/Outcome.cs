using MiniExchange.Actors;
using MiniExchange.Domain;

namespace MiniExchange.Application;

/// <summary>What came of something asked of the exchange.</summary>
/// <typeparam name="T">What a completed request brings.</typeparam>
public abstract record Outcome<T>;

/// <summary>Done, and durable.</summary>
/// <typeparam name="T">What it brings.</typeparam>
/// <param name="Value">The result.</param>
/// <param name="AsOf">Where in the journal it stands; the read side can be waited for up to there.</param>
public sealed record Completed<T>(T Value, ReadPoint AsOf) : Outcome<T>;

/// <summary>The business said no; nothing changed.</summary>
/// <typeparam name="T">What it would have brought.</typeparam>
/// <param name="Reason">Why.</param>
public sealed record Refused<T>(RejectReason Reason) : Outcome<T>;

/// <summary>Not started; safe to send again.</summary>
/// <typeparam name="T">What it would have brought.</typeparam>
/// <param name="Reason">Why, for operators.</param>
public sealed record NotStarted<T>(string Reason) : Outcome<T>;

/// <summary>It may or may not have happened; ask again by its own id.</summary>
/// <typeparam name="T">What it would have brought.</typeparam>
/// <param name="Reason">Why, for operators.</param>
public sealed record Unknown<T>(string Reason) : Outcome<T>;

/// <summary>The exchange failed on it and changed nothing; the operators were told.</summary>
/// <typeparam name="T">What it would have brought.</typeparam>
public sealed record Failed<T> : Outcome<T>;

/// <summary>A record of one actor's stream that somebody has seen the effects of.</summary>
/// <param name="Address">The actor.</param>
/// <param name="RecordNumber">The record; zero before the first.</param>
public readonly record struct ReadPoint(ActorAddress Address, long RecordNumber);
