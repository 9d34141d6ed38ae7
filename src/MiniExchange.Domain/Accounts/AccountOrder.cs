using System.Collections.Immutable;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>Where an order stands, as its trader sees it.</summary>
public enum OrderStatus
{
    /// <summary>Sent to the book, which has not answered in full; shown to nobody.</summary>
    UnderWay = 1,

    /// <summary>Rests, nothing traded.</summary>
    New = 2,

    /// <summary>Rests, part of it traded.</summary>
    PartiallyFilled = 3,

    /// <summary>All of it traded.</summary>
    Filled = 4,

    /// <summary>Removed on request.</summary>
    Canceled = 5,

    /// <summary>Ended by its own rules or for want of liquidity.</summary>
    Expired = 6,

    /// <summary>Ended by self-trade prevention.</summary>
    ExpiredInMatch = 7,

    /// <summary>Waits for the working order of its list.</summary>
    PendingNew = 8,
}

/// <summary>One order's life.</summary>
/// <param name="HoldId">Names it, and its hold.</param>
/// <param name="Terms">What was asked for.</param>
/// <param name="OrderId">The book's number; none while the book has not answered.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Executed">Lots traded.</param>
/// <param name="ExecutedQuote">Quote units traded.</param>
/// <param name="TakerFills">
/// The fills of its taker's part, oldest first: gathered while it is under way, still there once it rests or has closed, so
/// that the answer to its trader can list them all; dropped by its first fill as maker. A long sweep adds thousands, one by one.
/// </param>
/// <param name="End">How it ended; null while open.</param>
/// <param name="PlacedAtUnixMicros">When it was placed.</param>
/// <param name="ChangedAtUnixMicros">When it last changed.</param>
public sealed record AccountOrder(
    HoldId HoldId,
    OrderTerms Terms,
    OrderId OrderId,
    OrderStatus Status,
    QuantityLots Executed,
    AssetUnits ExecutedQuote,
    ImmutableList<FillSettled> TakerFills,
    OrderEnd? End,
    long PlacedAtUnixMicros,
    long ChangedAtUnixMicros)
{
    /// <summary>The list that it belongs to, by the name of its first order; default if none.</summary>
    public HoldId List { get; init; }

    /// <summary>The number of that list; none if none, or while the book has not answered.</summary>
    public OrderListId ListId { get; init; }

    /// <summary>Since when the book works it, microseconds since 1970-01-01 UTC; null while it waits for its stop price or its list.</summary>
    public long? WorkingSinceUnixMicros { get; init; }

    /// <summary>Lots that self-trade prevention took from it.</summary>
    public QuantityLots Prevented { get; init; }

    /// <summary>The number of its last prevented match; zero if none.</summary>
    public long LastPreventedMatch { get; init; }

    /// <summary>The trader's name for it as it was placed, or as its last amendment found it; null if it was never amended.</summary>
    public string? FormerClientOrderId { get; init; }

    /// <summary>How often it was amended.</summary>
    public int Amendments { get; init; }

    /// <summary><see cref="Account.LastExecution"/> of its last change.</summary>
    public long LastExecution { get; init; }

    /// <summary>Lots that may still trade; meaningless for an order by quote quantity.</summary>
    public QuantityLots Left => Terms.Quantity - Executed - Prevented;

    /// <summary>Whether its book keeps it off the ladder: for its stop price, or for the working order of its list.</summary>
    public bool IsWaiting =>
        Status == OrderStatus.PendingNew
        || (Status == OrderStatus.New && Terms.Type.IsStop() && WorkingSinceUnixMicros is null);
}
