using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Prices now, and what was traded in a stretch of time up to now, from live market data.</summary>
internal sealed class TickerRoutes(IMarketData market, MarketDirectory markets, TimeProvider time) : ITradingResource
{
    private const int MostSymbols = 100;
    private const int DayMinutes = 1_440;
    private const long MinuteMicros = 60_000_000;

    private static readonly TradingError NotReady = TradingErrors.Overloaded("Market data is catching up.");

    private static readonly (string, PairStatus)[] Statuses =
        [("TRADING", PairStatus.Trading), ("HALT", PairStatus.Halted), ("BREAK", PairStatus.Broken)];

    private static readonly TradingParameter Symbol = new("symbol", "A pair, such as BTCUSDT.");
    private static readonly TradingParameter SymbolList = new("symbols", "A JSON array of pairs; not together with symbol.");
    private static readonly TradingParameter Type = new("type", "FULL unless given.") { Words = ["FULL", "MINI"] };
    private static readonly TradingParameter Status = new("symbolStatus", "Only pairs of this status.") { Words = ["TRADING", "HALT", "BREAK"] };

    private const string Sum = "openPrice, highPrice, lowPrice, lastPrice, volume, quoteVolume, openTime, closeTime, firstId, lastId, count";
    private const string Full = "FULL: symbol, priceChange, priceChangePercent, weightedAvgPrice, " + Sum + ". MINI: symbol, " + Sum + ".";

    public IEnumerable<TradingRoute> Routes =>
    [
        Get("/api/v3/ticker/price", Prices) with
        {
            Summary = "Last prices.",
            Returns = "symbol and price; an array unless symbol was given. Zero before the first trade.",
            Weight = SymbolWeight,
            Parameters = [Symbol, SymbolList],
            Errors = [-1121, -1128, -1151],
        },
        Get("/api/v3/ticker/bookTicker", Best) with
        {
            Summary = "Best bids and asks.",
            Returns = "symbol, bidPrice, bidQty, askPrice, askQty; an array unless symbol was given. Zeros for an empty side.",
            Weight = SymbolWeight,
            Parameters = [Symbol, SymbolList],
            Errors = [-1121, -1128, -1151],
        },
        Get("/api/v3/ticker/24hr", DayAsync) with
        {
            Summary = "The last 24 hours, from a whole minute on.",
            Returns = "An array unless symbol was given. FULL also has prevClosePrice, lastQty, bidPrice, bidQty, askPrice, askQty. " + Full,
            Weight = static parameters => SymbolCount(parameters) switch { 0 => 80, <= 20 => 2, <= 100 => 40, _ => 80 },
            Parameters = [Symbol, SymbolList, Type, Status],
            Errors = [-1121, -1122, -1128, -1139, -1151, -1220],
        },
        Get("/api/v3/ticker/tradingDay", TradingDayAsync) with
        {
            Summary = "The day so far.",
            Returns = "An array unless symbol was given. " + Full,
            Weight = WeightOfEach,
            Parameters = [Symbol, SymbolList, new("timeZone", "Where the day begins, such as 8 or -03:30; UTC unless given."), Type, Status],
            Errors = [-1121, -1122, -1128, -1130, -1139, -1151, -1220],
        },
        Get("/api/v3/ticker", WindowAsync) with
        {
            Summary = "The last minutes, hours or days, from a whole minute on.",
            Returns = "An array unless symbol was given. " + Full,
            Weight = WeightOfEach,
            Parameters = [Symbol, SymbolList, new("windowSize", "1m to 59m, 1h to 23h, or 1d to 7d; 1d unless given."), Type, Status],
            Errors = [-1121, -1122, -1128, -1130, -1139, -1151, -1220],
        },
        Get("/api/v3/avgPrice", AverageAsync) with
        {
            Summary = "What a whole base cost on average in the last minutes; the last price if nothing was traded.",
            Returns = "mins, price, closeTime (of the last trade).",
            Weight = static _ => 2,
            Parameters = [Symbol with { IsRequired = true }],
            Errors = [-1121],
        },
    ];

    private ValueTask<TradingError?> Prices(TradingRequest request, Utf8JsonWriter json) =>
        WriteEach(request, json, static (json, view) => json.WriteString("price"u8, view.Pair.Format(view.LastPrice)));

    private ValueTask<TradingError?> Best(TradingRequest request, Utf8JsonWriter json) => WriteEach(request, json, WriteBest);

    private ValueTask<TradingError?> WriteEach(TradingRequest request, Utf8JsonWriter json, Action<Utf8JsonWriter, IMarketView> write)
    {
        var pairs = Symbols.Read(request.Read, markets, out var isSingle);
        if (request.Read.Error is { } error) return new(error);

        if (!isSingle) json.WriteStartArray();
        foreach (var pair in pairs)
        {
            if (ViewOf(pair.Symbol) is not { } view) return new(NotReady);
            json.WriteStartObject();
            json.WriteString("symbol"u8, pair.Symbol);
            write(json, view);
            json.WriteEndObject();
        }

        if (!isSingle) json.WriteEndArray();
        return default;
    }

    private ValueTask<TradingError?> DayAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var now = time.GetUnixMicros();
        return WriteAsync(request, json, isListNeeded: false, view => view.Ticker(DayMinutes, now), isDay: true);
    }

    private ValueTask<TradingError?> TradingDayAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var day = new CandleGrid(CandleInterval.OneDay, TimeZones.OffsetMinutes(request.Read));
        var now = time.GetUnixMicros();
        var open = day.OpenOf(now);

        // Days begin on whole minutes everywhere, so a window of minutes has exactly the day's trades.
        var minutes = (int)((now - open) / MinuteMicros);
        return WriteAsync(request, json, isListNeeded: true, view => view.Ticker(minutes, now) with { CloseAtUnixMicros = day.EndOf(open) - 1 });
    }

    private ValueTask<TradingError?> WindowAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var minutes = ReadWindow(request.Read);
        var now = time.GetUnixMicros();
        return WriteAsync(request, json, isListNeeded: true, view => view.Ticker(minutes, now));
    }

    // Where another exchange had the journal meanwhile, a view may show how things were before that.
    private IMarketView? ViewOf(string symbol) => market.IsReady ? market.Of(symbol) : null;

    private ValueTask<TradingError?> AverageAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        if (request.Read.Error is { } error) return new(error);
        if (ViewOf(pair!.Symbol) is not { } view) return new(NotReady);

        var average = view.Average(time.GetUnixMicros()) ?? new AveragePrice(5, default, 0);
        json.WriteStartObject();
        json.WriteNumber("mins"u8, average.Minutes);
        json.WriteString("price"u8, pair.Quote.Format(average.QuoteUnitsPerBase));
        json.WriteNumber("closeTime"u8, TickerJson.Millis(average.LastTradeAtUnixMicros));
        json.WriteEndObject();
        return default;
    }

    private ValueTask<TradingError?> WriteAsync(
        TradingRequest request, Utf8JsonWriter json, bool isListNeeded, Func<IMarketView, RollingTicker> tickerOf, bool isDay = false)
    {
        var read = request.Read;
        if (isListNeeded && !read.Names("symbol") && !read.Names("symbols")) read.Fail(TradingErrors.MissingBoth("symbol", "symbols"));
        var pairs = Symbols.Read(read, markets, out var isSingle);
        if (isListNeeded && pairs.Count > MostSymbols) read.Fail(TradingErrors.NotValid("symbols"));
        var isFull = read.Choice("type", [("FULL", true), ("MINI", false)], TradingErrors.BadTickerType, standard: true) ?? true;
        var status = read.Choice("symbolStatus", Statuses, TradingErrors.UnknownSymbolStatus, standard: PairStatus.Any);
        if (read.Error is { } error) return new(error);

        var views = pairs.Select(pair => ViewOf(pair.Symbol)).OfType<IMarketView>().ToList();
        if (views.Count < pairs.Count) return new(NotReady);
        if (status != PairStatus.Any) views.RemoveAll(view => StatusOf(view) != status);
        if (isSingle && views.Count == 0) return new(TradingErrors.OtherSymbolStatus);

        if (!isSingle) json.WriteStartArray();
        foreach (var view in views)
        {
            var ticker = tickerOf(view);
            json.WriteStartObject();
            json.WriteString("symbol"u8, view.Pair.Symbol);
            if (isFull) TickerJson.WriteChange(json, view.Pair, ticker.Sum);
            if (isFull && isDay) WriteNow(json, view, ticker);
            TickerJson.WriteSum(json, view.Pair, ticker);
            json.WriteEndObject();
        }

        if (!isSingle) json.WriteEndArray();
        return default;
    }

    // What only the 24 hour ticker has.
    private static void WriteNow(Utf8JsonWriter json, IMarketView view, RollingTicker ticker)
    {
        json.WriteString("prevClosePrice"u8, view.Pair.Format(ticker.PreviousClose));
        json.WriteString("lastQty"u8, view.Pair.Format(ticker.LastQuantity));
        WriteBest(json, view);
    }

    private static void WriteBest(Utf8JsonWriter json, IMarketView view)
    {
        // Looked at once, so that both sides are of one moment.
        var top = view.Top;
        TickerJson.WriteBest(json, view.Pair, top.Bid, top.Ask);
    }

    private static PairStatus StatusOf(IMarketView view) => view.Depth(0).IsHalted ? PairStatus.Halted : PairStatus.Trading;

    private static int SymbolWeight(RawParameters parameters) => parameters.TryGet("symbol", out _) ? 2 : 4;

    private static int SymbolCount(RawParameters parameters)
    {
        if (parameters.TryGet("symbol", out _)) return 1;
        return parameters.TryGet("symbols", out var list) ? list.Count(',') + 1 : 0;
    }

    private static int WeightOfEach(RawParameters parameters) => int.Clamp(SymbolCount(parameters) * 4, 4, 200);

    private static TradingRoute Get(string path, TradingHandler handler) =>
        new("GET", path, ApiPermissions.None, handler) { Summary = "", Returns = "" };

    /// <summary>The minutes of <c>windowSize</c>.</summary>
    private static int ReadWindow(ParameterReader read)
    {
        if (read.Text("windowSize") is not { } text) return DayMinutes;

        if (int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            switch (text[^1])
            {
                case 'm' when count is >= 1 and <= 59: return count;
                case 'h' when count is >= 1 and <= 23: return count * 60;
                case 'd' when count is >= 1 and <= 7: return count * DayMinutes;
            }
        }

        read.Fail(TradingErrors.NotValid("windowSize"));
        return DayMinutes;
    }

    private enum PairStatus
    {
        Any,
        Trading,
        Halted,

        /// <summary>No pair is ever on a break.</summary>
        Broken,
    }
}
