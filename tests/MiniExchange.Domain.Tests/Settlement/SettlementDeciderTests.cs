using System;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Settlement;

public sealed class SettlementDeciderTests
{
    private static readonly AssetId Btc = new(1);

    private static readonly CloseBatchCommand First = new(0, 10, 2, [new AssetNet(Btc, 90, -100, 10)], [], 5_000);

    [Fact]
    public void Close_WhenFirst_IsNumberedOne()
    {
        var batches = Closed(Batches.None, First);

        Assert.Equal((1L, 0L, 10L, 5_000L), (batches.Last!.Number, batches.Last.AfterPosition, batches.Last.ThroughPosition, batches.Last.ClosedAtUnixMicros));
    }

    [Fact]
    public void Close_WhenTheClockRanBack_KeepsTheTimeOfTheLast()
    {
        var batches = Closed(Closed(Batches.None, First), First with { AfterPosition = 10, ThroughPosition = 11, AtUnixMicros = 4_000 });

        Assert.Equal((2L, 5_000L), (batches.Last!.Number, batches.Last.ClosedAtUnixMicros));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    public void Close_WhenItDoesNotGoOn_IsRejected(long after, long through) => DecisionAssert.Rejected(
        RejectReason.BatchOutOfOrder,
        SettlementDecider.Close(Batches.None, First with { AfterPosition = after, ThroughPosition = through, Assets = [new AssetNet(Btc, 1, 0, 0)] }));

    [Theory]
    [InlineData(91, -100, 10)]
    [InlineData(89, -100, 10)]
    [InlineData(-90, 100, -10)]
    [InlineData(110, -100, -10)]
    public void Close_WhenAnAssetDoesNotComeToZero_IsRejected(long credits, long debits, long fees) => DecisionAssert.Rejected(
        RejectReason.BatchNotBalanced,
        SettlementDecider.Close(Batches.None, First with { Assets = [new AssetNet(new AssetId(2), 1, -1, 0), new AssetNet(Btc, credits, debits, fees)] }));

    [Theory]
    [InlineData(2, 0, 10, 0)]
    [InlineData(1, 1, 10, 0)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(1, 0, 10, 1)]
    public void Evolve_WithAnImpossibleEvent_BreaksAnInvariant(long number, long after, long through, long sum)
    {
        var batch = new Batch(number, after, through, 1, [new AssetNet(Btc, sum, Int128.Zero, 0)], 0);

        Assert.Throws<InvariantBrokenException>(() => SettlementDecider.Evolve(Batches.None, new BatchClosed(batch, [])));
    }

    private static Batches Closed(Batches batches, CloseBatchCommand command)
    {
        var accepted = Assert.IsType<Accepted<SettlementEvent>>(SettlementDecider.Close(batches, command));
        return SettlementDecider.Evolve(batches, Assert.Single(accepted.Events));
    }
}
