using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Markets;

public sealed class PairLimitsTests
{
    public static TheoryData<PairLimits> Valid() =>
    [
        PairLimits.None,
        new PairLimits { MinMarketQuantity = new QuantityLots(5) },
        new PairLimits { MinMarketQuantity = new QuantityLots(5), MaxMarketQuantity = new QuantityLots(5) },
        new PairLimits { MaxNotional = new AssetUnits(1_000) },
        new PairLimits { Band = new PriceBand(1, 1_000_000), BidBand = new PriceBand(1_000_000, 5_000_000) },
        new PairLimits { TrailingAbove = new DeltaRange(1, 9_999), TrailingBelow = new DeltaRange(10, 10) },
        new PairLimits { MaxIcebergParts = 1_000 },
        new PairLimits { StopProtectionPpm = 0 },
        new PairLimits { StopProtectionPpm = 1_000_000 },
    ];

    public static TheoryData<PairLimits> Invalid() =>
    [
        new PairLimits { MinMarketQuantity = new QuantityLots(-1) },
        new PairLimits { MaxMarketQuantity = new QuantityLots(-1) },
        new PairLimits { MinMarketQuantity = new QuantityLots(5), MaxMarketQuantity = new QuantityLots(4) },
        new PairLimits { MaxNotional = new AssetUnits(-1) },
        new PairLimits { MaxNotional = new AssetUnits(999) },
        new PairLimits { Band = new PriceBand(0, 1_000_000) },
        new PairLimits { Band = new PriceBand(1_000_001, 2_000_000) },
        new PairLimits { BidBand = new PriceBand(1, 999_999) },
        new PairLimits { AskBand = new PriceBand(1, 999_999) },
        new PairLimits { MaxIcebergParts = -1 },
        new PairLimits { MaxIcebergParts = 1_001 },
        new PairLimits { MaxStopOrders = -1 },
        new PairLimits { MaxIcebergOrders = -1 },
        new PairLimits { MaxOrderLists = -1 },
        new PairLimits { MaxAmendments = -1 },
        new PairLimits { MaxPosition = new AssetUnits(-1) },
        new PairLimits { TrailingAbove = new DeltaRange(0, 10) },
        new PairLimits { TrailingAbove = new DeltaRange(11, 10) },
        new PairLimits { TrailingBelow = new DeltaRange(1, 10_000) },
        new PairLimits { StopProtectionPpm = -1 },
        new PairLimits { StopProtectionPpm = 1_000_001 },
    ];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Problem_WhenLimitsAreValid_IsNone(PairLimits limits) => Assert.Null(With(limits).Problem());

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Problem_WhenALimitIsNotValid_NamesThePair(PairLimits limits) =>
        Assert.StartsWith("BTCUSDT: ", With(limits).Problem());

    [Theory]
    [InlineData(100, 50_000, 105)]
    [InlineData(101, 50_000, 107)]
    [InlineData(100, 0, 100)]
    public void ProtectionPrice_WhenProtectionIsAdded_IsRoundedUp(long trigger, int ppm, long bound) =>
        Assert.Equal(
            new PriceTicks(bound), With(new PairLimits { StopProtectionPpm = ppm }).ProtectionPrice(new PriceTicks(trigger)));

    [Fact]
    public void ProtectionPrice_WhenAboveTheHighestPrice_IsThat() =>
        Assert.Equal(Pairs.BtcUsdt.MaxPrice, With(PairLimits.None).ProtectionPrice(Pairs.BtcUsdt.MaxPrice));

    private static TradingPair With(PairLimits limits) =>
        Pairs.BtcUsdt with { MinNotional = new AssetUnits(1_000), Limits = limits };
}
