using System;
using System.Linq;
using MiniExchange.Application;
using MiniExchange.Application.Settlement;
using MiniExchange.Domain;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.Exchange;

namespace MiniExchange.Integration.Tests.Behaviors;

public sealed class SettlementBehaviorTests
{
    private static readonly TradeLeg Leg = new(
        TradeId.Of(Pair.Id, 3), LiquidityRole.Maker, Usd.Id, new AssetUnits(10), Btc.Id, new AssetUnits(5), AssetUnits.Zero);

    private readonly SettlementBehavior _settlement = new();

    [Fact]
    public void Close_NumbersBatchesAndKeepsWhatIsCarried()
    {
        var first = OnlyAnswer<BatchState>(_settlement.Turn(Close(0, 10) with { Carried = [Leg] }).Answers);
        Assert.Equal((1L, 0L, 10L, 2L, Now), (first.Batch!.Number, first.Batch.AfterPosition, first.Batch.ThroughPosition, first.Batch.Trades, first.Batch.ClosedAtUnixMicros));
        Assert.Equal([Leg], OnlyAnswer<BatchState>(_settlement.Turn(new LastBatch()).Answers).Carried.AsEnumerable());

        var second = OnlyAnswer<BatchState>(_settlement.Turn(Close(10, 11)).Answers);

        Assert.Equal(2, second.Batch!.Number);
        Assert.Empty(second.Carried);
        Assert.Equal([2, 1], Numbers(long.MaxValue, 10));
        Assert.Equal([1], Numbers(2, 10));
        Assert.Equal([2], Numbers(long.MaxValue, 1));
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(9, 20)]
    [InlineData(11, 20)]
    [InlineData(10, 10)]
    [InlineData(10, 9)]
    public void Close_ThatDoesNotGoOnFromTheLastBatch_IsRefused(long after, long through)
    {
        _settlement.Turn(Close(0, 10));

        var plan = _settlement.Turn(Close(after, through));

        Assert.Equal(RejectReason.BatchOutOfOrder, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Events);
    }

    [Theory]
    [InlineData(90, -100, 11)]
    [InlineData(90, -100, 9)]
    [InlineData(-90, 100, -10)]
    public void Close_OfWhatDoesNotComeToZero_IsRefused(long credits, long debits, long fees)
    {
        var plan = _settlement.Turn(Close(0, 10) with
        {
            Assets = [new AssetNet(Btc.Id, 5, -5, 0), new AssetNet(Usd.Id, credits, debits, fees)],
        });

        Assert.Equal(RejectReason.BatchNotBalanced, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Events);
    }

    [Fact]
    public void Close_OfMoreThanSixtyFourBits_IsSummedExactly()
    {
        var much = (Int128)long.MaxValue * 4;

        OnlyAnswer<BatchState>(_settlement.Turn(Close(0, 10) with { Assets = [new AssetNet(Btc.Id, much, -much - 1, 1)] }).Answers);
        var plan = _settlement.Turn(Close(10, 20) with { Assets = [new AssetNet(Btc.Id, much, -much - 1, 0)] });

        Assert.Equal(RejectReason.BatchNotBalanced, OnlyAnswer<NotDone>(plan.Answers).Reason);
    }

    [Fact]
    public void Batches_BeyondThoseKept_AreForgottenFromTheOldest()
    {
        for (var i = 0; i <= Batches.Kept; i++) _settlement.Turn(Close(i, i + 1));

        Assert.Equal(Batches.Kept, _settlement.State.Latest.Length);
        Assert.Equal(2, _settlement.State.Latest[0].Number);
        Assert.Equal(Batches.Kept + 1, _settlement.State.Last!.Number);
        Assert.Equal(BatchesOf.MaxLimit, Numbers(long.MaxValue, int.MaxValue).Length);
    }

    private static CloseBatch Close(long after, long through) =>
        new(after, through, Trades: 2, [new AssetNet(Btc.Id, 5, -5, 0), new AssetNet(Usd.Id, 90, -100, 10)], []);

    private long[] Numbers(long before, int limit) =>
        [.. OnlyAnswer<BatchesState>(_settlement.Turn(new BatchesOf(before, limit)).Answers).Batches.Select(batch => batch.Number)];
}
