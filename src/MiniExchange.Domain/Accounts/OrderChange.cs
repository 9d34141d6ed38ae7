using MiniExchange.Domain.Units;
using MiniExchange.Domain.Books;

namespace MiniExchange.Domain.Accounts;

/// <summary>What a book tells the owner of an order. In the order they happened.</summary>
/// <param name="HoldId">The order, by its owner's name for it.</param>
public abstract record OrderChange(HoldId HoldId);

/// <summary>The order was numbered and entered.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="OrderId">Its number.</param>
public sealed record OrderEntered(HoldId HoldId, OrderId OrderId) : OrderChange(HoldId);

/// <summary>The order traded.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="Fill">Its side of the trade.</param>
public sealed record OrderFilled(HoldId HoldId, Fill Fill) : OrderChange(HoldId);

/// <summary>What is left of the order rests; its taker's part is over.</summary>
/// <param name="HoldId">The order.</param>
public sealed record OrderRests(HoldId HoldId) : OrderChange(HoldId);

/// <summary>The order is over. Follows the last fill of a maker too.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="End">How.</param>
public sealed record OrderFinished(HoldId HoldId, OrderEnd End) : OrderChange(HoldId);

/// <summary>The book refused the order; it left no trace there.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="Reason">Why.</param>
public sealed record OrderNotTaken(HoldId HoldId, RejectReason Reason) : OrderChange(HoldId);
