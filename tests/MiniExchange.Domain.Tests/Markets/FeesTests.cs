using FsCheck;
using FsCheck.Fluent;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Markets;

public sealed class FeesTests
{
    [Theory]
    [InlineData(0, 1_000, 0)]
    [InlineData(999, 1_000, 0)]
    [InlineData(1_000, 1_000, 1)]
    [InlineData(1_001, 1_000, 1)]
    [InlineData(1_999, 1_000, 1)]
    [InlineData(2_000, 1_000, 2)]
    [InlineData(1_000_000, 1, 1)]
    [InlineData(999_999, 1, 0)]
    [InlineData(1_000, 0, 0)]
    [InlineData(3, 500_000, 1)]
    [InlineData(long.MaxValue, 500_000, long.MaxValue / 2)]
    [InlineData(long.MaxValue, 1_000_000, long.MaxValue)]
    public void FeeRoundedDown_TakesWholeUnitsOnlyAndNeverMoreThanTheRate(long received, int ratePpm, long fee) =>
        Assert.Equal(new AssetUnits(fee), Fees.FeeRoundedDown(new AssetUnits(received), ratePpm));

    [Fact]
    public void FeeRoundedDown_WhenSplitOverFills_IsNeverMoreThanOnTheSum()
    {
        var amounts = Gen.Choose(0, int.MaxValue).SelectMany(_ => Gen.Choose(0, int.MaxValue), (one, other) => (one, other));

        Prop.ForAll(amounts.ToArbitrary(), Gen.Choose(0, 500_000).ToArbitrary(), (pair, ratePpm) =>
        {
            var (one, other) = (new AssetUnits(pair.one), new AssetUnits(pair.other));
            var split = Fees.FeeRoundedDown(one, ratePpm) + Fees.FeeRoundedDown(other, ratePpm);
            var whole = Fees.FeeRoundedDown(one + other, ratePpm);
            return split <= whole && whole - split <= new AssetUnits(1);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(-1, 1_000)]
    [InlineData(1, -1)]
    public void FeeRoundedDown_WhenAmountOrRateIsNegative_Throws(long received, int ratePpm) =>
        Assert.Throws<InvariantBrokenException>(() => Fees.FeeRoundedDown(new AssetUnits(received), ratePpm));
}
