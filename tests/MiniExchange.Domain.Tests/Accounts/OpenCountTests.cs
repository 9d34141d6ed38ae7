using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>How many orders of each kind an account may have open, and how much of a base asset.</summary>
public sealed class OpenCountTests
{
    private static readonly OrderTerms AStop = Stop(Side.Buy, OrderType.StopLossLimit, 30, 20, 10, "stop");
    private static readonly OrderTerms AnIceberg = Limit(Side.Buy, 20, 10, "iceberg") with { DisplayQuantity = new QuantityLots(5) };
    private static readonly OrderTerms Elsewhere =
        Terms(EthBtc, Side.Buy, OrderType.StopLossLimit, TimeInForce.Gtc, 1, 2, 0, "elsewhere") with
        {
            Stop = new StopTerms(new PriceTicks(2), 0),
            DisplayQuantity = new QuantityLots(1),
        };

    /// <summary>One stop and one iceberg on the pair, and one that is both on another.</summary>
    private static readonly Account Account = After(Credited(Usd, 100_000), Credited(Btc, 1_000))
        .Then(Placed(1, AStop, held: 600))
        .Then(Placed(2, AnIceberg, held: 600))
        .Then(Placed(3, Elsewhere, held: 10));

    [Theory]
    [InlineData(1, RejectReason.TooManyStopOrders, RejectReason.TooManyIcebergOrders)]
    [InlineData(2, RejectReason.None, RejectReason.None)]
    [InlineData(0, RejectReason.None, RejectReason.None)]
    public void OpenOrder_CountsStopsAndIcebergsOfItsPair(int most, RejectReason ofStop, RejectReason ofIceberg)
    {
        var pair = BtcUsd with { Limits = new PairLimits { MaxStopOrders = most, MaxIcebergOrders = most } };

        Check(ofStop, pair, AccountLimits.None, AStop);
        Check(ofIceberg, pair, AccountLimits.None, AnIceberg);

        // What is neither is not held up by it.
        Check(RejectReason.None, pair, AccountLimits.None, Limit(Side.Buy, 20, 10));
    }

    [Theory]
    [InlineData(2, RejectReason.TooManyStopOrdersInAll, RejectReason.TooManyIcebergOrdersInAll)]
    [InlineData(3, RejectReason.None, RejectReason.None)]
    [InlineData(0, RejectReason.None, RejectReason.None)]
    public void OpenOrder_CountsStopsAndIcebergsOnAllPairs(int most, RejectReason ofStop, RejectReason ofIceberg)
    {
        var limits = new AccountLimits { MaxStopOrders = most, MaxIcebergOrders = most };

        Check(ofStop, BtcUsd, limits, AStop);
        Check(ofIceberg, BtcUsd, limits, AnIceberg);
        Check(RejectReason.None, BtcUsd, limits, Limit(Side.Buy, 20, 10));
    }

    [Theory]
    [InlineData(3, RejectReason.TooManyOpenOrdersInAll)]
    [InlineData(4, RejectReason.None)]
    public void OpenOrder_CountsOrdersOnAllPairs(int most, RejectReason expected) =>
        Check(expected, BtcUsd, new AccountLimits { MaxOrders = most }, Limit(Side.Sell, 20, 10));

    [Theory]
    [InlineData(1_300, RejectReason.None)]
    [InlineData(1_299, RejectReason.PositionTooLarge)]
    public void OpenOrder_WhenBuying_CountsWhatIsThereAndWhatOpenBuysMayBring(long most, RejectReason expected)
    {
        // 990 available and 10 frozen; two buys of ten lots, and this one, bring 100 each.
        var pair = BtcUsd with { Limits = new PairLimits { MaxPosition = new AssetUnits(most) } };

        Check(expected, pair, AccountLimits.None, Limit(Side.Buy, 20, 10));
        Check(RejectReason.None, pair, AccountLimits.None, Limit(Side.Sell, 20, 10));
    }

    [Fact]
    public void OpenOrderList_WhenBuying_CountsOneOfAPair()
    {
        var above = Stop(Side.Buy, OrderType.StopLossLimit, 30, 30, 10, "above");
        var below = Limit(Side.Buy, 20, 10, "below") with { Type = OrderType.LimitMaker };
        var list = new OrderListTerms(Contingency.Oco, [above, below], "list", above.RequestId);
        var rich = After(Credited(Usd, 10_000));

        Assert.IsType<Accepted<AccountEvent>>(Placing(rich, most: 100));
        DecisionAssert.Rejected(RejectReason.PositionTooLarge, Placing(rich, most: 99));

        // So does one that is open: a hundred may come of it.
        var open = rich.Then(PlacedList(1, Contingency.Oco, (above, 900), (below, 0)));
        Assert.IsType<Accepted<AccountEvent>>(Buying(open, most: 200));
        DecisionAssert.Rejected(RejectReason.PositionTooLarge, Buying(open, most: 199));

        Decision<AccountEvent> Placing(Account account, long most) =>
            AccountDecider.Decide(account, new OpenOrderList(Limited(most), list, AccountLimits.None, Now));

        Decision<AccountEvent> Buying(Account account, long most) =>
            AccountDecider.Decide(account, Open(Limit(Side.Buy, 20, 10)) with { Pair = Limited(most) });

        static TradingPair Limited(long most) => BtcUsd with { Limits = new PairLimits { MaxPosition = new AssetUnits(most) } };
    }

    [Fact]
    public void OpenOrder_WhenBuying_CountsOfAnOpenBuyWhatIsLeft()
    {
        var pair = BtcUsd with { Limits = new PairLimits { MaxPosition = new AssetUnits(1_300) } };

        // What has been bought is there instead, whole as the fee on so little rounds to nothing.
        var account = Account.Following(Entered(2), TakerFill(2, 20, 4), Rests(2));
        DecisionAssert.Rejected(
            RejectReason.PositionTooLarge, AccountDecider.Decide(account, Open(Limit(Side.Buy, 20, 11)) with { Pair = pair }));
        Assert.Equal(2, Events(account, Open(Limit(Side.Buy, 20, 10)) with { Pair = pair }).Count);
    }

    [Fact]
    public void ReasonAgainst_LooksAtEverythingButTheBalance()
    {
        var limits = new AccountLimits { MaxStopOrders = 2 };
        var dear = Limit(Side.Buy, 1_000, 500);

        DecisionAssert.Rejected(RejectReason.InsufficientAvailable, AccountDecider.Decide(Account, Open(dear)));
        Assert.Equal(RejectReason.None, AccountDecider.ReasonAgainst(Account, BtcUsd, dear, limits));
        Assert.Equal(
            RejectReason.TooManyStopOrdersInAll,
            AccountDecider.ReasonAgainst(Account, BtcUsd, AStop with { ClientOrderId = "new" }, limits));
        Assert.Equal(
            RejectReason.AccountFrozen, AccountDecider.ReasonAgainst(Account.Then(Frozen()), BtcUsd, dear, limits));
        Assert.Equal(
            RejectReason.PriceOutOfRange, AccountDecider.ReasonAgainst(Account, BtcUsd, Limit(Side.Buy, 9, 10), limits));
    }

    [Fact]
    public void ReasonAgainst_OfAReplacement_LetsItHaveTheNameOfTheOrderThatItReplaces()
    {
        var named = Limit(Side.Sell, 20, 10, "stop");

        Assert.Equal(RejectReason.ClientOrderIdInUse, AccountDecider.ReasonAgainst(Account, BtcUsd, named, AccountLimits.None));
        Assert.Equal(
            RejectReason.None, AccountDecider.ReasonAgainst(Account, BtcUsd, named, AccountLimits.None, replaced: new HoldId(1)));
        Assert.Equal(
            RejectReason.ClientOrderIdInUse,
            AccountDecider.ReasonAgainst(Account, BtcUsd, named, AccountLimits.None, replaced: new HoldId(2)));
    }

    private static void Check(RejectReason expected, TradingPair pair, AccountLimits limits, OrderTerms terms)
    {
        var named = terms with { ClientOrderId = "new" };
        var decision = AccountDecider.Decide(Account, new OpenOrder(pair, named, Now) { Limits = limits });
        if (expected == RejectReason.None) Assert.Equal(2, DecisionAssert.Accepted(decision).Length);
        else DecisionAssert.Rejected(expected, decision);
    }
}
