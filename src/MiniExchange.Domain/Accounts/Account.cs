using System;
using System.Collections.Immutable;
using System.Linq;
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

    /// <summary>Finds a list by its number, open or among the last closed; null if there is none.</summary>
    public AccountOrderList? ListOf(OrderListId listId) =>
        listId == OrderListId.None ? null : FindList(listId, static (list, sought) => list.ListId == sought);

    /// <summary>Finds a list by its trader's name for it, the open one first, then the one that closed last; null if there is none.</summary>
    public AccountOrderList? ListOf(string clientListId) =>
        FindList(clientListId, static (list, sought) => list.ClientListId == sought);

    /// <summary>Finds a list by its first order, open or among the last closed; null if there is none.</summary>
    public AccountOrderList? ListOf(HoldId firstOrder) => FindList(firstOrder, static (list, sought) => list.HoldId == sought);

    /// <summary>Whether an order is one of a pair of which one cancels the other, and so may be paid for by the other's hold.</summary>
    public bool IsOfCancelingPair(AccountOrder order) => CancelingPairOf(order).Contains(order.HoldId);

    /// <summary>
    /// The order that ends as soon as the given one works, while it is open; null if there is none. One hold then pays for
    /// whichever of the two it will be.
    /// </summary>
    public AccountOrder? OtherLegOf(AccountOrder order)
    {
        var pair = CancelingPairOf(order);
        if (!pair.Contains(order.HoldId)) return null;

        foreach (var leg in pair)
        {
            if (leg != order.HoldId && OpenOrders.TryGetValue(leg, out var other)) return other;
        }

        return null;
    }

    private ImmutableArray<HoldId> CancelingPairOf(AccountOrder order) =>
        OpenLists.TryGetValue(order.List, out var list) ? list.CancelingPair : [];

    private AccountOrderList? FindList<TSought>(TSought sought, Func<AccountOrderList, TSought, bool> matches)
    {
        foreach (var (_, list) in OpenLists)
        {
            if (matches(list, sought)) return list;
        }

        for (var newest = ClosedLists.Length - 1; newest >= 0; newest--)
        {
            if (matches(ClosedLists[newest], sought)) return ClosedLists[newest];
        }

        return null;
    }

    private AccountOrder? Find<TSought>(TSought sought, Func<AccountOrder, TSought, bool> matches)
    {
        foreach (var (_, order) in OpenOrders)
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
