using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Integration.Tests.MarketData;

/// <summary>Counts a journal's trades again, slowly and with a calendar: it shares no code with what it checks.</summary>
/// <remarks>Of the pair of <see cref="Relational.TradingDay"/>: a lot is 1,000 units of base, a lot at a tick 10 units of quote.</remarks>
internal sealed class TradeRecount
{
    private readonly List<Entry> _trades = [];

    public TradeRecount(IEnumerable<JournalRecord> records)
    {
        var turns = 0;
        foreach (var record in records.Where(record => record.Address.Kind == Addresses.BookKind))
        {
            foreach (var turn in new BookCodec().ReadRecord(record.Manifest, record.Payload, new Turn<BookEvent>()))
            {
                turns++;
                foreach (var happened in turn.Events.Where(happened => happened.Kind == BookEventKind.TradeExecuted))
                {
                    _trades.Add(new Entry(
                        happened.TradeId.Value,
                        happened.Price.Value,
                        happened.Quantity.Value,
                        turn.AtUnixMicros,
                        happened.Side == Side.Buy,
                        (turns, happened.OrderId.Value, happened.Price.Value)));
                }
            }
        }
    }

    public IReadOnlyList<Entry> Trades => _trades;

    /// <summary>All aggregates: number, price, lots, first trade, last trade, time, whether the buyer rested.</summary>
    public IEnumerable<string> Aggregates() => _trades
        .GroupBy(trade => trade.Aggregate)
        .OrderBy(group => group.Min(trade => trade.Id))
        .Select((group, index) => Text(
            index + 1, group.First().Ticks, group.Sum(trade => trade.Lots), group.Min(trade => trade.Id),
            group.Max(trade => trade.Id), group.First().At, !group.First().TakerBuys));

    public static string Text(AggregateTrade aggregate) => Text(
        aggregate.Id, aggregate.Price.Value, aggregate.Quantity.Value, aggregate.FirstTrade.Value, aggregate.LastTrade.Value,
        aggregate.ExecutedAtUnixMicros, aggregate.IsBuyerMaker);

    /// <summary>The candle that a time falls into, or nothing if there was no trade by its end.</summary>
    public string? CandleAt(string interval, int offsetMinutes, long at)
    {
        var (open, end) = Period(interval, offsetMinutes, at);
        return Sum(open, end);
    }

    /// <summary>Every candle from the first trade up to the one of a time.</summary>
    public IEnumerable<string> CandlesUntil(string interval, int offsetMinutes, long until)
    {
        for (var at = _trades[0].At; at <= until;)
        {
            var (open, end) = Period(interval, offsetMinutes, at);
            if (open > until) yield break;
            yield return Sum(open, end)!;
            at = end;
        }
    }

    /// <summary>The trades from one time to before another; nothing if there was no trade before the second.</summary>
    public string? Sum(long from, long to)
    {
        var inside = _trades.Where(trade => trade.At >= from && trade.At < to).ToList();
        if (inside.Count == 0)
        {
            var before = _trades.LastOrDefault(trade => trade.At < from);
            return before is null ? null : Text(from, to, [before.Ticks, before.Ticks, before.Ticks, before.Ticks], [0, 0, 0, 0], [0, 0, 0]);
        }

        var bought = inside.Where(trade => trade.TakerBuys).ToList();
        return Text(
            from,
            to,
            [inside[0].Ticks, inside.Max(trade => trade.Ticks), inside.Min(trade => trade.Ticks), inside[^1].Ticks],
            [
                inside.Sum(trade => trade.Lots) * 1_000, inside.Sum(trade => trade.Lots * trade.Ticks) * 10,
                bought.Sum(trade => trade.Lots) * 1_000, bought.Sum(trade => trade.Lots * trade.Ticks) * 10,
            ],
            [inside[0].Id, inside[^1].Id, inside.Count]);
    }

    public static string Text(in Candle candle) => Text(
        candle.OpenAtUnixMicros,
        candle.EndAtUnixMicros,
        [candle.Open.Value, candle.High.Value, candle.Low.Value, candle.Close.Value],
        [
            (long)candle.BaseVolume, (long)candle.QuoteVolume, (long)candle.TakerBuyBaseVolume, (long)candle.TakerBuyQuoteVolume,
        ],
        [candle.FirstTrade.Value, candle.LastTrade.Value, candle.TradeCount]);

    private static string Text(long from, long to, long[] prices, long[] volumes, long[] trades) =>
        $"{from}-{to}: {string.Join(' ', prices)} | {string.Join(' ', volumes)} | {string.Join(' ', trades)}";

    private static string Text(long id, long ticks, long lots, long first, long last, long at, bool isBuyerMaker) =>
        $"{id}: {lots} at {ticks}, {first}-{last}, {at} {isBuyerMaker}";

    private static (long Open, long End) Period(string interval, int offsetMinutes, long at)
    {
        var length = int.Parse(interval[..^1], CultureInfo.InvariantCulture);
        var local = DateTime.UnixEpoch.AddMicroseconds(at).AddMinutes(offsetMinutes);
        var midnight = local.Date;
        var (open, end) = interval[^1] switch
        {
            's' => Ends(midnight.AddSeconds((int)(local - midnight).TotalSeconds), start => start.AddSeconds(length)),
            'm' => Ends(midnight.AddMinutes((int)(local - midnight).TotalMinutes / length * length), start => start.AddMinutes(length)),
            'h' => Ends(midnight.AddHours((int)(local - midnight).TotalHours / length * length), start => start.AddHours(length)),
            'd' => Ends(midnight.AddDays(-((midnight - DateTime.UnixEpoch).Days % length)), start => start.AddDays(length)),
            'w' => Ends(midnight.AddDays(-(((int)midnight.DayOfWeek + 6) % 7)), start => start.AddDays(7)),
            _ => Ends(midnight.AddDays(1 - midnight.Day), start => start.AddMonths(1)),
        };
        return (Micros(open.AddMinutes(-offsetMinutes)), Micros(end.AddMinutes(-offsetMinutes)));
    }

    private static (DateTime Open, DateTime End) Ends(DateTime open, Func<DateTime, DateTime> end) => (open, end(open));

    private static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public sealed record Entry(long Id, long Ticks, long Lots, long At, bool TakerBuys, (int Turn, long Taker, long Ticks) Aggregate);
}
