using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>Each row breaks its own rule and every later one that it can; the reason given is its own.</summary>
public sealed class RejectPrecedenceTests
{
    // Nothing is available, as many orders are open as the pair allows, and one of them is called "taken".
    private static readonly Account Full = After(Credited(Usd, 480))
        .Then(new[] { "taken", "b", "c", "d" }.SelectMany(
            (name, index) => Placed(index + 1, Limit(Side.Buy, 10, 4, name), held: 120)));

    private static readonly (RejectReason Reason, Account Account, AccountCommand Command)[] Orders =
    [
        (RejectReason.UnsupportedOrderCombination, Full.Then(Frozen()),
            Open(Limit(Side.Buy, 9, 1, "taken") with { QuoteQuantity = new AssetUnits(1) })),
        (RejectReason.PriceOutOfRange, Full.Then(Frozen()), Open(Limit(Side.Buy, 9, 1, "taken"))),
        (RejectReason.QuantityOutOfRange, Full.Then(Frozen()), Open(Limit(Side.Buy, 10, 1, "taken"))),
        (RejectReason.NotionalTooSmall, Full.Then(Frozen()), Open(Limit(Side.Buy, 10, 3, "taken"))),
        (RejectReason.AccountFrozen, Full.Then(Frozen()), Open(Limit(Side.Buy, 10, 4, "taken"))),
        (RejectReason.ClientOrderIdInUse, Full, Open(Limit(Side.Buy, 10, 4, "taken"))),
        (RejectReason.TooManyOpenOrders, Full, Open(Limit(Side.Buy, 10, 4, "free"))),
        (RejectReason.InsufficientAvailable, After(), Open(Limit(Side.Buy, 10, 4, "free"))),
    ];

    // Everything that a pair, the exchange and an asset may limit is limited to less than this order wants.
    private static readonly TradingPair Narrow = BtcUsd with
    {
        Limits = new PairLimits
        {
            MaxNotional = new AssetUnits(120),
            MaxMarketQuantity = new QuantityLots(4),
            MaxIcebergParts = 1,
            TrailingAbove = new DeltaRange(1, 10),
            MaxStopOrders = 1,
            MaxIcebergOrders = 1,
            MaxOrderLists = 1,
            MaxPosition = new AssetUnits(10),
        },
    };

    private static readonly AccountLimits Few = new()
    {
        MaxOrders = 1,
        MaxStopOrders = 1,
        MaxIcebergOrders = 1,
        MaxOrderLists = 1,
        MaxPerOrder = ImmutableDictionary<AssetId, AssetUnits>.Empty.Add(Btc.Id, new AssetUnits(10)),
    };

    // Shows part of itself, follows the market, and waits: everything that can be wrong with one order.
    private static readonly OrderTerms Everything = Stop(Side.Buy, OrderType.StopLossLimit, 20, 20, 10, "free", delta: 11) with
    {
        DisplayQuantity = new QuantityLots(2),
    };

    // One list of such an order and another, open already.
    private static readonly Account Listed = After(Credited(Usd, 100_000), Credited(Btc, 1_000)).Then(PlacedList(
        1, Contingency.Oto, (Limit(Side.Buy, 20, 10, "taken"), 600), (Everything with { ClientOrderId = "pending" }, 600)));

    private static readonly (RejectReason Reason, Account Account, AccountCommand Command)[] Limited =
    [
        (RejectReason.NotionalTooLarge, Listed.Then(Frozen()), OpenOn(Narrow, Everything with { DisplayQuantity = new QuantityLots(20) })),
        (RejectReason.MarketQuantityOutOfRange, Listed.Then(Frozen()),
            OpenOn(Allowing(notional: true), Stop(Side.Buy, OrderType.StopLoss, 20, 21, 10, "taken", delta: 11))),
        (RejectReason.DisplayExceedsQuantity, Listed.Then(Frozen()),
            OpenOn(Allowing(notional: true), Everything with { DisplayQuantity = new QuantityLots(20) })),
        (RejectReason.TooManyIcebergParts, Listed.Then(Frozen()), OpenOn(Allowing(notional: true), Everything)),
        (RejectReason.TrailingDeltaOutOfRange, Listed.Then(Frozen()), OpenOn(Allowing(notional: true, parts: true), Everything)),
        (RejectReason.UnsupportedListCombination, Listed.Then(Frozen()), List(Allowing(notional: true, parts: true, delta: true),
            Limit(Side.Buy, 20, 10, "taken"), MarketByQuantity(Side.Buy, 4), Few)),
        (RejectReason.AssetLimitExceeded, Listed.Then(Frozen()), OpenOn(Allowing(notional: true, parts: true, delta: true), Everything)),
        (RejectReason.InsufficientAvailable, After(), OpenOn(Counted, Everything, Small)),
        (RejectReason.TooManyStopOrders, Listed, List(Counted, Limit(Side.Buy, 20, 10, "a"), Everything)),
        (RejectReason.TooManyIcebergOrders, Listed, List(Stops(Counted), Limit(Side.Buy, 20, 10, "a"), Everything)),
        (RejectReason.TooManyOrderLists, Listed, List(Icebergs(Stops(Counted)), Limit(Side.Buy, 20, 10, "a"), Everything)),
        (RejectReason.TooManyOpenOrdersInAll, Listed, List(Free, Limit(Side.Buy, 20, 10, "a"), Everything)),
        (RejectReason.TooManyStopOrdersInAll, Listed,
            List(Free, Limit(Side.Buy, 20, 10, "a"), Everything, Small with { MaxOrders = 0 })),
        (RejectReason.TooManyIcebergOrdersInAll, Listed,
            List(Free, Limit(Side.Buy, 20, 10, "a"), Everything, Small with { MaxOrders = 0, MaxStopOrders = 0 })),
        (RejectReason.TooManyOrderListsInAll, Listed,
            List(Free, Limit(Side.Buy, 20, 10, "a"), Everything, new AccountLimits { MaxOrderLists = 1 })),
        (RejectReason.PositionTooLarge, Listed, List(Free, Limit(Side.Buy, 20, 10, "a"), Everything, AccountLimits.None)),
        (RejectReason.ListNameInUse, Listed, List(BtcUsd, Limit(Side.Buy, 20, 10, "a"), Everything, AccountLimits.None)),
    ];

    private static readonly (RejectReason Reason, Account Account, AccountCommand Command)[] Credits =
    [
        (RejectReason.AmountNotPositive, Full, new Credit(Usd.Id, AssetUnits.Zero, "USD", Now)),
        (RejectReason.CreditReferenceReused, Full, new Credit(Usd.Id, new AssetUnits(long.MaxValue), "USD", Now)),
        (RejectReason.BalanceOverflow, Full, new Credit(Usd.Id, new AssetUnits(long.MaxValue), "new", Now)),
    ];

    public static TheoryData<RejectReason> Reasons => [.. Orders.Concat(Credits).Select(row => row.Reason)];

    public static TheoryData<RejectReason> LimitReasons => [.. Limited.Select(row => row.Reason)];

    private static TradingPair Counted => Allowing(notional: true, parts: true, delta: true);

    private static AccountLimits Small => Few with { MaxPerOrder = ImmutableDictionary<AssetId, AssetUnits>.Empty };

    private static TradingPair Free =>
        Counted with { Limits = new PairLimits { MaxPosition = Narrow.Limits.MaxPosition } };

    [Theory]
    [MemberData(nameof(LimitReasons))]
    public void Decide_WhenSeveralLimitsAreExceeded_GivesTheFirst(RejectReason reason)
    {
        var row = Limited.Single(row => row.Reason == reason);

        DecisionAssert.Rejected(reason, AccountDecider.Decide(row.Account, row.Command));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Decide_WhenSeveralReasonsApply_GivesTheFirst(RejectReason reason)
    {
        var row = Orders.Concat(Credits).Single(row => row.Reason == reason);

        DecisionAssert.Rejected(reason, AccountDecider.Decide(row.Account, row.Command));
    }

    [Fact]
    public void Reasons_AreDeclaredInTheOrderInWhichTheyAreGiven()
    {
        var declared = Enum.GetValues<RejectReason>();

        Assert.Equal(Sorted(Orders), Orders.Select(row => row.Reason));
        Assert.Equal(Sorted(Limited), Limited.Select(row => row.Reason));
        Assert.Equal(Sorted(Credits), Credits.Select(row => row.Reason));

        IEnumerable<RejectReason> Sorted((RejectReason Reason, Account, AccountCommand)[] rows) =>
            rows.Select(row => row.Reason).OrderBy(reason => Array.IndexOf(declared, reason));
    }

    /// <summary>The narrow pair, with some of what it limits allowed.</summary>
    private static TradingPair Allowing(bool notional = false, bool parts = false, bool delta = false) => Narrow with
    {
        Limits = Narrow.Limits with
        {
            MaxNotional = notional ? AssetUnits.Zero : Narrow.Limits.MaxNotional,
            MaxIcebergParts = parts ? 0 : Narrow.Limits.MaxIcebergParts,
            TrailingAbove = delta ? null : Narrow.Limits.TrailingAbove,
        },
    };

    private static TradingPair Stops(TradingPair pair) => pair with { Limits = pair.Limits with { MaxStopOrders = 0 } };

    private static TradingPair Icebergs(TradingPair pair) => pair with { Limits = pair.Limits with { MaxIcebergOrders = 0 } };

    private static OpenOrder OpenOn(TradingPair pair, OrderTerms terms, AccountLimits? limits = null) =>
        new(pair, terms, Now) { Limits = limits ?? Few };

    // Named as the list that is open.
    private static OpenOrderList List(TradingPair pair, OrderTerms working, OrderTerms pending, AccountLimits? limits = null) =>
        new(pair, new OrderListTerms(Contingency.Oto, [working, pending], "list", Guid.Empty), limits ?? Small, Now);
}
