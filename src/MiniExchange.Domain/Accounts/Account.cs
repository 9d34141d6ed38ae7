using System;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>One user's balances and orders. Changed only by <see cref="AccountDecider.Evolve"/>.</summary>
/// <param name="Id">The user's number.</param>
/// <param name="IsFrozen">Whether placing orders and moving money is stopped.</param>
/// <param name="Balances">By asset; an asset never touched is absent.</param>
/// <param name="Holds">Open reservations; what they still freeze is greater than zero.</param>
/// <param name="OpenOrders">Under way or resting, by hold.</param>
/// <param name="ClosedOrders">The last ones that ended, oldest first, at most <see cref="ClosedOrdersKept"/>; history is the read side's.</param>
/// <param name="Credits">Credits taken, by reference.</param>
/// <param name="LastHold">The highest hold number given; zero before the first.</param>
/// <param name="LastChangeAtUnixMicros">When the account last changed; zero if never.</param>
public sealed record Account(
    AccountId Id,
    bool IsFrozen,
    ImmutableDictionary<AssetId, Balance> Balances,
    ImmutableDictionary<HoldId, Hold> Holds,
    ImmutableDictionary<HoldId, AccountOrder> OpenOrders,
    ImmutableArray<AccountOrder> ClosedOrders,
    ImmutableDictionary<string, CreditTerms> Credits,
    long LastHold,
    long LastChangeAtUnixMicros)
{
    /// <summary>Lists with an open order, by the name of their first order.</summary>
    public ImmutableDictionary<HoldId, AccountOrderList> OpenLists { get; init; } = ImmutableDictionary<HoldId, AccountOrderList>.Empty;

    /// <summary>The last lists that ended, oldest first, at most <see cref="ClosedListsKept"/>.</summary>
    public ImmutableArray<AccountOrderList> ClosedLists { get; init; } = ImmutableArray<AccountOrderList>.Empty;

    /// <summary>Counts everything that happened to the account's orders, as reports of it are numbered.</summary>
    public long LastExecution { get; init; }

    /// <summary>How many ended lists an account remembers for questions that come right after.</summary>
    public const int ClosedListsKept = 16;

    /// <summary>How many ended orders an account remembers for questions that come right after.</summary>
    public const int ClosedOrdersKept = 32;

    /// <summary>An account that nothing has happened to.</summary>
    public static Account Empty(AccountId id) => new(
        id,
        IsFrozen: false,
        ImmutableDictionary<AssetId, Balance>.Empty,
        ImmutableDictionary<HoldId, Hold>.Empty,
        ImmutableDictionary<HoldId, AccountOrder>.Empty,
        ImmutableArray<AccountOrder>.Empty,
        ImmutableDictionary<string, CreditTerms>.Empty,
        LastHold: 0,
        LastChangeAtUnixMicros: 0);

    /// <summary>What the account has of an asset; zero if it never had any.</summary>
    public Balance BalanceOf(AssetId asset) => Balances.GetValueOrDefault(asset);

    /// <summary>Finds an order by its number, open or among the last closed; null if there is none.</summary>
    public AccountOrder? OrderOf(OrderId orderId) =>
        orderId == OrderId.None ? null : Find(orderId, static (order, sought) => order.OrderId == sought);

    /// <summary>
    /// Finds an order by its trader's name for it; null if there is none. Names may be used again once free: the open
    /// order comes first, then the one that closed last.
    /// </summary>
    public AccountOrder? OrderOf(string clientOrderId) =>
        Find(clientOrderId, static (order, sought) => order.Terms.ClientOrderId == sought);

    /// <summary>Finds the order that a request placed, open or among the last closed; null if there is none.</summary>
    public AccountOrder? OrderOf(Guid requestId) =>
        Find(requestId, static (order, sought) => order.Terms.RequestId == sought);

    /// <summary>The open orders on a pair in the order they were placed, those under way included.</summary>
    public ImmutableArray<AccountOrder> OpenOrdersOn(PairId pair) =>
        [.. OpenOrders.Values.Where(order => order.Terms.Pair == pair).OrderBy(order => order.HoldId.Value)];

    private AccountOrder? Find<TSought>(TSought sought, Func<AccountOrder, TSought, bool> matches)
    {
        foreach (var order in OpenOrders.Values)
        {
            if (matches(order, sought)) return order;
        }

        for (var newest = ClosedOrders.Length - 1; newest >= 0; newest--)
        {
            if (matches(ClosedOrders[newest], sought)) return ClosedOrders[newest];
        }

        return null;
    }
}

/// <summary>The two parts of what an account has of one asset.</summary>
/// <param name="Available">Free to use; never negative.</param>
/// <param name="Frozen">The sum of the open holds; never negative.</param>
public readonly record struct Balance(AssetUnits Available, AssetUnits Frozen);

/// <summary>A named reservation.</summary>
/// <param name="Asset">What it freezes.</param>
/// <param name="Remaining">What it still freezes; greater than zero.</param>
public readonly record struct Hold(AssetId Asset, AssetUnits Remaining);

/// <summary>What a credit's reference stands for.</summary>
/// <param name="Asset">The asset credited.</param>
/// <param name="Amount">The amount credited.</param>
public readonly record struct CreditTerms(AssetId Asset, AssetUnits Amount);

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
/// that the answer to its trader can list them all; dropped by its first fill as maker.
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
    ImmutableArray<FillSettled> TakerFills,
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
}

/// <summary>A list's life.</summary>
/// <param name="HoldId">Its first order, which names it.</param>
/// <param name="Contingency">How its orders depend on each other.</param>
/// <param name="ClientListId">The trader's name for it.</param>
/// <param name="ListId">The book's number; none while the book has not answered.</param>
/// <param name="Legs">Its orders, in the order of <see cref="NewOrderList.Legs"/>.</param>
/// <param name="IsOpen">Whether one of them is.</param>
/// <param name="PlacedAtUnixMicros">When it was placed.</param>
/// <param name="ChangedAtUnixMicros">When it last changed.</param>
public sealed record AccountOrderList(
    HoldId HoldId,
    Contingency Contingency,
    string ClientListId,
    OrderListId ListId,
    ImmutableArray<ListLeg> Legs,
    bool IsOpen,
    long PlacedAtUnixMicros,
    long ChangedAtUnixMicros);

/// <summary>An order of a list.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="OrderId">Its number; none while the book has not answered.</param>
/// <param name="ClientOrderId">The trader's name for it.</param>
public readonly record struct ListLeg(HoldId HoldId, OrderId OrderId, string ClientOrderId);
