using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Application.History;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Orders and fills as trading clients read them.</summary>
internal static class OrderJson
{
    private const int NoList = -1;

    // A trailing stop that waits for its stop price does not follow yet.
    private const int NotFollowing = -1;

    /// <summary>The answer to a new order.</summary>
    public static void WriteNew(Utf8JsonWriter json, TradingPair pair, AccountOrder order, ResponseType responseType)
    {
        json.WriteStartObject();
        WriteIds(json, pair, order);
        json.WriteString("clientOrderId"u8, order.Terms.ClientOrderId);
        json.WriteNumber("transactTime"u8, Millis(order.ChangedAtUnixMicros));
        if (responseType >= ResponseType.Result)
        {
            WriteState(json, pair, order);
            WriteWorkingTime(json, order);
        }

        if (responseType == ResponseType.Full)
        {
            json.WriteStartArray("fills"u8);
            foreach (var settled in order.TakerFills)
            {
                json.WriteStartObject();
                json.WriteString("price"u8, pair.Format(settled.Fill.Price));
                json.WriteString("qty"u8, pair.Format(settled.Fill.Quantity));
                WriteFee(json, AssetOf(pair, settled.ReceivedAsset), settled.Fee);
                json.WriteNumber("tradeId"u8, settled.Fill.TradeId.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>The answer to a question about an order.</summary>
    public static void WriteQueried(Utf8JsonWriter json, TradingPair pair, AccountOrder order)
    {
        json.WriteStartObject();
        WriteIds(json, pair, order);
        json.WriteString("clientOrderId"u8, order.Terms.ClientOrderId);
        WriteState(json, pair, order, isQuery: true);
        json.WriteNumber("time"u8, Millis(order.PlacedAtUnixMicros));
        json.WriteNumber("updateTime"u8, Millis(order.ChangedAtUnixMicros));
        json.WriteBoolean("isWorking"u8, WorkingSince(order) is not null);
        WriteWorkingTime(json, order);
        json.WriteEndObject();
    }

    /// <summary>The answer to a cancel: <c>origClientOrderId</c> is the order's name, <c>clientOrderId</c> the cancel's.</summary>
    public static void WriteCanceled(Utf8JsonWriter json, TradingPair pair, AccountOrder order, string cancelName)
    {
        json.WriteStartObject();
        WriteIds(json, pair, order);
        json.WriteString("origClientOrderId"u8, order.Terms.ClientOrderId);
        json.WriteString("clientOrderId"u8, cancelName);
        json.WriteNumber("transactTime"u8, Millis(order.ChangedAtUnixMicros));
        WriteState(json, pair, order);
        json.WriteEndObject();
    }

    /// <summary>The answer to an amendment: <c>origClientOrderId</c> is the order's name until then.</summary>
    public static void WriteAmended(Utf8JsonWriter json, TradingPair pair, AccountOrder order, AccountOrderList? list)
    {
        var terms = order.Terms;
        json.WriteStartObject();
        json.WriteNumber("transactTime"u8, Millis(order.ChangedAtUnixMicros));
        json.WriteNumber("executionId"u8, order.LastExecution);
        json.WriteStartObject("amendedOrder"u8);
        WriteIds(json, pair, order);
        json.WriteString("origClientOrderId"u8, order.FormerClientOrderId ?? terms.ClientOrderId);
        json.WriteString("clientOrderId"u8, terms.ClientOrderId);
        json.WriteString("price"u8, pair.Format(ShownPriceOf(terms)));
        json.WriteString("qty"u8, pair.Format(terms.Quantity));
        json.WriteString("executedQty"u8, pair.Format(order.Executed));
        json.WriteString("preventedQty"u8, pair.Format(order.Prevented));
        json.WriteString("quoteOrderQty"u8, pair.Quote.Format(terms.QuoteQuantity));
        json.WriteString("cumulativeQuoteQty"u8, pair.Quote.Format(order.ExecutedQuote));
        WriteKind(json, order);
        WriteWorkingTime(json, order);
        json.WriteString("selfTradePreventionMode"u8, OrderWords.Of(terms.SelfTradePrevention));
        WriteConditional(json, pair, order, isQuery: false);
        json.WriteEndObject();
        if (list is not null)
        {
            json.WriteStartObject("listStatus"u8);
            OrderListJson.WriteStatus(json, pair, list);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>One fill of an account.</summary>
    public static void WriteFill(Utf8JsonWriter json, TradingPair pair, HistoricFill fill, MarketDirectory markets)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteNumber("id"u8, fill.Fill.TradeId.Value);
        json.WriteNumber("orderId"u8, fill.OrderId.Value);
        json.WriteNumber("orderListId"u8, Shown(fill.List));
        json.WriteString("price"u8, pair.Format(fill.Fill.Price));
        json.WriteString("qty"u8, pair.Format(fill.Fill.Quantity));
        json.WriteString("quoteQty"u8, pair.Quote.Format(fill.Fill.QuoteAmount));
        WriteFee(json, markets.AssetOf(fill.FeeAsset), fill.Fee);
        json.WriteNumber("time"u8, Millis(fill.Fill.ExecutedAtUnixMicros));
        json.WriteBoolean("isBuyer"u8, fill.Side == Side.Buy);
        json.WriteBoolean("isMaker"u8, fill.Fill.Role == LiquidityRole.Maker);
        json.WriteBoolean("isBestMatch"u8, true);
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, TradingPair pair, AccountOrder order)
    {
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteNumber("orderId"u8, order.OrderId.Value);
        json.WriteNumber("orderListId"u8, Shown(order.ListId));
    }

    private static long Shown(OrderListId list) => list == OrderListId.None ? NoList : list.Value;

    private static void WriteState(Utf8JsonWriter json, TradingPair pair, AccountOrder order, bool isQuery = false)
    {
        var terms = order.Terms;

        // Clients work out what is left from origQty, so an order given in quote shows what it came to.
        var quantity = terms.IsByQuoteQuantity ? order.Executed : terms.Quantity;
        json.WriteString("price"u8, pair.Format(ShownPriceOf(terms)));
        json.WriteString("origQty"u8, pair.Format(quantity));
        json.WriteString("executedQty"u8, pair.Format(order.Executed));
        json.WriteString("origQuoteOrderQty"u8, pair.Quote.Format(terms.QuoteQuantity));
        json.WriteString("cummulativeQuoteQty"u8, pair.Quote.Format(order.ExecutedQuote));
        WriteKind(json, order);
        json.WriteString("selfTradePreventionMode"u8, OrderWords.Of(terms.SelfTradePrevention));
        WriteConditional(json, pair, order, isQuery);
    }

    private static void WriteKind(Utf8JsonWriter json, AccountOrder order)
    {
        json.WriteString("status"u8, OrderWords.Of(order.Status));
        json.WriteString("timeInForce"u8, OrderWords.TimeInForceOf(order.Terms));
        json.WriteString("type"u8, OrderWords.Of(order.Terms.Type));
        json.WriteString("side"u8, OrderWords.Of(order.Terms.Side));
    }

    // What only some orders have; a query tells of stop price and iceberg quantity in any case.
    private static void WriteConditional(Utf8JsonWriter json, TradingPair pair, AccountOrder order, bool isQuery)
    {
        var terms = order.Terms;
        if (isQuery || terms.Type.IsStop()) json.WriteString("stopPrice"u8, pair.Format(terms.Stop.StopPrice));
        if (isQuery || terms.DisplayQuantity > QuantityLots.Zero) json.WriteString("icebergQty"u8, pair.Format(terms.DisplayQuantity));
        if (terms.Stop.IsTrailing)
        {
            json.WriteNumber("trailingDelta"u8, terms.Stop.TrailingDeltaBips);
            json.WriteNumber(
                "trailingTime"u8, terms.Stop.StopPrice == PriceTicks.None ? Millis(order.PlacedAtUnixMicros) : NotFollowing);
        }

        if (terms.StrategyId is { } strategy) json.WriteNumber("strategyId"u8, strategy);
        if (terms.StrategyType is { } strategyType) json.WriteNumber("strategyType"u8, strategyType);
        if (order.Prevented > QuantityLots.Zero)
        {
            // One that met its own account and lost nothing goes on as if it had met nobody.
            json.WriteNumber("preventedMatchId"u8, order.LastPreventedMatch);
            json.WriteString("preventedQuantity"u8, pair.Format(order.Prevented));
        }

        if (OrderWords.ExpiryReasonOf(order.End) is { } reason) json.WriteString("expiryReason"u8, reason);
    }

    // Clients take a missing time for none, and any number for a time.
    private static void WriteWorkingTime(Utf8JsonWriter json, AccountOrder order)
    {
        if (WorkingSince(order) is { } since) json.WriteNumber("workingTime"u8, Millis(since));
    }

    // Orders of before this was noted were neither stops nor in lists: they never waited.
    private static long? WorkingSince(AccountOrder order) =>
        order.WorkingSinceUnixMicros
        ?? (order.Terms.Type.IsStop() || order.ListId != OrderListId.None ? null : order.PlacedAtUnixMicros);

    // What bounds the cost of a stop order at market is the exchange's own.
    private static PriceTicks ShownPriceOf(OrderTerms terms) => terms.Type.CanRest() ? terms.LimitPrice : PriceTicks.None;

    private static void WriteFee(Utf8JsonWriter json, Asset asset, AssetUnits fee)
    {
        json.WriteString("commission"u8, asset.Format(fee));
        json.WriteString("commissionAsset"u8, asset.Code);
    }

    private static Asset AssetOf(TradingPair pair, AssetId id) => id == pair.Base.Id ? pair.Base : pair.Quote;

    private static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;
}
