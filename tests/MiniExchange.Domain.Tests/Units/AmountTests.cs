using System;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Units;

public sealed class AmountTests
{
    [Fact]
    public void AssetUnits_WhenSumExceeds64Bits_Throws()
    {
        var most = new AssetUnits(long.MaxValue);
        var least = new AssetUnits(long.MinValue);

        Assert.Equal(most, new AssetUnits(long.MaxValue - 1) + new AssetUnits(1));
        Assert.Throws<OverflowException>(() => most + new AssetUnits(1));
        Assert.Equal(new AssetUnits(-1), AssetUnits.Zero - new AssetUnits(1));
        Assert.Throws<OverflowException>(() => least - new AssetUnits(1));
    }

    [Fact]
    public void QuantityLots_WhenSumExceeds64Bits_Throws()
    {
        Assert.Equal(new QuantityLots(5), new QuantityLots(2) + new QuantityLots(3));
        Assert.Throws<OverflowException>(() => new QuantityLots(long.MaxValue) + new QuantityLots(1));
        Assert.Throws<OverflowException>(() => new QuantityLots(long.MinValue) - new QuantityLots(1));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(-1, 0)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void Comparisons_WhenLeftIsSmaller_SaySo(long smaller, long larger)
    {
        Assert.True(new AssetUnits(smaller) < new AssetUnits(larger));
        Assert.True(new AssetUnits(smaller) <= new AssetUnits(larger));
        Assert.False(new AssetUnits(smaller) >= new AssetUnits(larger));
        Assert.True(new QuantityLots(larger) > new QuantityLots(smaller));
        Assert.False(new QuantityLots(larger) <= new QuantityLots(smaller));
        Assert.True(new PriceTicks(larger) >= new PriceTicks(smaller));
        Assert.False(new PriceTicks(larger) < new PriceTicks(smaller));
        Assert.True(new PriceTicks(smaller).CompareTo(new PriceTicks(larger)) < 0);
        Assert.Equal(new AssetUnits(smaller), AssetUnits.Min(new AssetUnits(larger), new AssetUnits(smaller)));
        Assert.Equal(new QuantityLots(smaller), QuantityLots.Min(new QuantityLots(smaller), new QuantityLots(larger)));
    }

    [Fact]
    public void Comparisons_WhenEqual_AreNeitherSmallerNorLarger()
    {
        var (left, right) = (new PriceTicks(3), new PriceTicks(3));

        Assert.False(left < right);
        Assert.False(left > right);
        Assert.True(left <= right);
        Assert.True(left >= right);
        Assert.Equal(0, left.CompareTo(right));
    }

    [Fact]
    public void Require_WhenFalse_NamesTheCondition()
    {
        var spent = 5;

        var broken = Assert.Throws<InvariantBrokenException>(() => Invariant.Require(spent < 5));

        Assert.Contains("spent < 5", broken.Message);
        Invariant.Require(spent == 5);
    }
}
