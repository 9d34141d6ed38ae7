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
    // An order of a list of orders would name the list; there are no lists.
    private const int NoList = -1;

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
            json.WriteNumber("workingTime"u8, Millis(order.PlacedAtUnixMicros));
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
        WriteState(json, pair, order);
        json.WriteString("stopPrice"u8, pair.Format(PriceTicks.None));
        json.WriteString("icebergQty"u8, pair.Format(QuantityLots.Zero));
        json.WriteNumber("time"u8, Millis(order.PlacedAtUnixMicros));
        json.WriteNumber("updateTime"u8, Millis(order.ChangedAtUnixMicros));
        json.WriteBoolean("isWorking"u8, true);
        json.WriteNumber("workingTime"u8, Millis(order.PlacedAtUnixMicros));
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

    /// <summary>One fill of an account.</summary>
    public static void WriteFill(Utf8JsonWriter json, TradingPair pair, HistoricFill fill, MarketDirectory markets)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteNumber("id"u8, fill.Fill.TradeId.Value);
        json.WriteNumber("orderId"u8, fill.OrderId.Value);
        json.WriteNumber("orderListId"u8, NoList);
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
        json.WriteNumber("orderListId"u8, NoList);
    }

    private static void WriteState(Utf8JsonWriter json, TradingPair pair, AccountOrder order)
    {
        var terms = order.Terms;

        // Clients work out what is left from origQty, so an order given in quote shows what it came to.
        var quantity = terms.IsByQuoteQuantity ? order.Executed : terms.Quantity;
        json.WriteString("price"u8, pair.Format(terms.LimitPrice));
        json.WriteString("origQty"u8, pair.Format(quantity));
        json.WriteString("executedQty"u8, pair.Format(order.Executed));
        json.WriteString("origQuoteOrderQty"u8, pair.Quote.Format(terms.QuoteQuantity));
        json.WriteString("cummulativeQuoteQty"u8, pair.Quote.Format(order.ExecutedQuote));
        json.WriteString("status"u8, OrderWords.Of(order.Status));
        json.WriteString("timeInForce"u8, OrderWords.TimeInForceOf(terms));
        json.WriteString("type"u8, OrderWords.Of(terms.Type));
        json.WriteString("side"u8, OrderWords.Of(terms.Side));
        json.WriteString("selfTradePreventionMode"u8, OrderWords.Of(terms.SelfTradePrevention));
        if (OrderWords.ExpiryReasonOf(order.End) is { } reason) json.WriteString("expiryReason"u8, reason);
    }

    private static void WriteFee(Utf8JsonWriter json, Asset asset, AssetUnits fee)
    {
        json.WriteString("commission"u8, asset.Format(fee));
        json.WriteString("commissionAsset"u8, asset.Code);
    }

    private static Asset AssetOf(TradingPair pair, AssetId id) => id == pair.Base.Id ? pair.Base : pair.Quote;

    private static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;
}
