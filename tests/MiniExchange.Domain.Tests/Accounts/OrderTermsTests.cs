using System.Collections.Immutable;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>Stop orders and icebergs, and the limits beyond a pair's ranges; the plain kinds are in <see cref="OpenOrderTests"/>.</summary>
public sealed class OrderTermsTests
{
    [Theory]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 20, 0, true)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 0, 50, true)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 20, 50, true)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 0, 0, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, -1, 50, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 20, -1, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 20, 9_999, true)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 20, 10_000, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 0, 20, int.MaxValue, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Sell, 21, 20, 0, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Gtc, Side.Sell, 0, 20, 0, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Buy, 21, 20, 0, true)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, Side.Buy, 0, 20, 0, false)]
    [InlineData(OrderType.TakeProfit, TimeInForce.Ioc, Side.Sell, 0, 20, 0, true)]
    [InlineData(OrderType.TakeProfit, TimeInForce.Ioc, Side.Buy, 21, 20, 0, true)]
    [InlineData(OrderType.StopLossLimit, TimeInForce.Gtc, Side.Sell, 19, 20, 0, true)]
    [InlineData(OrderType.StopLossLimit, TimeInForce.Fok, Side.Buy, 21, 20, 0, true)]
    [InlineData(OrderType.StopLossLimit, TimeInForce.Gtc, Side.Sell, 19, 0, 0, false)]
    [InlineData(OrderType.StopLossLimit, TimeInForce.Gtc, Side.Sell, 0, 20, 0, false)]
    [InlineData(OrderType.TakeProfitLimit, TimeInForce.Ioc, Side.Buy, 20, 0, 50, true)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, Side.Buy, 20, 20, 0, false)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Gtc, Side.Buy, 20, 0, 50, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, Side.Buy, 0, 20, 0, false)]
    public void IsSupportedCombination_OfStopTerms(
        OrderType type, TimeInForce timeInForce, Side side, long price, long stop, int delta, bool exists)
    {
        var terms = Stop(side, type, stop, price, 10, delta: delta) with { TimeInForce = timeInForce };

        Assert.Equal(exists, terms.IsSupportedCombination);

        // None of these is given by quote quantity.
        Assert.False((terms with { Quantity = QuantityLots.Zero, QuoteQuantity = new AssetUnits(300) }).IsSupportedCombination);
    }

    // Forty lot-ticks are the pair's smallest notional, two lots its smallest quantity. What is no reduction is the book's to refuse.
    [Theory]
    [InlineData(20, 10, 2, RejectReason.None)]
    [InlineData(20, 10, 1, RejectReason.QuantityOutOfRange)]
    [InlineData(19, 10, 3, RejectReason.None)]
    [InlineData(19, 10, 2, RejectReason.NotionalTooSmall)]
    [InlineData(20, 10, 0, RejectReason.None)]
    [InlineData(20, 10, 10, RejectReason.None)]
    [InlineData(20, 10, 501, RejectReason.None)]
    public void FlawIfReducedTo_BelowThePairsLeast_IsThatFlaw(long price, long lots, long reducedTo, RejectReason flaw) =>
        Assert.Equal(flaw, Limit(Side.Buy, price, lots).FlawIfReducedTo(new QuantityLots(reducedTo), BtcUsd));

    [Theory]
    [InlineData(5, RejectReason.None)]
    [InlineData(4, RejectReason.MarketQuantityOutOfRange)]
    public void FlawIfReducedTo_BelowTheLeastAtMarket_IsThatFlawOfStopsAtMarket(long reducedTo, RejectReason flaw)
    {
        var pair = BtcUsd with { Limits = new PairLimits { MinMarketQuantity = new QuantityLots(5) } };
        var quantity = new QuantityLots(reducedTo);

        Assert.Equal(flaw, Stop(Side.Sell, OrderType.StopLoss, 20, 0, 10).FlawIfReducedTo(quantity, pair));
        Assert.Equal(RejectReason.None, Stop(Side.Sell, OrderType.StopLossLimit, 20, 20, 10).FlawIfReducedTo(quantity, pair));
    }

    [Theory]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, true)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Gtc, true)]
    [InlineData(OrderType.StopLossLimit, TimeInForce.Gtc, true)]
    [InlineData(OrderType.Limit, TimeInForce.Ioc, false)]
    [InlineData(OrderType.TakeProfitLimit, TimeInForce.Fok, false)]
    [InlineData(OrderType.StopLoss, TimeInForce.Ioc, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, false)]
    public void IsSupportedCombination_OfIcebergs_AreOrdersThatStay(OrderType type, TimeInForce timeInForce, bool exists)
    {
        var price = type is OrderType.Market or OrderType.StopLoss ? 0 : 20;
        var terms = Terms(BtcUsd, Side.Sell, type, timeInForce, price, 10, 0, "mine") with
        {
            Stop = type.IsStop() ? new StopTerms(new PriceTicks(20), 0) : default,
        };
        Assert.True(terms.IsSupportedCombination);

        Assert.Equal(exists, (terms with { DisplayQuantity = new QuantityLots(5) }).IsSupportedCombination);
        Assert.False((terms with { DisplayQuantity = new QuantityLots(-1) }).IsSupportedCombination);
    }

    [Theory]
    [InlineData(9, RejectReason.PriceOutOfRange)]
    [InlineData(10, RejectReason.None)]
    [InlineData(1_000, RejectReason.None)]
    [InlineData(1_001, RejectReason.PriceOutOfRange)]
    public void FlawOn_KeepsStopPricesInThePairsRange(long stop, RejectReason expected)
    {
        Assert.Equal(expected, Stop(Side.Sell, OrderType.StopLoss, stop, 0, 10).FlawOn(BtcUsd));
        Assert.Equal(expected, Stop(Side.Buy, OrderType.StopLossLimit, stop, 20, 10).FlawOn(BtcUsd));
    }

    [Fact]
    public void FlawOn_MeasuresAStopAtMarketByItsStopPrice_NotByThePriceThatBoundsItsHold()
    {
        var pair = BtcUsd with { Limits = new PairLimits { MaxNotional = new AssetUnits(20 * 10 * 3) } };

        Assert.Equal(RejectReason.None, Stop(Side.Buy, OrderType.StopLoss, 20, 21, 10).FlawOn(pair));
        Assert.Equal(RejectReason.NotionalTooLarge, Stop(Side.Buy, OrderType.StopLoss, 21, 22, 10).FlawOn(pair));
        Assert.Equal(RejectReason.NotionalTooSmall, Stop(Side.Buy, OrderType.StopLoss, 13, 14, 3).FlawOn(pair));

        // One that follows the market says of no price that it will be its own.
        Assert.Equal(RejectReason.None, Stop(Side.Buy, OrderType.StopLoss, 0, 22, 10, delta: 50).FlawOn(pair));
    }

    [Theory]
    [InlineData(600, RejectReason.None)]
    [InlineData(599, RejectReason.NotionalTooLarge)]
    [InlineData(0, RejectReason.None)]
    public void FlawOn_KeepsTheNotionalBelowTheMaximum(long most, RejectReason expected)
    {
        var pair = BtcUsd with { Limits = new PairLimits { MaxNotional = new AssetUnits(most) } };

        Assert.Equal(expected, Limit(Side.Buy, 20, 10).FlawOn(pair));
        Assert.Equal(expected, Limit(Side.Sell, 20, 10).FlawOn(pair));
        Assert.Equal(expected, MarketByQuote(Side.Sell, 600).FlawOn(pair));
        Assert.Equal(RejectReason.None, MarketByQuantity(Side.Buy, 500).FlawOn(pair));
    }

    [Theory]
    [InlineData(4, RejectReason.MarketQuantityOutOfRange)]
    [InlineData(5, RejectReason.None)]
    [InlineData(50, RejectReason.None)]
    [InlineData(51, RejectReason.MarketQuantityOutOfRange)]
    public void FlawOn_KeepsOrdersAtMarketInTheirOwnRange(long lots, RejectReason expected)
    {
        var limits = new PairLimits { MinMarketQuantity = new QuantityLots(5), MaxMarketQuantity = new QuantityLots(50) };
        var pair = BtcUsd with { Limits = limits };

        Assert.Equal(expected, MarketByQuantity(Side.Buy, lots).FlawOn(pair));
        Assert.Equal(expected, Stop(Side.Sell, OrderType.TakeProfit, 20, 0, lots).FlawOn(pair));
        Assert.Equal(RejectReason.None, Limit(Side.Buy, 20, lots).FlawOn(pair));
        Assert.Equal(RejectReason.None, Stop(Side.Buy, OrderType.StopLossLimit, 20, 20, lots).FlawOn(pair));
        Assert.Equal(RejectReason.None, MarketByQuote(Side.Buy, 300).FlawOn(pair));
    }

    [Theory]
    [InlineData(10, 1, RejectReason.QuantityOutOfRange)]
    [InlineData(10, 2, RejectReason.TooManyIcebergParts)]
    [InlineData(10, 3, RejectReason.None)]
    [InlineData(12, 3, RejectReason.None)]
    [InlineData(13, 3, RejectReason.TooManyIcebergParts)]
    [InlineData(10, 10, RejectReason.None)]
    [InlineData(10, 11, RejectReason.DisplayExceedsQuantity)]
    [InlineData(10, 501, RejectReason.QuantityOutOfRange)]
    public void FlawOn_KeepsIcebergsToTheirParts(long lots, long shown, RejectReason expected)
    {
        var pair = BtcUsd with { Limits = new PairLimits { MaxIcebergParts = 4 } };

        Assert.Equal(expected, (Limit(Side.Buy, 20, lots) with { DisplayQuantity = new QuantityLots(shown) }).FlawOn(pair));
    }

    [Theory]
    [InlineData(200, RejectReason.None)]
    [InlineData(201, RejectReason.TooManyIcebergParts)]
    public void FlawOn_WhereNothingIsSaidOfParts_AllowsAHundred(long lots, RejectReason expected) =>
        Assert.Equal(expected, (Limit(Side.Buy, 20, lots) with { DisplayQuantity = new QuantityLots(2) }).FlawOn(BtcUsd));

    [Theory]
    [InlineData(Side.Buy, OrderType.StopLoss, true)]
    [InlineData(Side.Sell, OrderType.TakeProfit, true)]
    [InlineData(Side.Sell, OrderType.TakeProfitLimit, true)]
    [InlineData(Side.Sell, OrderType.StopLoss, false)]
    [InlineData(Side.Buy, OrderType.TakeProfitLimit, false)]
    public void FlawOn_KeepsTrailingDeltasInTheRangeOfTheirDirection(Side side, OrderType type, bool isMetFromBelow)
    {
        var pair = BtcUsd with
        {
            Limits = new PairLimits { TrailingAbove = new DeltaRange(10, 20), TrailingBelow = new DeltaRange(30, 40) },
        };
        var (least, most) = isMetFromBelow ? (10, 20) : (30, 40);

        foreach (var (delta, expected) in new[]
        {
            (least - 1, RejectReason.TrailingDeltaOutOfRange), (least, RejectReason.None),
            (most, RejectReason.None), (most + 1, RejectReason.TrailingDeltaOutOfRange),
        })
        {
            var price = side == Side.Sell && !type.CanRest() ? 0 : 30;
            Assert.Equal(expected, Stop(side, type, 0, price, 10, delta: delta).FlawOn(pair));
        }

        Assert.Equal(RejectReason.None, Stop(side, OrderType.StopLossLimit, 20, 20, 10).FlawOn(pair));
    }

    [Theory]
    [InlineData(100, 600, RejectReason.None)]
    [InlineData(99, 600, RejectReason.AssetLimitExceeded)]
    [InlineData(100, 599, RejectReason.AssetLimitExceeded)]
    public void FlawOn_KeepsWhatOneOrderMovesWithinTheLimitOfEachAsset(long baseUnits, long quoteUnits, RejectReason expected)
    {
        var limits = new AccountLimits
        {
            MaxPerOrder = ImmutableDictionary<AssetId, AssetUnits>.Empty
                .Add(Btc.Id, new AssetUnits(baseUnits))
                .Add(Usd.Id, new AssetUnits(quoteUnits)),
        };

        Assert.Equal(expected, Limit(Side.Buy, 20, 10).FlawOn(BtcUsd, limits));
        Assert.Equal(expected, Limit(Side.Sell, 20, 10).FlawOn(BtcUsd, limits));
        Assert.Equal(RejectReason.None, Limit(Side.Sell, 20, 10).FlawOn(BtcUsd, AccountLimits.None));
        Assert.Equal(RejectReason.QuantityOutOfRange, Limit(Side.Sell, 20, 501).FlawOn(BtcUsd, limits));
    }
}
