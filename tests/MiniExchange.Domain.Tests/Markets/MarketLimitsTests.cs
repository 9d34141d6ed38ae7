using System.Linq;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Markets;

public sealed class MarketLimitsTests
{
    private static readonly MarketDefinition Definition = new(
        "BTCUSDT", "BTC", "USDT", TickSize: "0.01", LotSize: "0.001", MinPrice: "0.01", MaxPrice: "1000000", MinQuantity: "0.001",
        MaxQuantity: "9000", MinNotional: "5", MakerFeePpm: 1_000, TakerFeePpm: 1_000, MaxOpenOrders: 200);

    [Fact]
    public void Definition_ThatSaysNothingOfLimits_HasNone() => Assert.Equal(PairLimits.None, LimitsOf(Definition));

    [Fact]
    public void Limits_ThatSayNothing_AreStandard() => Assert.Equal(
        new PairLimits
        {
            BidBand = new PriceBand(200_000, 5_000_000),
            AskBand = new PriceBand(200_000, 5_000_000),
            MaxIcebergParts = 100,
            MaxStopOrders = 20,
            MaxIcebergOrders = 10,
            MaxOrderLists = 20,
            MaxAmendments = 10,
            TrailingAbove = new DeltaRange(10, 2_000),
            TrailingBelow = new DeltaRange(10, 2_000),
        },
        LimitsOf(Definition with { Limits = new MarketLimits() }));

    [Fact]
    public void Limits_InDecimals_AreReadInThePairsUnits()
    {
        var limits = LimitsOf(Definition with
        {
            Limits = MarketLimits.None with
            {
                MinMarketQuantity = "0.002", MaxMarketQuantity = "100", MaxNotional = "9000000", MaxPosition = "10.5",
                MultiplierUp = "1.3", MultiplierDown = "0.7",
            },
        });

        Assert.Equal(
            PairLimits.None with
            {
                MinMarketQuantity = new QuantityLots(2),
                MaxMarketQuantity = new QuantityLots(100_000),
                MaxNotional = new AssetUnits(900_000_000_000_000),
                MaxPosition = new AssetUnits(1_050_000_000),
                Band = new PriceBand(700_000, 1_300_000),
            },
            limits);
    }

    public static TheoryData<MarketLimits, string> Invalid => new()
    {
        { new MarketLimits { MinMarketQuantity = "0.0005" }, "BTCUSDT: MinMarketQuantity \"0.0005\" is not a whole number of LotSize steps." },
        { new MarketLimits { MaxNotional = "much" }, "BTCUSDT: MaxNotional \"much\" is not a decimal with at most 8 decimals." },
        { new MarketLimits { MaxNotional = "4" }, "BTCUSDT: the maximum notional must not be below the minimum." },
        {
            new MarketLimits { BidMultiplierUp = null },
            "BTCUSDT: BidMultiplierUp \"\" is not a decimal above 0 and up to 2147, with at most 6 decimals; both multipliers go together."
        },
        {
            new MarketLimits { AskMultiplierUp = "0.9" },
            "BTCUSDT: price multipliers must satisfy 0 < down <= 1 <= up, or the last price itself would be refused."
        },
        {
            new MarketLimits { MinMarketQuantity = "2", MaxMarketQuantity = "1" },
            "BTCUSDT: the largest quantity at market must not be below the smallest."
        },
        { new MarketLimits { MaxStopOrders = -1 }, "BTCUSDT: limits must not be negative; zero means none." },
        { new MarketLimits { MinTrailingAboveBips = 0 }, "BTCUSDT: trailing deltas must satisfy 1 <= minimum <= maximum <= 9999." },
        { new MarketLimits { StopProtectionPpm = 1_000_001 }, "BTCUSDT: the protection of stop orders must be 0 to 1000000 millionths." },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Limits_WhenInvalid_AreRefusedInASentence(MarketLimits limits, string problem) =>
        Assert.Equal(problem, CatalogDecider.Problem(Definition with { Limits = limits }));

    [Fact]
    public void Pair_ThatIsListed_KeepsItsLimits()
    {
        var listed = CatalogDecider.List(MarketCatalog.Empty, [Definition], out _).Aggregate(MarketCatalog.Empty, CatalogDecider.Evolve);

        var events = CatalogDecider.List(listed, [Definition with { Limits = new MarketLimits() }], out var ignored);

        Assert.Empty(events);
        Assert.Equal(["BTCUSDT"], ignored.AsEnumerable());
    }

    private static PairLimits LimitsOf(MarketDefinition definition)
    {
        Assert.Null(CatalogDecider.Problem(definition));
        var listed = CatalogDecider.List(MarketCatalog.Empty, [definition], out _).OfType<PairListed>();
        return Assert.Single(listed).Pair.Limits;
    }
}
