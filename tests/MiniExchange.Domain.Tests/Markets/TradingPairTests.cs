using System;
using FsCheck;
using FsCheck.Fluent;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Markets;

public sealed class TradingPairTests
{
    [Fact]
    public void Notional_OfOneLotAtOneTick_IsAWholeNumberOfQuoteUnits()
    {
        // 0.00001 BTC at 0.01 USDT is 0.0000001 USDT: ten units of 10^-8.
        Assert.Equal(10, Pairs.BtcUsdt.QuoteUnitsPerLotTick);
        Assert.Equal(new AssetUnits(10), Pairs.BtcUsdt.Notional(new QuantityLots(1), new PriceTicks(1)));

        // 0.5 BTC at 40,000.01 USDT.
        Assert.Equal(
            new AssetUnits(2_000_000_500_000), Pairs.BtcUsdt.Notional(new QuantityLots(50_000), new PriceTicks(4_000_001)));
    }

    [Fact]
    public void QuoteUnitsPerLotTick_WhenPairIsACopyWithAnotherGrid_IsThatGrids()
    {
        Assert.Equal(20, (Pairs.BtcUsdt with { TickUnits = new AssetUnits(2_000_000) }).QuoteUnitsPerLotTick);
        Assert.Equal(1, (Pairs.BtcUsdt with { LotUnits = new AssetUnits(100) }).QuoteUnitsPerLotTick);
        Assert.Equal(1_000, (Pairs.BtcUsdt with { Base = Pairs.Btc with { Scale = 6 } }).QuoteUnitsPerLotTick);
        Assert.Equal(Pairs.BtcUsdt, (Pairs.BtcUsdt with { LotUnits = new AssetUnits(100) }) with { LotUnits = Pairs.BtcUsdt.LotUnits });
    }

    [Fact]
    public void Notional_WhenItExceeds64Bits_Throws()
    {
        var pair = Pairs.BtcUsdt;
        var most = new QuantityLots(long.MaxValue / 10);

        Assert.Equal(new AssetUnits(long.MaxValue / 10 * 10), pair.Notional(most, new PriceTicks(1)));
        Assert.Throws<OverflowException>(() => pair.Notional(most + new QuantityLots(1), new PriceTicks(1)));
        Assert.Throws<OverflowException>(() => pair.Notional(most, new PriceTicks(2)));
        Assert.Throws<OverflowException>(() => pair.BaseUnits(most));
    }

    [Theory]
    [InlineData(999, 0)]
    [InlineData(1_000, 1)]
    [InlineData(1_999, 1)]
    [InlineData(2_000, 2)]
    public void LotsFor_FloorsToWholeLots(long budget, long lots) =>
        Assert.Equal(new QuantityLots(lots), Pairs.BtcUsdt.LotsFor(new AssetUnits(budget), new PriceTicks(100)));

    [Fact]
    public void LotsFor_OnAnyBudget_BuysAllItCanAndNoMore()
    {
        var cases = Gen.Choose(1, int.MaxValue).SelectMany(_ => Gen.Choose(1, 100_000), (budget, price) => (budget, price));

        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var (budget, price) = (new AssetUnits(one.budget), new PriceTicks(one.price));
            var lots = Pairs.BtcUsdt.LotsFor(budget, price);
            return Pairs.BtcUsdt.Notional(lots, price) <= budget
                && Pairs.BtcUsdt.Notional(lots + new QuantityLots(1), price) > budget;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("40000.01", GridReading.Exact, 4_000_001)]
    [InlineData("40000.010000000", GridReading.Exact, 4_000_001)]
    [InlineData("0", GridReading.Exact, 0)]
    [InlineData("40000.015", GridReading.OffGrid, 0)]
    [InlineData("40000.000000001", GridReading.TooPrecise, 0)]
    [InlineData("1e5", GridReading.Malformed, 0)]
    [InlineData("100000000000", GridReading.TooLarge, 0)]
    public void ReadPrice_AcceptsOnlyTheTickGrid(string text, GridReading reading, long ticks)
    {
        Assert.Equal(reading, Pairs.BtcUsdt.ReadPrice(text, out var price));
        Assert.Equal(new PriceTicks(ticks), price);
    }

    [Theory]
    [InlineData("0.5", GridReading.Exact, 50_000)]
    [InlineData("0.00001", GridReading.Exact, 1)]
    [InlineData("0.000005", GridReading.OffGrid, 0)]
    [InlineData("0.000000001", GridReading.TooPrecise, 0)]
    [InlineData("-1", GridReading.Malformed, 0)]
    public void ReadQuantity_AcceptsOnlyTheLotGrid(string text, GridReading reading, long lots)
    {
        Assert.Equal(reading, Pairs.BtcUsdt.ReadQuantity(text, out var quantity));
        Assert.Equal(new QuantityLots(lots), quantity);
    }

    [Fact]
    public void Format_ShowsAllDecimalsOfTheAsset()
    {
        Assert.Equal("40000.01000000", Pairs.BtcUsdt.Format(new PriceTicks(4_000_001)));
        Assert.Equal("0.00001000", Pairs.BtcUsdt.Format(new QuantityLots(1)));
        Assert.Equal("-0.00000007", Pairs.Btc.Format(new AssetUnits(-7)));
    }

    [Fact]
    public void Problem_WhenPairIsValid_IsNull() => Assert.Null(Pairs.BtcUsdt.Problem());

    public static TheoryData<string, TradingPair> Invalid() => new()
    {
        { "pair id", Pairs.BtcUsdt with { Id = new PairId(0) } },
        { "pair id", Pairs.BtcUsdt with { Id = new PairId(PairId.Max + 1) } },
        { "must differ", Pairs.BtcUsdt with { Quote = Pairs.Btc } },
        { "tick and lot", Pairs.BtcUsdt with { TickUnits = AssetUnits.Zero } },
        { "tick and lot", Pairs.BtcUsdt with { LotUnits = new AssetUnits(-1) } },
        { "whole number", Pairs.BtcUsdt with { LotUnits = new AssetUnits(99) } },
        { "prices", Pairs.BtcUsdt with { MinPrice = PriceTicks.None } },
        { "prices", Pairs.BtcUsdt with { MaxPrice = PriceTicks.None } },
        { "quantities", Pairs.BtcUsdt with { MinQuantity = QuantityLots.Zero } },
        { "quantities", Pairs.BtcUsdt with { MaxQuantity = QuantityLots.Zero } },
        { "64 bits", Pairs.BtcUsdt with { MaxPrice = new PriceTicks(long.MaxValue / 900_000_000) } },
        { "64 bits", Pairs.BtcUsdt with { MaxPrice = new PriceTicks(1), MaxQuantity = new QuantityLots(long.MaxValue / 999) } },
        { "notional", Pairs.BtcUsdt with { MinNotional = new AssetUnits(-1) } },
        { "fee rates", Pairs.BtcUsdt with { MakerFeePpm = -1 } },
        { "fee rates", Pairs.BtcUsdt with { TakerFeePpm = 500_001 } },
        { "open order", Pairs.BtcUsdt with { MaxOpenOrders = 0 } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Problem_WhenARuleIsBroken_NamesIt(string word, TradingPair pair) =>
        Assert.Contains(word, pair.Problem());

    [Fact]
    public void Problem_WhenTickTimesLotIsOneUnitExactly_IsNull()
    {
        // 10^6 * 100 / 10^8 = 1: the finest lot that this tick allows.
        Assert.Null((Pairs.BtcUsdt with { LotUnits = new AssetUnits(100) }).Problem());
        Assert.NotNull((Pairs.BtcUsdt with { LotUnits = new AssetUnits(101) }).Problem());
    }

    [Fact]
    public void HasGridOf_WhenOnlyFeesAndLimitsDiffer_IsTrue()
    {
        Assert.True(Pairs.BtcUsdt.HasGridOf(Pairs.BtcUsdt with { MakerFeePpm = 9, MaxPrice = new PriceTicks(5) }));
        Assert.False(Pairs.BtcUsdt.HasGridOf(Pairs.BtcUsdt with { TickUnits = new AssetUnits(1) }));
    }
}
