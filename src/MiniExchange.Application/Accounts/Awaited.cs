using MiniExchange.Domain;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

/// <summary>What someone asked for who waits for a book, where the book's answer alone does not tell how to answer them.</summary>
internal abstract record Awaited;

/// <summary>They placed or cancel a list, and want to see it.</summary>
/// <param name="HoldId">The list.</param>
internal sealed record AwaitedList(HoldId HoldId) : Awaited;

/// <summary>They made an order smaller, and want to see it.</summary>
/// <param name="HoldId">The order.</param>
internal sealed record AwaitedAmendment(HoldId HoldId) : Awaited;

/// <summary>They replaced an order: the cancel is over, the new order is under way.</summary>
/// <param name="Canceled">Those canceled.</param>
/// <param name="Refusal">Why nothing was; none if something was.</param>
internal sealed record AwaitedReplacement(OrderStates Canceled, RejectReason Refusal) : Awaited;
