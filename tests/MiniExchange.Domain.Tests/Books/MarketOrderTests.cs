using MiniExchange.Domain.Books;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Market orders by quantity. One lot at one tick is 10 quote units, one lot is 1,000 base units.</summary>
public sealed class MarketOrderTests
{
    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Market_WhenBookIsEmpty_IsAcceptedAndEndsWithNothingTraded(Side side)
    {
        var book = new TestBook();

        Assert.Equal(RejectReason.None, book.Enter(Market(Alice, side, 5)));

        Assert.Equal(["accepted #1", "ended #1: InsufficientLiquidity, 5 left"], book.Said);
        Assert.Equal(0, book.Book.DepthUpdateId);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Market_WhenBookRunsOut_EndsWithWhatCouldNotBeFilled(Side side)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, side == Side.Buy ? Side.Sell : Side.Buy, 100, 3));

        book.Enter(Market(Bob, side, 5));

        Assert.Equal(
            ["accepted #2", "trade 1: #2 takes 3 of #1 at 100", "ended #2: InsufficientLiquidity, 2 left"], book.Said);
    }

    [Fact]
    public void Market_WhenLiquidityIsExactlyEnough_EndsFilled()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 3));

        book.Enter(Market(Bob, Side.Buy, 3));

        Assert.Equal("ended #2: Filled, 0 left", book.Said[^1]);
    }

    // 2 lots at 100 and 3 at 200 cost (200 + 600) * 10 = 8,000 units.
    [Theory]
    [InlineData(7_999, RejectReason.CostExceedsHold)]
    [InlineData(8_000, RejectReason.None)]
    [InlineData(8_001, RejectReason.None)]
    public void MarketBuy_WhenHoldIsOneUnitShortExactOrOver_IsRefusedBeforeAnyFillOnlyIfShort(long held, RejectReason reason)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 2));
        book.Enter(Limit(Alice, Side.Sell, 200, 9));

        Assert.Equal(reason, book.Enter(Market(Bob, Side.Buy, 5, held)));

        Assert.Equal(reason == RejectReason.None ? 2 : 0, book.Book.TradeCount);
        Assert.Equal(reason == RejectReason.None ? 3 : 2, book.Book.OrderCount);
    }

    [Fact]
    public void MarketBuy_WhenBookHasLessThanAskedFor_IsHeldToTheCostOfWhatItCanTake()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 2));

        Assert.Equal(RejectReason.None, book.Enter(Market(Bob, Side.Buy, 5_000, held: 2_000)));
        Assert.Equal(1, book.Book.TradeCount);
    }

    [Theory]
    [InlineData(SelfTradePrevention.None, RejectReason.CostExceedsHold)]
    [InlineData(SelfTradePrevention.ExpireMaker, RejectReason.CostExceedsHold)]
    [InlineData(SelfTradePrevention.ExpireTaker, RejectReason.None)]
    [InlineData(SelfTradePrevention.ExpireBoth, RejectReason.None)]
    public void MarketBuy_WhenItMeetsItsOwnOrder_IsHeldToWhatItsModeLetsItTrade(
        SelfTradePrevention mode, RejectReason reason)
    {
        // 1 lot at 100, then an own one at 110, then one at 120: a hold of 1,000 pays for the first only.
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        book.Enter(Limit(Bob, Side.Sell, 110, 1));
        book.Enter(Limit(Alice, Side.Sell, 120, 1));

        Assert.Equal(reason, book.Enter(Market(Bob, Side.Buy, 3, held: 1_000, mode)));
    }

    [Theory]
    [InlineData(9, RejectReason.NotionalTooSmall)]
    [InlineData(10, RejectReason.None)]
    [InlineData(11, RejectReason.None)]
    public void Market_WhenAtOneLotBelowAtOrAboveMinNotionalAtTheLastPrice_IsRefusedOnlyBelow(
        long quantity, RejectReason reason)
    {
        var book = new TestBook(Pairs.BtcUsdt with { MinNotional = new AssetUnits(10_000) });
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        book.Enter(Limit(Bob, Side.Buy, 100, 1));

        // The book offers twice the last price; what counts is the last price.
        book.Enter(Limit(Alice, Side.Sell, 200, 100));

        Assert.Equal(reason, book.Enter(Market(Bob, Side.Buy, quantity)));
    }

    [Fact]
    public void Market_WhenNothingHasTradedYet_IsNotMeasured()
    {
        var book = new TestBook(Pairs.BtcUsdt with { MinNotional = new AssetUnits(10_000) });
        book.Enter(Limit(Alice, Side.Sell, 100, 1));

        Assert.Equal(RejectReason.None, book.Enter(Market(Bob, Side.Buy, 1)));
    }
}
