using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Orders;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Codecs;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.MarketData;

/// <summary>One follower, turn by turn, on a journal written by hand. The clock stands where the journal begins.</summary>
public sealed class LiveMarketDataTests
{
    private const int Second = 1_000_000;

    private static readonly ActorAddress Book = Addresses.Book(Symbol);

    private readonly InMemoryFeed _feed = new();
    private readonly ScriptedEngine _engine = new();
    private readonly SettableClock _clock = new(UnixTime.FromUnixMicros(Start));
    private readonly HeardMarket _heard = new();
    private readonly LiveMarketData _live;

    public LiveMarketDataTests()
    {
        _live = new LiveMarketData(
            new MemoryMarketHistory(),
            new LateJournal(_feed),
            _feed,
            static () => new BookCodec(),
            new ExchangeClient(_engine, new ExchangeClientOptions(), TimeProvider.System),
            new MarketDataOptions { RetryDelayMs = 1 },
            _clock,
            NullLogger<LiveMarketData>.Instance);
        _live.Observe(_heard);
    }

    private IMarketView View => _live.Of(Symbol)!;

    [Fact]
    public async Task Views_AreThereOnceTheJournalWasFollowedToItsEnd()
    {
        Open();
        Assert.False(_live.IsReady);
        Assert.Null(_live.Of(Symbol));

        await CatchUpAsync();

        Assert.True(_live.IsReady);
        Assert.Equal(Symbol, Assert.Single(_live.Views).Pair.Symbol);
        Assert.Null(_live.Of("ETHBTC"));
        Assert.Null(View.CandleAt(CandleInterval.OneMinute, 0, Start));
        Assert.Null(View.Average(Start));
    }

    [Fact]
    public async Task Views_WhenOthersHaveWrittenMeanwhile_AreNotReadyUntilTheyWereFollowed()
    {
        Open();
        await CatchUpAsync();
        Rest(order: 1, Side.Sell, ticks: 100, lots: 7, at: 1);
        Assert.True(_live.IsReady);

        _feed.OpenedAt = _feed.LastPosition;
        Assert.False(_live.IsReady);

        await CatchUpAsync();
        Assert.True(_live.IsReady);
    }

    [Fact]
    public async Task ARestingOrder_ChangesItsLevelAndTheTop()
    {
        Open();
        await CatchUpAsync();
        Rest(order: 1, Side.Sell, ticks: 100, lots: 7, at: 1);
        Rest(order: 2, Side.Sell, ticks: 101, lots: 5, at: 2);
        await CatchUpAsync();

        Assert.Equal(new BookLevel(new PriceTicks(100), new QuantityLots(7)), Assert.Single(_heard.Changes[0].Depth!.Asks));
        Assert.Equal(new BookLevel(new PriceTicks(100), new QuantityLots(7)), _heard.Changes[0].Top!.Ask);
        Assert.Equal((2L, 2L), (_heard.Changes[1].Depth!.FirstUpdateId, _heard.Changes[1].Depth!.LastUpdateId));
        Assert.Null(_heard.Changes[1].Top);
    }

    [Fact]
    public async Task ATaker_IsOneChangeWithAnAggregateForEachPrice()
    {
        Open();
        Rest(order: 1, Side.Sell, ticks: 100, lots: 7, at: 1);
        Rest(order: 2, Side.Sell, ticks: 100, lots: 2, at: 1);
        Rest(order: 3, Side.Sell, ticks: 102, lots: 5, at: 2);
        await CatchUpAsync();
        _feed.Add(
            Symbol,
            At(3),
            Accepted(order: 4, Side.Buy, ticks: 102, lots: 10),
            Traded(1, 4, Buyer, Side.Buy, 1, Seller, 100, 7),
            Traded(2, 4, Buyer, Side.Buy, 2, Seller, 100, 2),
            Traded(3, 4, Buyer, Side.Buy, 3, Seller, 102, 1),
            Ended(order: 4, Side.Buy));
        await CatchUpAsync();

        var change = Assert.Single(_heard.Changes);
        Assert.Equal([1, 2, 3], change.Trades.Select(trade => trade.TradeId.Value & 0xFFFF));
        Assert.Equal(
            [(1, 100, 9), (2, 102, 1)], change.Aggregates.Select(one => ((int)one.Id, (int)one.Price.Value, (int)one.Quantity.Value)));
        Assert.Equal(
            [(100, 0), (102, 4)], change.Depth!.Asks.Select(level => ((int)level.Price.Value, (int)level.Quantity.Value)));
        Assert.Equal(new PriceTicks(102), View.LastPrice);
    }

    [Fact]
    public async Task ARecordThatCannotBeRead_IsNeverSkipped()
    {
        Open();
        Rest(order: 1, Side.Sell, ticks: 100, lots: 7, at: 1);
        await CatchUpAsync();
        Rest(order: 2, Side.Sell, ticks: 101, lots: 5, at: 2);
        var sound = _feed.Records[^1];
        _feed.Replace(sound, sound with { Manifest = "book.record/9" });

        await Assert.ThrowsAsync<NotSupportedException>(() => _live.FollowNextAsync(CancellationToken.None));
        await Assert.ThrowsAsync<NotSupportedException>(() => _live.FollowNextAsync(CancellationToken.None));

        Assert.Equal(2, _live.Status.FailuresInARow);
        Assert.Contains($"Record 3 of {Book}", _live.Status.LastError, StringComparison.Ordinal);
        Assert.Equal(1, View.Depth(10).UpdateId);

        _feed.Replace(_feed.Records[^1], sound);
        await CatchUpAsync();
        Assert.Null(_live.Status.LastError);
        Assert.Equal(2, View.Depth(10).UpdateId);
    }

    [Fact]
    public async Task ARecordThatFailsHalfway_IsToldOnceItIsRepaired_AsIfItHadNotFailed()
    {
        Open();
        Rest(order: 1, Side.Sell, ticks: 100, lots: 7, at: 1);
        Rest(order: 2, Side.Sell, ticks: 105, lots: 3, at: 1);
        await CatchUpAsync();
        _heard.Start(View);

        // Takes the first order and then one that is not there.
        var position = _feed.Add(
            Symbol, At(2), Accepted(order: 3, Side.Buy, ticks: 110, lots: 10), Traded(1, 3, Buyer, Side.Buy, 1, Seller, 100, 7),
            Traded(2, 3, Buyer, Side.Buy, 9, Seller, 105, 3));
        var broken = _feed.Records[^1];
        await Assert.ThrowsAsync<InvariantBrokenException>(() => _live.FollowNextAsync(CancellationToken.None));
        Assert.Empty(_heard.Changes);

        var repaired = new InMemoryFeed();
        repaired.Add(
            Symbol, At(2), Accepted(order: 3, Side.Buy, ticks: 110, lots: 10), Traded(1, 3, Buyer, Side.Buy, 1, Seller, 100, 7),
            Traded(2, 3, Buyer, Side.Buy, 2, Seller, 105, 3), Ended(order: 3, Side.Buy));
        _feed.Replace(broken, broken with { Payload = repaired.Records[0].Payload });
        await CatchUpAsync();

        Assert.Equal(2, _heard.Trades.Count);
        Assert.Equal(position.RecordNumber, _feed.Records[^1].Number);
        var replica = FeedJournal.NewReplica(Book);
        foreach (var record in _feed.Records) replica.Follow(record, listener: null);
        _heard.AssertShows(replica.State);
    }

    [Fact]
    public async Task ACandle_IsClosedByTheNextTurnAtOrAfterItsEnd()
    {
        Trade(trade: 1, ticks: 100, at: 1);
        await CatchUpAsync();
        var live = View.CandleAt(CandleInterval.OneSecond, 0, At(2));
        Rest(order: 3, Side.Sell, ticks: 200, lots: 1, at: Second - 1);
        await CatchUpAsync();
        Assert.Empty(_heard.Ended);

        Rest(order: 4, Side.Sell, ticks: 200, lots: 1, at: Second);
        await CatchUpAsync();

        Assert.Equal([(CandleInterval.OneSecond, 0, Start)], _heard.Ended.Keys);
        Assert.Equal(TradeRecount.Text(live!.Value), _heard.Ended.Values.Single());
    }

    [Fact]
    public async Task ACandle_IsClosedWithoutTraffic_OnceTheBookTellsALaterTime()
    {
        Trade(trade: 1, ticks: 100, at: 1);
        await CatchUpAsync();
        View.CandleAt(CandleInterval.OneSecond, 0, At(2));

        await _live.CloseDueCandlesAsync(CancellationToken.None);
        Assert.Empty(_engine.Asked);

        // The book's clock is late, then it is not; then its answer rests on a record that was not followed yet.
        _clock.Now = UnixTime.FromUnixMicros(At(3 * Second));
        Answer(at: Second - 1, record: 2);
        await _live.CloseDueCandlesAsync(CancellationToken.None);
        Assert.Empty(_heard.Ended);

        Answer(at: 2 * Second, record: _feed.Records[^1].Number);
        await _live.CloseDueCandlesAsync(CancellationToken.None);
        Assert.Equal([Start, Start + Second], _heard.Ended.Keys.Select(key => key.Item3).Order());
        Assert.EndsWith("100 100 100 100 | 0 0 0 0 | 0 0 0", _heard.Ended[(CandleInterval.OneSecond, 0, Start + Second)], StringComparison.Ordinal);

        Answer(at: 3 * Second, record: _feed.Records[^1].Number + 2);
        await _live.CloseDueCandlesAsync(CancellationToken.None);
        Assert.Equal(2, _heard.Ended.Count);
        Trade(trade: 2, ticks: 101, at: 2 * Second + 5);
        await CatchUpAsync();

        Assert.Equal(3, _heard.Ended.Count);
        Assert.Contains("101 101 101 101", _heard.Ended[(CandleInterval.OneSecond, 0, Start + (2 * Second))], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnObserverThatThrows_DoesNotKeepOthersFromHearing()
    {
        var live = _live;
        using var throwing = live.Observe(new ThrowingObserver());
        var later = new HeardMarket();
        live.Observe(later);
        Open();
        await CatchUpAsync();
        Rest(order: 1, Side.Sell, ticks: 100, lots: 7, at: 1);
        await CatchUpAsync();

        Assert.Single(later.Changes);
        Assert.Null(live.Status.LastError);
    }

    [Fact]
    public async Task AverageAndTicker_AreOfTheirWindowsAlone()
    {
        Trade(trade: 1, ticks: 100, at: 1);
        Trade(trade: 2, ticks: 200, at: 400 * Second);
        await CatchUpAsync();

        Assert.Equal(new AveragePrice(5, new AssetUnits(200 * 1_000_000), At(400 * Second)), View.Average(At(401 * Second)));
        Assert.Equal((5, 200 * 1_000_000L), (View.Average(At(2_000 * Second))!.Minutes, View.Average(At(2_000 * Second))!.QuoteUnitsPerBase.Value));
        Assert.Equal(2, View.Ticker(1_440, At(401 * Second)).Sum.TradeCount);
        Assert.Equal(new PriceTicks(100), View.Ticker(5, At(401 * Second)).PreviousClose);
    }

    private void Open() => _feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));

    private void Rest(int order, Side side, long ticks, long lots, int at) => _feed.Add(
        Symbol,
        At(at),
        Accepted(order, side, ticks, lots),
        BookEvent.OrderRested(Order(order), Seller, new HoldId(order), side, new PriceTicks(ticks), new QuantityLots(lots)));

    /// <summary>A trade of one lot between orders of its own.</summary>
    private void Trade(int trade, long ticks, int at)
    {
        if (trade == 1) Open();
        var maker = (2 * trade) - 1;
        var taker = 2 * trade;
        Rest(maker, Side.Sell, ticks, lots: 1, at);
        _feed.Add(
            Symbol,
            At(at),
            Accepted(taker, Side.Buy, ticks, lots: 1),
            Traded(trade, taker, Buyer, Side.Buy, maker, Seller, ticks, 1),
            Ended(taker, Side.Buy));
    }

    private static BookEvent Accepted(int order, Side side, long ticks, long lots) => BookEvent.OrderAccepted(
        Order(order),
        new NewOrder(
            side == Side.Buy ? Buyer : Seller, new HoldId(order), side, OrderType.Limit, TimeInForce.Gtc, new PriceTicks(ticks),
            new QuantityLots(lots), AssetUnits.Zero, AssetUnits.Zero, SelfTradePrevention.ExpireMaker));

    private static BookEvent Ended(int order, Side side) => BookEvent.OrderEnded(
        Order(order), Buyer, new HoldId(order), side, QuantityLots.Zero, OrderEnd.Filled, wasResting: false);

    private void Answer(int at, long record) => _engine.Answer = _ => new Replied(
        new DepthState(0, [], [], PriceTicks.None, IsHalted: false) { AtUnixMicros = At(at) }, Book, record);

    private async Task CatchUpAsync()
    {
        while (!_live.IsReady || _live.Status.Lag > 0) await _live.FollowNextAsync(CancellationToken.None);
    }

    /// <summary>Shows what the feed has at the time it is read.</summary>
    private sealed class LateJournal(InMemoryFeed feed) : Actors.Journaling.IJournal
    {
        public Actors.Journaling.IJournalReader OpenReader() => new FeedJournal([.. feed.Records], snapshotAt: 0);

        public Actors.Journaling.IJournalWriter OpenWriter() => throw new NotSupportedException();
    }

    private sealed class ThrowingObserver : IMarketObserver
    {
        public void Changed(IMarketView view, MarketChange change) => throw new InvalidOperationException("As the test wants.");

        public void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle) =>
            throw new InvalidOperationException("As the test wants.");
    }
}
