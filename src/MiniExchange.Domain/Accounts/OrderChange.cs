using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

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

/// <summary>The order waits off the ladder: for its stop price, or, if it is pending, for the working order of its list.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="IsPending">Which of the two.</param>
public sealed record OrderWaits(HoldId HoldId, bool IsPending) : OrderChange(HoldId);

/// <summary>A waiting order's time came: it takes, and its changes as taker follow.</summary>
/// <param name="HoldId">The order.</param>
public sealed record OrderWorks(HoldId HoldId) : OrderChange(HoldId);

/// <summary>The order was made smaller on request.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="Quantity">All of the order from now on.</param>
/// <param name="ClientOrderId">The trader's name for it from now on; empty if it keeps its name, being made smaller with another of its list.</param>
public sealed record OrderReduced(HoldId HoldId, QuantityLots Quantity, string ClientOrderId) : OrderChange(HoldId);

/// <summary>The order met another of its own account and was kept from trading with it.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="Match">What was prevented, and its number.</param>
/// <param name="Role">The order's part in it.</param>
/// <param name="OtherOrderId">The order that it met.</param>
/// <param name="QuoteAmount">The prevented quantity at the maker's price, in quote units.</param>
public sealed record OrderKeptFromTrading(
    HoldId HoldId, PreventedMatch Match, LiquidityRole Role, OrderId OtherOrderId, AssetUnits QuoteAmount) : OrderChange(HoldId);

/// <summary>The list was numbered and its orders entered; their own changes follow.</summary>
/// <param name="HoldId">The list's first order, by which its owner names the list.</param>
/// <param name="ListId">Its number.</param>
public sealed record ListEntered(HoldId HoldId, OrderListId ListId) : OrderChange(HoldId);
