using System;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Units;

public sealed class IdTests
{
    private const long LastCounter = (1L << 40) - 1;

    [Theory]
    [InlineData(1, 1, (1L << 40) + 1)]
    [InlineData(7, 5, (7L << 40) + 5)]
    [InlineData(PairId.Max, LastCounter, (1L << 53) - 1)]
    public void Of_PutsThePairAboveTheCounter(int pair, long counter, long value)
    {
        Assert.Equal(value, OrderId.Of(new PairId(pair), counter).Value);
        Assert.Equal(value, TradeId.Of(new PairId(pair), counter).Value);
        Assert.Equal(new PairId(pair), OrderId.Of(new PairId(pair), counter).Pair);
        Assert.Equal(new PairId(pair), TradeId.Of(new PairId(pair), counter).Pair);
    }

    [Fact]
    public void Of_WhenPairAndCounterAreLargest_IsExactInADouble()
    {
        var largest = OrderId.Of(new PairId(PairId.Max), LastCounter).Value;

        Assert.Equal(largest, (long)(double)largest);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(LastCounter + 1)]
    public void Of_WhenCounterIsOutOfRange_Throws(long counter)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OrderId.Of(new PairId(1), counter));
        Assert.Throws<ArgumentOutOfRangeException>(() => TradeId.Of(new PairId(1), counter));
    }

    [Fact]
    public void None_IsNoOrdersId() => Assert.Equal(default, OrderId.None);
}
