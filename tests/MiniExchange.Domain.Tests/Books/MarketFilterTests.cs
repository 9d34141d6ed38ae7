using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Limits that are measured at the last trade's price, here 1,000 ticks.</summary>
public sealed class MarketFilterTests
{
    [Theory]
    [InlineData(799, RejectReason.PriceTooFarFromMarket)]
    [InlineData(800, RejectReason.None)]
    [InlineData(1_500, RejectReason.None)]
    [InlineData(1_501, RejectReason.PriceTooFarFromMarket)]
    public void Band_WhenAPriceIsAStepAroundItsEnds_RefusesBeyondThem(long price, RejectReason reason)
    {
        var limits = new PairLimits { Band = new PriceBand(800_000, 1_500_000) };

        Assert.Equal(reason, Traded(limits).Enter(Limit(Alice, Side.Buy, price, 1)));
        Assert.Equal(reason, Traded(limits).Enter(Limit(Alice, Side.Sell, price, 1)));
        Assert.Equal(reason, Traded(limits).Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 9_000, 1, price: price)));
    }

    [Theory]
    [InlineData(Side.Buy, 899, RejectReason.PriceTooFarFromMarketForSide)]
    [InlineData(Side.Buy, 900, RejectReason.None)]
    [InlineData(Side.Buy, 1_101, RejectReason.PriceTooFarFromMarketForSide)]
    [InlineData(Side.Sell, 899, RejectReason.None)]
    [InlineData(Side.Sell, 1_101, RejectReason.None)]
    [InlineData(Side.Sell, 1_201, RejectReason.PriceTooFarFromMarketForSide)]
    public void SideBand_WhenAPriceIsBeyondIt_RefusesThatSideOnly(Side side, long price, RejectReason reason)
    {
        var limits = new PairLimits { BidBand = new PriceBand(900_000, 1_100_000), AskBand = new PriceBand(800_000, 1_200_000) };

        Assert.Equal(reason, Traded(limits).Enter(Limit(Alice, side, price, 1)));
    }

    [Fact]
    public void Band_WhenNothingHasTradedOrTheTraderGaveNoPrice_IsNotAsked()
    {
        var limits = new PairLimits { Band = new PriceBand(1_000_000, 1_000_000) };

        Assert.Equal(RejectReason.None, new TestBook(Pairs.BtcUsdt with { Limits = limits }).Enter(Limit(Alice, Side.Buy, 5, 1)));
        Assert.Equal(RejectReason.None, Traded(limits).Enter(Market(Alice, Side.Buy, 1)));
        Assert.Equal(RejectReason.None, Traded(limits).Enter(Stop(Alice, OrderType.StopLoss, Side.Buy, 2_000, 1)));
    }

    [Fact]
    public void Band_WhenAPendingLegIsBeyondIt_RefusesTheList()
    {
        var book = Traded(new PairLimits { Band = new PriceBand(800_000, 1_500_000) });

        Assert.Equal(
            RejectReason.PriceTooFarFromMarket,
            book.EnterList(Contingency.Oto, Limit(Alice, Side.Buy, 900, 1), Limit(Alice, Side.Sell, 1_501, 1)));
    }

    // One lot at 1,000 ticks is 10,000 units.
    [Theory]
    [InlineData(9, RejectReason.None)]
    [InlineData(10, RejectReason.None)]
    [InlineData(11, RejectReason.NotionalTooLarge)]
    public void MaxNotional_WhenAMarketOrderIsALotAroundIt_RefusesOnlyAbove(long quantity, RejectReason reason) =>
        Assert.Equal(
            reason, Traded(new PairLimits { MaxNotional = new AssetUnits(100_000) }).Enter(Market(Alice, Side.Buy, quantity)));

    [Theory]
    [InlineData(100_000, RejectReason.None)]
    [InlineData(100_001, RejectReason.NotionalTooLarge)]
    public void MaxNotional_WhenAQuoteQuantityIsAUnitAboveIt_Refuses(long quote, RejectReason reason) =>
        Assert.Equal(
            reason, Traded(new PairLimits { MaxNotional = new AssetUnits(100_000) }).Enter(MarketByQuote(Alice, Side.Buy, quote)));

    private static TestBook Traded(PairLimits limits)
    {
        var book = new TestBook(Pairs.BtcUsdt with { Limits = limits });
        book.Trade(1_000);
        return book;
    }
}
