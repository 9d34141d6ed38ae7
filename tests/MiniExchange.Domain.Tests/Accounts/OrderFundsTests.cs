using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class OrderFundsTests
{
    [Fact]
    public void ToHold_IsTheMostThatTheOrderCanPay()
    {
        Assert.Equal(300, Held(Limit(Side.Buy, 20, 5)));
        Assert.Equal(50, Held(Limit(Side.Sell, 20, 5)));
        Assert.Equal(50, Held(MarketByQuantity(Side.Sell, 5)));
        Assert.Equal(777, Held(MarketByQuote(Side.Buy, 777)));
    }

    [Fact]
    public void ToHold_WhenOnlyTheBookKnowsTheCost_IsAllThatIsAvailable()
    {
        Assert.Equal(12_345, Held(MarketByQuantity(Side.Buy, 5)));
        Assert.Equal(12_345, Held(MarketByQuote(Side.Sell, 777)));
    }

    [Theory]
    [InlineData(Side.Buy, 20, 0)]
    [InlineData(Side.Buy, 19, 15)]
    [InlineData(Side.Buy, 1, 285)]
    [InlineData(Side.Sell, 20, 0)]
    [InlineData(Side.Sell, 21, 0)]
    public void PriceImprovement_IsWhatABuyerSavesAgainstTheLimit(Side side, long price, long saved)
    {
        var fill = FillOf(BtcUsd, LiquidityRole.Taker, price, lots: 5, feeRatePpm: 0);

        Assert.Equal(saved, OrderFunds.PriceImprovement(Limit(side, 20, 5), fill).Value);
    }

    [Fact]
    public void PriceImprovement_IsExactWhereTheProductExceeds64Bits()
    {
        // The cost at the limit is just below 2^63; amount times limit is far above it.
        const long Limit = 4_000_000_000;
        var terms = Sample.Limit(Side.Buy, Limit, 2_000_000_000);
        var fill = new Fill(
            TradeId.Of(BtcUsd.Id, 1), LiquidityRole.Taker, new PriceTicks(Limit - 1), new QuantityLots(2_000_000_000),
            new AssetUnits(1), new AssetUnits((Limit - 1) * 2_000_000_000), FeeRatePpm: 0, Now);

        Assert.Equal(2_000_000_000, OrderFunds.PriceImprovement(terms, fill).Value);
    }

    [Fact]
    public void PriceImprovement_OfAMarketOrder_IsNothing() =>
        Assert.Equal(
            AssetUnits.Zero,
            OrderFunds.PriceImprovement(
                MarketByQuote(Side.Buy, 600), FillOf(BtcUsd, LiquidityRole.Taker, 20, lots: 5, feeRatePpm: 0)));

    [Fact]
    public void PriceImprovement_WhenTheAmountIsNotAWholeNumberForEachTick_BreaksAnInvariant()
    {
        var fill = FillOf(BtcUsd, LiquidityRole.Taker, 19, lots: 5, feeRatePpm: 0);

        Assert.Throws<InvariantBrokenException>(() => OrderFunds.PriceImprovement(
            Limit(Side.Buy, 20, 5), fill with { QuoteAmount = fill.QuoteAmount + new AssetUnits(1) }));
    }

    private static long Held(OrderTerms terms) => OrderFunds.ToHold(BtcUsd, terms, new AssetUnits(12_345)).Value;
}
