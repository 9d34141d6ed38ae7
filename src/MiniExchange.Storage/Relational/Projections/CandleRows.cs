using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>candles</c> that one batch adds or goes on with.</summary>
internal sealed class CandleRows
{
    private static readonly InsertStatement<CandleRow> Upsert = new(
        "candles",
        """
        ON CONFLICT (pair_id, width_seconds, open_at) DO UPDATE SET
            high_ticks = excluded.high_ticks, low_ticks = excluded.low_ticks, close_ticks = excluded.close_ticks,
            base_volume = excluded.base_volume, quote_volume = excluded.quote_volume,
            taker_buy_base = excluded.taker_buy_base, taker_buy_quote = excluded.taker_buy_quote,
            last_trade_id = excluded.last_trade_id, trade_count = excluded.trade_count
        """,
        InsertColumn<CandleRow>.Number("pair_id", row => row.Pair.Value),
        InsertColumn<CandleRow>.Number("width_seconds", row => row.WidthSeconds),
        InsertColumn<CandleRow>.Number("open_at", row => row.Candle.OpenAtUnixMicros),
        InsertColumn<CandleRow>.Number("open_ticks", row => row.Candle.Open.Value),
        InsertColumn<CandleRow>.Number("high_ticks", row => row.Candle.High.Value),
        InsertColumn<CandleRow>.Number("low_ticks", row => row.Candle.Low.Value),
        InsertColumn<CandleRow>.Number("close_ticks", row => row.Candle.Close.Value),
        InsertColumn<CandleRow>.Wide("base_volume", row => row.Candle.BaseVolume),
        InsertColumn<CandleRow>.Wide("quote_volume", row => row.Candle.QuoteVolume),
        InsertColumn<CandleRow>.Wide("taker_buy_base", row => row.Candle.TakerBuyBaseVolume),
        InsertColumn<CandleRow>.Wide("taker_buy_quote", row => row.Candle.TakerBuyQuoteVolume),
        InsertColumn<CandleRow>.Number("first_trade_id", row => row.Candle.FirstTrade.Value),
        InsertColumn<CandleRow>.Number("last_trade_id", row => row.Candle.LastTrade.Value),
        InsertColumn<CandleRow>.Number("trade_count", row => row.Candle.TradeCount));

    private readonly Dictionary<(PairId, long WidthSeconds), Candle> _current = [];
    private readonly List<CandleRow> _ended = [];

    /// <summary>Loads the candles that the batch's first trades may go on with: a book's time never runs back, so later ones are new.</summary>
    public async Task LoadAsync(RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        var firstTrades = happened
            .Where(one => one.Account is null && one.Book.Kind == BookEventKind.TradeExecuted)
            .DistinctBy(one => one.Book.TradeId.Pair);
        foreach (var first in firstTrades)
        {
            var pair = first.Book.TradeId.Pair;
            var places = CandleColumns.Widths.Select(width => FormattableString.Invariant(
                $"(width_seconds = {width} AND open_at = {OpenOf(first.AtUnixMicros, width)})"));
            var rows = await transaction.ReadAsync(
                $"SELECT {CandleColumns.Names} FROM candles WHERE pair_id = {pair.Value} AND ({string.Join(" OR ", places)})",
                null,
                CandleColumns.Read,
                cancellationToken,
                Dapper.CommandFlags.NoCache);
            foreach (var row in rows) _current.Add((pair, (row.EndAtUnixMicros - row.OpenAtUnixMicros) / 1_000_000), row);
        }
    }

    public void Add(PublicTrade trade, TradingPair pair)
    {
        foreach (var width in CandleColumns.Widths)
        {
            var open = OpenOf(trade.ExecutedAtUnixMicros, width);
            var key = (pair.Id, width);
            if (!_current.TryGetValue(key, out var candle) || candle.OpenAtUnixMicros != open)
            {
                if (candle.TradeCount > 0) _ended.Add(new CandleRow(pair.Id, width, candle));
                candle = CandleFold.Empty(open, open + (width * 1_000_000), PriceTicks.None);
            }

            _current[key] = candle.With(trade, pair);
        }
    }

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) => Upsert.RunAsync(
        transaction,
        [.. _ended, .. _current.Select(row => new CandleRow(row.Key.Item1, row.Key.WidthSeconds, row.Value))],
        cancellationToken);

    private static long OpenOf(long atUnixMicros, long widthSeconds) => atUnixMicros - (atUnixMicros % (widthSeconds * 1_000_000));
}

/// <summary>One row of <c>candles</c>.</summary>
internal sealed record CandleRow(PairId Pair, long WidthSeconds, Candle Candle);
