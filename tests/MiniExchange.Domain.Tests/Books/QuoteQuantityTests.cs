using MiniExchange.Domain.Books;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Market orders by quote quantity. One lot at one tick is 10 quote units, one lot is 1,000 base units.</summary>
public sealed class QuoteQuantityTests
{
    [Theory]
    [InlineData(999, RejectReason.QuoteQuantityBelowOneLot)]
    [InlineData(1_000, RejectReason.None)]
    [InlineData(1_001, RejectReason.None)]
    public void ByQuote_WhenAtOneUnitBelowAtOrAboveOneLotAtTheBestPrice_IsRefusedOnlyBelow(
        long quoteUnits, RejectReason reason)
    {
        var buying = new TestBook();
        buying.Enter(Limit(Alice, Side.Sell, 100, 5));
        var selling = new TestBook();
        selling.Enter(Limit(Alice, Side.Buy, 100, 5));

        Assert.Equal(reason, buying.Enter(MarketByQuote(Bob, Side.Buy, quoteUnits)));
        Assert.Equal(reason, selling.Enter(MarketByQuote(Bob, Side.Sell, quoteUnits)));
    }

    [Fact]
    public void ByQuote_WhenBuyingOverTwoLevels_FloorsToWholeLotsAtEach()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 2));
        book.Enter(Limit(Alice, Side.Sell, 150, 9));

        // 2,000 for the first two lots; 4,600 more pay for three at 1,500, and 100 are left.
        book.Enter(MarketByQuote(Bob, Side.Buy, 6_600));

        Assert.Equal(
            [
                "accepted #3",
                "trade 1: #3 takes 2 of #1 at 100",
                "trade 2: #3 takes 3 of #2 at 150",
                "ended #3: Filled, 0 left",
            ],
            book.Said);
    }

    [Fact]
    public void ByQuote_WhenRestPaysForNoLotAtTheNextPrice_EndsFilledThere()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 2));
        book.Enter(Limit(Alice, Side.Sell, 150, 9));

        book.Enter(MarketByQuote(Bob, Side.Buy, 3_499));

        Assert.Equal(["accepted #3", "trade 1: #3 takes 2 of #1 at 100", "ended #3: Filled, 0 left"], book.Said);
    }

    [Theory]
    [InlineData(2_000, "Filled")]
    [InlineData(2_001, "InsufficientLiquidity")]
    public void ByQuote_WhenBookRunsOut_IsFilledOnlyIfNothingIsLeft(long quoteUnits, string end)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 2));

        book.Enter(MarketByQuote(Bob, Side.Buy, quoteUnits));

        Assert.Equal(["accepted #2", "trade 1: #2 takes 2 of #1 at 100", $"ended #2: {end}, 0 left"], book.Said);
    }

    [Fact]
    public void ByQuote_WhenBookIsEmpty_IsAcceptedAndEndsWithNothingTraded()
    {
        var book = new TestBook();

        Assert.Equal(RejectReason.None, book.Enter(MarketByQuote(Bob, Side.Sell, 1)));

        Assert.Equal(["accepted #1", "ended #1: InsufficientLiquidity, 0 left"], book.Said);
    }

    // Receiving 4,000 takes 2 lots at 100 and 4 at 50: 6 lots, 6,000 base units.
    [Theory]
    [InlineData(5_999, RejectReason.CostExceedsHold)]
    [InlineData(6_000, RejectReason.None)]
    [InlineData(6_001, RejectReason.None)]
    public void ByQuote_WhenSellingMoreThanIsHeld_IsRefusedBeforeAnyFill(long heldBase, RejectReason reason)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 2));
        book.Enter(Limit(Alice, Side.Buy, 50, 9));

        Assert.Equal(reason, book.Enter(MarketByQuote(Bob, Side.Sell, 4_000, heldBase)));

        Assert.Equal(reason == RejectReason.None ? 2 : 0, book.Book.TradeCount);
    }

    [Theory]
    [InlineData(9_999, RejectReason.NotionalTooSmall)]
    [InlineData(10_000, RejectReason.None)]
    public void ByQuote_WhenBelowMinNotional_IsRefusedEvenBeforeTheFirstTrade(long quoteUnits, RejectReason reason)
    {
        var book = new TestBook(Pairs.BtcUsdt with { MinNotional = new AssetUnits(10_000) });
        book.Enter(Limit(Alice, Side.Sell, 100, 500));

        Assert.Equal(reason, book.Enter(MarketByQuote(Bob, Side.Buy, quoteUnits)));
    }

    [Fact]
    public void ByQuote_WhenOnlyOwnOrdersWereMetBeforeATooDearPrice_EndsUnfilled()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        book.Enter(Limit(Alice, Side.Sell, 200, 1));

        book.Enter(MarketByQuote(Bob, Side.Buy, 1_500, prevention: SelfTradePrevention.ExpireMaker));

        Assert.Equal(
            [
                "accepted #3",
                "prevented 1: #3 loses 0, #1 loses 1 at 100",
                "off book #1: SelfTradePrevented, 1 left",
                "ended #3: InsufficientLiquidity, 0 left",
            ],
            book.Said);
    }

    [Fact]
    public void ByQuote_WhenRestPaysForNoLotOfAnOwnOrder_LeavesThatOrderAlone()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        book.Enter(Limit(Bob, Side.Sell, 200, 1));

        book.Enter(MarketByQuote(Bob, Side.Buy, 2_999, prevention: SelfTradePrevention.ExpireMaker));

        Assert.Equal("ended #3: Filled, 0 left", book.Said[^1]);
        Assert.Equal(["1 at 200"], book.Asks);
    }
}
