using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Threading;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>One pair's public state: a copy of its book, and its trades summed up.</summary>
/// <remarks>One thread changes it, any number read it; a lock keeps them apart.</remarks>
internal sealed class MarketView : IMarketView, IReplicaListener<Book, BookEvent>
{
    private readonly Lock _gate = new();
    private readonly StateReplica<Book, BookEvent> _replica;
    private readonly RecordTurns<Book, BookEvent> _pastTurns;
    private readonly LevelChanges _levels = new();
    private readonly LiveTrades _trades = new();
    private readonly List<(OrderId Taker, PublicTrade Trade)> _turnTrades = [];
    private readonly List<Telling> _tellings = [];
    private AggregateFold _aggregates = new(lastId: 0);
    private TradeId _lastTradeId;
    private long _updateId;
    private bool _isReplacing;
    private TopOfBook _top = new(0, default, default);
    private TradingPair? _pair;

    // The last record whose trades are in, and what an answer of the book said: its time once a record is reached.
    private long _reachedRecord;
    private long _promisedRecord;
    private long _promisedUnixMicros;

    public MarketView(string symbol, ICellCodec<Book, BookEvent> codec)
    {
        _replica = new StateReplica<Book, BookEvent>(
            Addresses.Book(symbol),
            codec,
            static () => new Book(),
            static (Book book, in BookEvent happened) =>
            {
                book.Apply(happened);
                return book;
            });
        _pastTurns = new RecordTurns<Book, BookEvent>(codec);
        Symbol = symbol;
    }

    /// <summary>The pair's name, also before its terms are known.</summary>
    public string Symbol { get; }

    /// <summary>Whether the pair's terms are known.</summary>
    public bool IsListed => Volatile.Read(ref _pair) is not null;

    /// <summary>Whether the copy of the book can go on; if not, <see cref="Seed"/> comes first.</summary>
    public bool IsSound => _replica.IsSound;

    /// <inheritdoc />
    public TradingPair Pair => Volatile.Read(ref _pair)!;

    /// <inheritdoc />
    public TopOfBook Top
    {
        get
        {
            lock (_gate) return _top;
        }
    }

    /// <inheritdoc />
    public PriceTicks LastPrice
    {
        get
        {
            lock (_gate) return _trades.Last?.Price ?? PriceTicks.None;
        }
    }

    /// <summary>When the next candle that is told of may be closed; <see cref="long.MaxValue"/> if none is.</summary>
    public long NextEndUnixMicros
    {
        get
        {
            lock (_gate) return _trades.NextEndUnixMicros;
        }
    }

    /// <inheritdoc />
    public DepthState Depth(int levels)
    {
        lock (_gate)
        {
            var book = _replica.State;
            return new DepthState(
                book.DepthUpdateId, Levels(book, Side.Buy, levels), Levels(book, Side.Sell, levels), book.LastPrice, book.IsHalted)
            {
                AtUnixMicros = _replica.LastAtUnixMicros,
            };
        }
    }

    /// <inheritdoc />
    public Candle? CandleAt(CandleInterval interval, int offsetMinutes, long atUnixMicros)
    {
        lock (_gate) return _trades.CandleAt(new CandleGrid(interval, offsetMinutes), atUnixMicros);
    }

    /// <inheritdoc />
    public RollingTicker Ticker(int windowMinutes, long atUnixMicros)
    {
        lock (_gate) return _trades.Ticker(windowMinutes, atUnixMicros);
    }

    /// <inheritdoc />
    public AveragePrice? Average(long atUnixMicros)
    {
        const int Minutes = 5;
        lock (_gate)
        {
            if (_trades.Last is not { } last) return null;

            var sum = _trades.Ticker(Minutes, atUnixMicros).Sum;
            var average = sum.TradeCount > 0 ? sum.AveragePrice(Pair) : new AssetUnits(last.Price.Value * Pair.TickUnits.Value);
            return new AveragePrice(Minutes, average, last.ExecutedAtUnixMicros);
        }
    }

    /// <summary>Takes over the trades so far, before anything else is done with the view.</summary>
    public void Load(PairSeed seed)
    {
        lock (_gate)
        {
            _trades.Load(seed);
            _aggregates = new AggregateFold(seed.LastAggregateId);
            _lastTradeId = seed.LastTrade.TradeId;
        }
    }

    /// <summary>Copies the book from the journal. What observers saw otherwise is told as one change, so that their depth goes on without a gap.</summary>
    public IReadOnlyList<Telling> Seed(IJournalReader journal)
    {
        lock (_gate)
        {
            // A copy may fail halfway and be tried again: what was seen is noted once.
            if (!_isReplacing) _levels.GiveUp(_replica.State);
            _isReplacing = true;
            _turnTrades.Clear();
            _replica.Seed(journal);
            _levels.Replace(_replica.State);
            _isReplacing = false;
            Tell(_replica.State, _replica.LastAtUnixMicros);
            return TakeTellings();
        }
    }

    /// <summary>Says that the trades, too, have come as far as the copy of the book.</summary>
    public void CaughtUp()
    {
        lock (_gate) _reachedRecord = long.Max(_reachedRecord, _replica.RecordNumber);
    }

    /// <summary>Goes on to a record of the book.</summary>
    /// <param name="record">The next one, or one that the copy of the book already has: then only its trades are taken.</param>
    /// <param name="tellings">What to tell observers, in order; also what came before a throw.</param>
    public void Follow(JournalRecord record, List<Telling> tellings)
    {
        lock (_gate)
        {
            try
            {
                if (!_replica.Follow(record, this)) FollowTrades(record);
                _reachedRecord = record.Number;
                KeepPromise();
            }
            finally
            {
                tellings.AddRange(TakeTellings());
            }
        }
    }

    /// <summary>Takes note that the book answered at a time, after a record: once that is reached, nothing earlier can come.</summary>
    public IReadOnlyList<Telling> Promise(long recordNumber, long unixMicros)
    {
        lock (_gate)
        {
            (_promisedRecord, _promisedUnixMicros) = (recordNumber, unixMicros);
            KeepPromise();
            return TakeTellings();
        }
    }

    void IReplicaListener<Book, BookEvent>.Applying(Book before, in BookEvent happened, long atUnixMicros) =>
        _levels.Applying(before, happened);

    void IReplicaListener<Book, BookEvent>.Applied(Book after, in BookEvent happened, long atUnixMicros) =>
        Take(happened, atUnixMicros);

    void IReplicaListener<Book, BookEvent>.TurnEnded(Book state, long atUnixMicros) => EndTurn(state, atUnixMicros);

    private void FollowTrades(JournalRecord record)
    {
        _pastTurns.Read(record);
        for (var turn = 0; turn < _pastTurns.Count; turn++)
        {
            var at = _pastTurns.AtUnixMicros(turn);
            foreach (ref readonly var happened in _pastTurns.Events(turn)) Take(happened, at);
            EndTurn(_replica.State, at);
        }
    }

    private void Take(in BookEvent happened, long atUnixMicros)
    {
        // What the rows already had comes again: they and the feed meet at a record, not at a trade.
        if (happened.Kind != BookEventKind.TradeExecuted || happened.TradeId.Value <= _lastTradeId.Value) return;

        var pair = _replica.State.Terms;
        Invariant.Require(pair is not null);
        var lastTradeId = _turnTrades.Count > 0 ? _turnTrades[^1].Trade.TradeId : _lastTradeId;
        var next = lastTradeId.Value == 0 ? TradeId.Of(pair.Id, 1) : new TradeId(lastTradeId.Value + 1);
        if (happened.TradeId != next)
        {
            throw new ReplicaGapException($"Trade {happened.TradeId.Value} of {Symbol} follows trade {lastTradeId.Value}.");
        }

        _turnTrades.Add((happened.OrderId, new PublicTrade(
            happened.TradeId,
            happened.Price,
            happened.Quantity,
            pair.Notional(happened.Quantity, happened.Price),
            atUnixMicros,
            IsBuyerMaker: happened.Side == Side.Sell)));
    }

    private void EndTurn(Book book, long atUnixMicros)
    {
        // First: what has ended by now must not show what happened now.
        _trades.SettleUntil(atUnixMicros, _tellings);
        Tell(book, atUnixMicros);
    }

    private void Tell(Book book, long atUnixMicros)
    {
        if (!ReferenceEquals(book.Terms, _pair)) Volatile.Write(ref _pair, book.Terms);

        var (trades, aggregates) = TakeTrades();
        var depth = ChangeOf(book);
        var best = new TopOfBook(book.DepthUpdateId, book.BestBid, book.BestAsk);
        var top = best.Bid != _top.Bid || best.Ask != _top.Ask ? best : null;
        if (top is not null) _top = top;
        if (trades.IsEmpty && depth is null && top is null) return;

        _tellings.Add(new Telling(new MarketChange(atUnixMicros, trades, aggregates, depth, top), default, default));
    }

    private (ImmutableArray<PublicTrade> Trades, ImmutableArray<AggregateTrade> Aggregates) TakeTrades()
    {
        if (_turnTrades.Count == 0) return ([], []);

        var trades = ImmutableArray.CreateBuilder<PublicTrade>(_turnTrades.Count);
        var aggregates = ImmutableArray.CreateBuilder<AggregateTrade>();
        _aggregates.StartTurn();
        foreach (var (taker, trade) in _turnTrades)
        {
            trades.Add(trade);
            AggregateFold.Add(aggregates, _aggregates.Add(taker, trade.Price), trade);
            _trades.Add(trade, Pair);
            _lastTradeId = trade.TradeId;
        }

        _turnTrades.Clear();
        return (trades.DrainToImmutable(), aggregates.DrainToImmutable());
    }

    private DepthChange? ChangeOf(Book book)
    {
        var bids = _levels.Take(book, Side.Buy);
        var asks = _levels.Take(book, Side.Sell);
        if (book.DepthUpdateId == _updateId)
        {
            Invariant.Require(bids.IsEmpty && asks.IsEmpty);
            return null;
        }

        // Also without levels: what an iceberg shows may come out as before, and readers count without a gap.
        var change = new DepthChange(_updateId + 1, book.DepthUpdateId, bids, asks);
        _updateId = book.DepthUpdateId;
        return change;
    }

    private void KeepPromise()
    {
        if (_promisedRecord <= _reachedRecord) _trades.SettleUntil(_promisedUnixMicros, _tellings);
    }

    private Telling[] TakeTellings()
    {
        Telling[] taken = [.. _tellings];
        _tellings.Clear();
        return taken;
    }

    private static ImmutableArray<BookLevel> Levels(Book book, Side side, int levels)
    {
        var copied = new BookLevel[int.Min(levels, book.LevelCount(side))];
        book.CopyDepth(side, copied);
        return ImmutableCollectionsMarshal.AsImmutableArray(copied);
    }
}
