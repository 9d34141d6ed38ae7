using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Settlement;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Behaviors;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Integration.Tests.Streams.Fakes;
using MiniExchange.Storage.Codecs;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Settlement;

/// <summary>A closer on a journal written by hand or by a small market, and settlement itself behind it.</summary>
public sealed class SettlementCloserTests
{
    private static readonly MarketDirectory Markets = Listed();

    private readonly InMemoryFeed _feed = new();
    private readonly ScriptedEngine _engine = new();
    private readonly SettlementBehavior _settlement = new();
    private readonly SettlementCloser _closer;

    public SettlementCloserTests()
    {
        _engine.Answer = AskSettlement;
        _closer = NewCloser(TimeProvider.System);
    }

    [Fact]
    public async Task Batch_SumsUpWhatBothSidesMoved()
    {
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));

        await CatchUpAsync();
        await _closer.CloseAsync(default);

        var batch = _settlement.State.Last!;
        Assert.Equal((1L, 0L, _feed.LastPosition, 1L), (batch.Number, batch.AfterPosition, batch.ThroughPosition, batch.Trades));
        Assert.Equal([new AssetNet(Btc, 499, -500, 1), new AssetNet(Usdt, 1_998, -2_000, 2)], batch.Assets.AsEnumerable());
        Assert.Empty(_closer.Problems);
    }

    [Fact]
    public async Task Batch_OfNothingTraded_IsNotClosed()
    {
        _feed.Add(Seller, new Credited(Seller, Btc, new AssetUnits(5), "gift", Start));

        await CatchUpAsync();
        await _closer.CloseAsync(default);

        Assert.Null(_settlement.State.Last);
    }

    [Fact]
    public async Task Trade_SettledOnOneSideOnly_CountsInTheBatchThatSeesTheOther()
    {
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));
        Settle(Seller, Sold(trade: 2, btc: 7, usdt: 28, fee: 0));
        await CatchUpAsync();
        await _closer.CloseAsync(default);
        Assert.Equal(Trade(2), Assert.Single(_settlement.State.Carried).TradeId);

        // Also by another closer, which has seen nothing of the first half.
        Settle(Buyer, Bought(trade: 2, btc: 7, usdt: 28, fee: 0));
        var other = NewCloser(TimeProvider.System);
        await CatchUpAsync(other);
        await other.CloseAsync(default);

        Assert.Equal([1L, 1L], _settlement.State.Latest.Select(batch => batch.Trades));
        Assert.Equal([new AssetNet(Btc, 7, -7, 0), new AssetNet(Usdt, 28, -28, 0)], _settlement.State.Last!.Assets.AsEnumerable());
        Assert.Empty(_settlement.State.Carried);
    }

    [Fact]
    public async Task Trade_ThatIsWrong_StaysToldThoughAnotherEvensItOut()
    {
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 501, usdt: 2_000, fee: 1));
        Settle(Seller, Sold(trade: 2, btc: 8, usdt: 28, fee: 0));
        Settle(Buyer, Bought(trade: 2, btc: 7, usdt: 28, fee: 0));
        await CatchUpAsync();

        await _closer.CloseAsync(default);
        var again = NewCloser(TimeProvider.System);
        await CatchUpAsync(again);
        await again.CloseAsync(default);

        Assert.Null(_settlement.State.Last);
        foreach (var closer in (SettlementCloser[])[_closer, again])
        {
            var told = Assert.Single(closer.Problems);
            Assert.Contains("2 trades", told, StringComparison.Ordinal);
            Assert.Contains($"trade {Trade(1).Value} on {Symbol}", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sides_AloneForGood_DoNotKeepBatchesFromBeingClosed()
    {
        var closer = NewCloser(TimeProvider.System, new SettlementOptions { BatchSize = 7, MaxCarried = 2 });
        for (var trade = 1; trade <= 3; trade++) Settle(Seller, Sold(trade, btc: 8, usdt: 28, fee: 0));
        Settle(Seller, Sold(trade: 4, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 4, btc: 500, usdt: 2_000, fee: 1));

        await CatchUpAsync(closer);
        var told = Assert.Single(closer.Problems);
        await closer.CloseAsync(default);

        Assert.Contains($"the oldest is trade {Trade(3).Value} on {Symbol}", told, StringComparison.Ordinal);
        Assert.Contains("2 older ones", told, StringComparison.Ordinal);
        Assert.Equal(1, _settlement.State.Last!.Trades);
        Assert.Equal([Trade(3)], _settlement.State.Carried.Select(leg => leg.TradeId));
        Assert.Empty(closer.Problems);
    }

    [Fact]
    public async Task Settlement_ThatCannotBeReached_IsAProblemAfterSeveralTimesInARow()
    {
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));
        var closer = NewCloser(TimeProvider.System, new SettlementOptions { BatchSize = 7, ProblemAfterFailures = 3 });
        await CatchUpAsync(closer);
        _engine.Answer = static _ => new Busy("handing over");

        for (var time = 1; time <= 2; time++) await closer.CloseAsync(default);
        Assert.Empty(closer.Problems);
        await closer.CloseAsync(default);
        Assert.Contains("handing over", Assert.Single(closer.Problems), StringComparison.Ordinal);

        _engine.Answer = AskSettlement;
        await closer.CloseAsync(default);
        Assert.Empty(closer.Problems);
        Assert.Equal(1, _settlement.State.Last!.Trades);
    }

    [Fact]
    public async Task Record_ThatCannotBeRead_IsAProblemThoughStartingOverSucceedsEachTime()
    {
        var time = new ManualTime(UnixTime.FromUnixMicros(Start));
        var closer = NewCloser(time, new SettlementOptions { ProblemAfterFailures = 3 });
        _feed.Add(Seller, new Credited(Seller, Btc, new AssetUnits(5), "gift", Start));
        var good = _feed.Records[0];
        _feed.Add(good.Address, good.SerializerId, "account.record/999", good.Payload);
        using var stopping = new CancellationTokenSource();
        var running = closer.RunAsync(stopping.Token);

        await Waiting.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return closer.Problems.Count == 1;
            },
            "the record that cannot be read is told");

        await stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Closer_ThatComesTooLate_StandsByUntilNobodyElseCloses()
    {
        var other = NewCloser(TimeProvider.System);
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));
        await CatchUpAsync();
        await CatchUpAsync(other);
        await other.CloseAsync(default);

        await _closer.CloseAsync(default);
        Assert.True(_closer.StandsBy);

        Settle(Seller, Sold(trade: 2, btc: 7, usdt: 28, fee: 0));
        Settle(Buyer, Bought(trade: 2, btc: 7, usdt: 28, fee: 0));
        await CatchUpAsync(other);
        await other.CloseAsync(default);
        await _closer.CloseAsync(default);
        Assert.True(_closer.StandsBy);
        Assert.Equal(_feed.LastPosition, _closer.Position);

        Settle(Seller, Sold(trade: 3, btc: 7, usdt: 28, fee: 0));
        Settle(Buyer, Bought(trade: 3, btc: 7, usdt: 28, fee: 0));
        await _closer.CloseAsync(default);
        Assert.False(_closer.StandsBy);
        await CatchUpAsync();
        await _closer.CloseAsync(default);

        Assert.Equal([1L, 1L, 1L], _settlement.State.Latest.Select(batch => batch.Trades));
    }

    [Fact]
    public async Task Closer_ThatStandsBy_ReadsNoRecords()
    {
        var time = new ManualTime(UnixTime.FromUnixMicros(Start));
        var feed = new CountingFeed(_feed);
        var closer = new SettlementCloser(
            feed, static () => new AccountCodec(), new ExchangeClient(_engine, new ExchangeClientOptions(), TimeProvider.System),
            Markets, new SettlementOptions { EveryMs = 1_000 }, time, NullLogger<SettlementCloser>.Instance);
        var asked = 0;
        _engine.Answer = request =>
        {
            if (request is LastBatch) Interlocked.Increment(ref asked);
            return AskSettlement(request);
        };
        var other = NewCloser(TimeProvider.System);
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));
        await CatchUpAsync(closer);
        await CatchUpAsync(other);
        await other.CloseAsync(default);
        await closer.CloseAsync(default);
        var read = feed.Reads;

        using var stopping = new CancellationTokenSource();
        var running = closer.RunAsync(stopping.Token);
        await Waiting.UntilAsync(() => time.TimerCount > 0, "the closer waits for its time");
        Settle(Seller, Sold(trade: 2, btc: 7, usdt: 28, fee: 0));
        Assert.Equal(read, feed.Reads);
        var before = asked;
        await Waiting.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return asked > before && closer.Position == _feed.LastPosition;
            },
            "the closer takes over from one that closes nothing");

        await stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Record_OfTheMostThatABatchCarries_StaysBelowOneMebibyte()
    {
        var most = typeof(SettlementOptions).GetProperty(nameof(SettlementOptions.MaxCarried))!
            .GetCustomAttributes(inherit: false).OfType<System.ComponentModel.DataAnnotations.RangeAttribute>().Single().Maximum;
        var leg = new TradeLeg(
            TradeId.Of(new PairId(10_000), (1L << 40) - 1), LiquidityRole.Taker, new AssetId(16_383), new AssetUnits(long.MaxValue),
            new AssetId(16_383), new AssetUnits(long.MaxValue), new AssetUnits(long.MaxValue));
        var turn = new Turn<SettlementEvent> { AtUnixMicros = Start };
        turn.Events.Add(new BatchClosed(
            new Batch(1, 0, 1, 1, [new AssetNet(Btc, 5, -5, 0)], Start), [.. Enumerable.Repeat(leg, (int)most)]));
        var written = new System.Buffers.ArrayBufferWriter<byte>();

        new SettlementCodec().WriteTurn(turn, written);

        Assert.InRange(written.WrittenCount, 900_000, 1_048_575);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Batch_OfWhichNobodyHeardTheOutcome_IsCountedOnce(bool wasClosed)
    {
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));
        await CatchUpAsync();
        _engine.Answer = asked =>
        {
            if (wasClosed) AskSettlement(asked);
            return new OutcomeUnknown("lost");
        };
        await _closer.CloseAsync(default);
        _engine.Answer = AskSettlement;

        await _closer.FollowNextAsync(default);
        Settle(Seller, Sold(trade: 2, btc: 7, usdt: 28, fee: 0));
        Settle(Buyer, Bought(trade: 2, btc: 7, usdt: 28, fee: 0));
        await CatchUpAsync();
        await _closer.CloseAsync(default);

        Assert.Equal(2, _settlement.State.Latest.Sum(batch => batch.Trades));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Market_ThatTradesWithMuchInFlight_AlwaysComesToZero(ulong seed)
    {
        var market = new SmallMarket(_feed, seed);
        var carried = 0;
        for (var step = 1; step <= 4_000; step++)
        {
            market.Step();
            if (step % 100 != 0) continue;

            // Every other time by one that has only what the last batch left.
            var closer = step % 200 == 0 ? _closer : NewCloser(TimeProvider.System);
            await CatchUpAsync(closer);
            await closer.CloseAsync(default);
            Assert.Empty(closer.Problems);
            carried += _settlement.State.Carried.Length;
        }

        var settled = _feed.Records.Where(record => record.Address.Kind == "account").SelectMany(Fills).ToArray();
        var both = settled.GroupBy(fill => fill.Fill.TradeId).Count(trade => trade.Count() == 2);
        Assert.True(both > 100, $"Only {both} trades: the market does too little.");
        var last = NewCloser(TimeProvider.System);
        await CatchUpAsync(last);
        await last.CloseAsync(default);
        Assert.Equal(both, _settlement.State.Latest.Sum(batch => batch.Trades));
        Assert.Equal(settled.Length - (2 * both), _settlement.State.Carried.Length);
        Assert.True(_settlement.State.Latest.Length > 10, "Too few batches.");
        Assert.True(carried > 10, "Hardly anything was in flight when a batch was closed.");
    }

    [Fact]
    public async Task Closer_ThatRuns_ClosesABatchWhenItIsDue()
    {
        var time = new ManualTime(UnixTime.FromUnixMicros(Start));
        var closer = NewCloser(time);
        Settle(Seller, Sold(trade: 1, btc: 500, usdt: 2_000, fee: 2));
        Settle(Buyer, Bought(trade: 1, btc: 500, usdt: 2_000, fee: 1));
        var closed = new TaskCompletionSource();
        _engine.Answer = asked =>
        {
            var answer = AskSettlement(asked);
            if (asked is CloseBatch) closed.TrySetResult();
            return answer;
        };
        using var stopping = new CancellationTokenSource();
        var running = closer.RunAsync(stopping.Token);

        await Waiting.UntilAsync(() => time.TimerCount > 0 && !closed.Task.IsCompleted, "the closer waits for its time");
        Assert.Null(_settlement.State.Last);
        await Waiting.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return closed.Task.IsCompleted;
            },
            "a batch is closed");

        await stopping.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _settlement.State.Last!.Number);
    }

    private SettlementCloser NewCloser(TimeProvider time, SettlementOptions? options = null) => new(
        _feed,
        static () => new AccountCodec(),
        new ExchangeClient(_engine, new ExchangeClientOptions(), TimeProvider.System),
        Markets,
        options ?? new SettlementOptions { BatchSize = 7 },
        time,
        NullLogger<SettlementCloser>.Instance);

    private static MarketDirectory Listed()
    {
        var markets = new MarketDirectory();
        markets.Replace(new MarketCatalog([Pair.Base, Pair.Quote], [Pair]));
        return markets;
    }

    private Reply AskSettlement(Request request) => _settlement.Turn(request).Answers.Single().Reply;

    private Task CatchUpAsync() => CatchUpAsync(_closer);

    private async Task CatchUpAsync(SettlementCloser closer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (closer.Position < _feed.LastPosition) await closer.FollowNextAsync(patience.Token);
    }

    private static IEnumerable<FillSettled> Fills(JournalRecord record) =>
        new AccountCodec().ReadRecord(record.Manifest, record.Payload, new Turn<AccountEvent>())
            .SelectMany(turn => turn.Events.OfType<FillSettled>().ToArray());

    private void Settle(AccountId account, FillSettled settled) => _feed.Add(account, settled);

    private static FillSettled Sold(int trade, long btc, long usdt, long fee) => new(
        Seller, new HoldId(trade), FillOf(trade, LiquidityRole.Maker, btc, usdt), Btc, new AssetUnits(btc), Usdt, new AssetUnits(usdt), new AssetUnits(fee), Start);

    private static FillSettled Bought(int trade, long btc, long usdt, long fee) => new(
        Buyer, new HoldId(trade), FillOf(trade, LiquidityRole.Taker, btc, usdt), Usdt, new AssetUnits(usdt), Btc, new AssetUnits(btc), new AssetUnits(fee), Start);

    private static Fill FillOf(int trade, LiquidityRole role, long btc, long usdt) => new(
        Trade(trade), role, new PriceTicks(1), new QuantityLots(1), new AssetUnits(btc), new AssetUnits(usdt), 0, Start);

    /// <summary>Counts how often it is read.</summary>
    private sealed class CountingFeed(ICommittedFeed feed) : ICommittedFeed
    {
        public int Reads { get; private set; }

        public long LastPosition => feed.LastPosition;

        public long OpenedAt => feed.OpenedAt;

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken)
        {
            Reads++;
            return feed.ReadAsync(afterPosition, maxRecords, cancellationToken);
        }
    }
}
