using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>Something that happened to one account.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="OccurredAtUnixMicros">Microseconds since 1970-01-01 UTC, stamped once, when the command was received.</param>
public abstract record AccountEvent(AccountId AccountId, long OccurredAtUnixMicros);

/// <summary>Money came in from outside.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">How much, in the asset's units; greater than zero.</param>
/// <param name="Reference">The caller's name for this credit; the account takes each once.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
/// <remarks>Stored as <c>Credited</c> of account.proto.</remarks>
public sealed record Credited(
    AccountId AccountId, AssetId Asset, AssetUnits Amount, string Reference, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The account may no longer place orders or move money; open orders stay, and may trade and be canceled.</summary>
/// <param name="AccountId">Which account.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record AccountFrozen(AccountId AccountId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The account may act again.</summary>
/// <param name="AccountId">Which account.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record AccountUnfrozen(AccountId AccountId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>Part of an account's available balance became frozen under a named hold.</summary>
/// <param name="AccountId">Owner of the balance.</param>
/// <param name="HoldId">Names the hold for release or settlement; never reused by the account.</param>
/// <param name="Asset">Asset whose balance moved.</param>
/// <param name="Amount">Amount frozen, in the asset's smallest unit; greater than zero.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record HoldPlaced(
    AccountId AccountId, HoldId HoldId, AssetId Asset, AssetUnits Amount, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>Part or all of what a hold still froze became available again.</summary>
/// <param name="AccountId">Owner of the balance.</param>
/// <param name="HoldId">The hold.</param>
/// <param name="Asset">Asset whose balance moved.</param>
/// <param name="Amount">Amount released; greater than zero.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record HoldReleased(
    AccountId AccountId, HoldId HoldId, AssetId Asset, AssetUnits Amount, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>An order was sent to its book, paid for by the hold of the same number.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The hold that pays for it; names the order until, and after, the book numbers it.</param>
/// <param name="Terms">What was asked for.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record OrderPlaced(AccountId AccountId, HoldId HoldId, OrderTerms Terms, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros)
{
    /// <summary>The list that it belongs to, by the name of its first order; default if none.</summary>
    public HoldId List { get; init; }
}

/// <summary>A list of orders was sent to its book; its orders are placed by the events that follow.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">Its first order, which names it.</param>
/// <param name="Contingency">How its orders depend on each other.</param>
/// <param name="ClientListId">The trader's name for it.</param>
/// <param name="Legs">Its orders, in the order of <see cref="NewOrderList.Legs"/>.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record ListPlaced(
    AccountId AccountId,
    HoldId HoldId,
    Contingency Contingency,
    string ClientListId,
    System.Collections.Immutable.ImmutableArray<HoldId> Legs,
    long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The book numbered the list.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The list.</param>
/// <param name="ListId">Its number.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record ListNumbered(AccountId AccountId, HoldId HoldId, OrderListId ListId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The last order of the list is over.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The list.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record ListClosed(AccountId AccountId, HoldId HoldId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The order waits off its book's ladder: for its stop price, or for the working order of its list.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="IsPending">Whether it waits for the working order.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderParkedInBook(AccountId AccountId, HoldId HoldId, bool IsPending, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>A waiting order began to take.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderStarted(AccountId AccountId, HoldId HoldId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The order became smaller. What that frees of its hold is released beside this.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="Quantity">All of it from now on.</param>
/// <param name="ClientOrderId">The trader's name for it from now on.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderAmended(
    AccountId AccountId, HoldId HoldId, QuantityLots Quantity, string ClientOrderId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The order was kept from trading with another of its account. What that frees of its hold is released beside this.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="Match">What was prevented, and its number.</param>
/// <param name="Role">The order's part in it.</param>
/// <param name="OtherOrderId">The order that it met.</param>
/// <param name="QuoteAmount">The prevented quantity at the maker's price, in quote units.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record TradePrevented(
    AccountId AccountId,
    HoldId HoldId,
    PreventedMatch Match,
    LiquidityRole Role,
    OrderId OtherOrderId,
    AssetUnits QuoteAmount,
    long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The book numbered the order.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="OrderId">Its number.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderNumbered(AccountId AccountId, HoldId HoldId, OrderId OrderId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The book is done with the order as taker, and what was left of it rests.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderOpened(AccountId AccountId, HoldId HoldId, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The book refused the order: it never was. Its hold is released beside this.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="Reason">Why.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderRefused(AccountId AccountId, HoldId HoldId, RejectReason Reason, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>One side of a trade moved this account's money: paid out of the hold, received less the fee.</summary>
/// <param name="AccountId">Whose side.</param>
/// <param name="HoldId">The order.</param>
/// <param name="Fill">The trade as this order had it.</param>
/// <param name="PaidAsset">What was given.</param>
/// <param name="Paid">How much, out of the hold.</param>
/// <param name="ReceivedAsset">What was got; the fee's asset too.</param>
/// <param name="Received">How much, before the fee.</param>
/// <param name="Fee">What the house keeps of <paramref name="Received"/>.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record FillSettled(
    AccountId AccountId,
    HoldId HoldId,
    Fill Fill,
    AssetId PaidAsset,
    AssetUnits Paid,
    AssetId ReceivedAsset,
    AssetUnits Received,
    AssetUnits Fee,
    long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros);

/// <summary>The order is over. What its hold still froze is released beside this.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The order.</param>
/// <param name="End">How it came to its end.</param>
/// <param name="OccurredAtUnixMicros">When the account learned it.</param>
public sealed record OrderClosed(AccountId AccountId, HoldId HoldId, OrderEnd End, long OccurredAtUnixMicros)
    : AccountEvent(AccountId, OccurredAtUnixMicros)
{
    /// <summary>The trader's name for the request that canceled it; null unless one did.</summary>
    public string? CancelName { get; init; }
}
