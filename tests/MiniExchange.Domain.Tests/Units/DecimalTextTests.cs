using FsCheck;
using FsCheck.Fluent;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Units;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", 8, 0)]
    [InlineData("1", 0, 1)]
    [InlineData("1", 8, 100_000_000)]
    [InlineData("0.00000001", 8, 1)]
    [InlineData("0.001", 8, 100_000)]
    [InlineData("00012.50", 2, 1_250)]
    [InlineData("1.5000000000000000000000", 1, 15)]
    [InlineData("9223372036854775807", 0, long.MaxValue)]
    [InlineData("92233720368.54775807", 8, long.MaxValue)]
    [InlineData("9.223372036854775807", 18, long.MaxValue)]
    public void Read_WhenPlainDecimal_IsExact(string text, int scale, long units)
    {
        Assert.Equal(DecimalReading.Exact, DecimalText.Read(text, scale, out var read));
        Assert.Equal(units, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1e3")]
    [InlineData("1E-3")]
    [InlineData("1,000")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("\u0661\u0662")]
    [InlineData("1\0")]
    public void Read_WhenNotAPlainDecimal_IsMalformed(string text)
    {
        Assert.Equal(DecimalReading.Malformed, DecimalText.Read(text, 8, out var units));
        Assert.Equal(0, units);
    }

    [Theory]
    [InlineData("0.000000001", 8)]
    [InlineData("1.5", 0)]
    [InlineData("1.05", 1)]
    public void Read_WhenOneDecimalTooMany_IsTooPreciseAndNotRounded(string text, int scale)
    {
        Assert.Equal(DecimalReading.TooPrecise, DecimalText.Read(text, scale, out var units));
        Assert.Equal(0, units);
    }

    [Theory]
    [InlineData("9223372036854775808", 0)]
    [InlineData("92233720368.54775808", 8)]
    [InlineData("100000000000", 8)]
    [InlineData("99999999999999999999999999999999999999999999999999", 8)]
    public void Read_WhenOneUnitOver64BitsOrMore_IsTooLarge(string text, int scale)
    {
        Assert.Equal(DecimalReading.TooLarge, DecimalText.Read(text, scale, out var units));
        Assert.Equal(0, units);
    }

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 8, "0.00000000")]
    [InlineData(100_000, 8, "0.00100000")]
    [InlineData(-1, 8, "-0.00000001")]
    [InlineData(123, 0, "123")]
    [InlineData(123, 2, "1.23")]
    [InlineData(long.MaxValue, 8, "92233720368.54775807")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    [InlineData(long.MinValue, 18, "-9.223372036854775808")]
    public void Write_ShowsAllDecimalsOfTheScale(long units, int scale, string text) =>
        Assert.Equal(text, DecimalText.Write(units, scale));

    [Fact]
    public void ReadAndWrite_OnAnyUnits_AreInverse()
    {
        var units = ArbMap.Default.ArbFor<long>().Generator.Select(value => value < 0 ? ~value : value);
        var cases = units.SelectMany(_ => Gen.Choose(0, 18), (value, scale) => (value, scale));

        Prop.ForAll(
            cases.ToArbitrary(),
            one => DecimalText.Read(DecimalText.Write(one.value, one.scale), one.scale, out var read) == DecimalReading.Exact
                && read == one.value).QuickCheckThrowOnFailure();
    }
}
