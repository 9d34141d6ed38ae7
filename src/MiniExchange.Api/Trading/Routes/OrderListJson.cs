using System.Collections.Generic;
using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Order lists as trading clients read them.</summary>
internal static class OrderListJson
{
    /// <summary>The answer to a new list, with a report of each of its orders.</summary>
    public static void WriteNew(
        Utf8JsonWriter json, TradingPair pair, AccountOrderList list, IReadOnlyList<AccountOrder> orders, ResponseType responseType)
    {
        json.WriteStartObject();
        WriteList(json, pair, list);
        json.WriteStartArray("orderReports"u8);
        foreach (var order in orders) OrderJson.WriteNew(json, pair, order, responseType);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The answer to a cancel that ended a list, with a report of each order that ended.</summary>
    public static void WriteCanceled(
        Utf8JsonWriter json, TradingPair pair, AccountOrderList list, IEnumerable<AccountOrder> orders, string cancelName)
    {
        json.WriteStartObject();
        WriteList(json, pair, list);
        json.WriteStartArray("orderReports"u8);
        foreach (var order in orders) OrderJson.WriteCanceled(json, pair, order, cancelName);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The answer to a question about a list.</summary>
    public static void WriteQueried(Utf8JsonWriter json, TradingPair pair, AccountOrderList list)
    {
        json.WriteStartObject();
        WriteList(json, pair, list);
        json.WriteEndObject();
    }

    /// <summary>What an amendment tells of the list that it changed, inside an object.</summary>
    public static void WriteStatus(Utf8JsonWriter json, TradingPair pair, AccountOrderList list)
    {
        json.WriteNumber("orderListId"u8, list.ListId.Value);
        json.WriteString("contingencyType"u8, OrderWords.Of(list.Contingency));
        json.WriteString("listOrderStatus"u8, list.IsOpen ? "EXECUTING"u8 : "ALL_DONE"u8);
        json.WriteString("listClientOrderId"u8, list.ClientListId);
        WriteLegs(json, pair, list);
    }

    private static void WriteList(Utf8JsonWriter json, TradingPair pair, AccountOrderList list)
    {
        json.WriteNumber("orderListId"u8, list.ListId.Value);
        json.WriteString("contingencyType"u8, OrderWords.Of(list.Contingency));
        json.WriteString("listStatusType"u8, list.IsOpen ? "EXEC_STARTED"u8 : "ALL_DONE"u8);
        json.WriteString("listOrderStatus"u8, list.IsOpen ? "EXECUTING"u8 : "ALL_DONE"u8);
        json.WriteString("listClientOrderId"u8, list.ClientListId);
        json.WriteNumber("transactionTime"u8, list.ChangedAtUnixMicros / UnixTime.MicrosPerMillisecond);
        WriteLegs(json, pair, list);
    }

    private static void WriteLegs(Utf8JsonWriter json, TradingPair pair, AccountOrderList list)
    {
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteStartArray("orders"u8);
        foreach (var leg in list.Legs)
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, pair.Symbol);
            json.WriteNumber("orderId"u8, leg.OrderId.Value);
            json.WriteString("clientOrderId"u8, leg.ClientOrderId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
