using System.Collections.Immutable;

namespace MiniExchange.Domain;

/// <summary>What a decider says to a command: events to append, or the first reason against it.</summary>
/// <typeparam name="TEvent">The entity's events.</typeparam>
public abstract record Decision<TEvent>;

/// <summary>Yes, and this happened. Empty when the command had been carried out before and changes nothing.</summary>
/// <typeparam name="TEvent">The entity's events.</typeparam>
/// <param name="Events">In order.</param>
public sealed record Accepted<TEvent>(ImmutableArray<TEvent> Events) : Decision<TEvent>;

/// <summary>No; nothing changes.</summary>
/// <typeparam name="TEvent">The entity's events.</typeparam>
/// <param name="Reason">The first reason that applies, in the order of <see cref="RejectReason"/>.</param>
public sealed record Rejected<TEvent>(RejectReason Reason) : Decision<TEvent>;
