using System;
using System.Linq;
using System.Text.Json;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Reads answers of the clients that hand them on as the exchange sent them.</summary>
internal static class Wire
{
    public static OrderView Order(JsonElement json) => new(
        Id(json, "orderId"), json.Text("side"), json.Amount("price"), json.Amount("origQty"), json.Amount("executedQty"), State(json.Text("status")));

    public static OrderView[] Orders(JsonElement json) => [.. json.EnumerateArray().Select(Order)];

    public static FillView Fill(JsonElement json) => new(
        json.Number("id"), Id(json, "orderId"), json.GetProperty("isBuyer").GetBoolean() ? "BUY" : "SELL", json.Amount("price"), json.Amount("qty"),
        json.Amount("commission"), json.Text("commissionAsset"), json.GetProperty("isMaker").GetBoolean());

    public static MarketTrade Trade(JsonElement json) =>
        new(json.Number("id"), json.Amount("price"), json.Amount("qty"), json.GetProperty("isBuyerMaker").GetBoolean());

    public static MarketTrade AggregateTrade(JsonElement json) =>
        new(json.Number("a"), json.Amount("p"), json.Amount("q"), json.GetProperty("m").GetBoolean());

    public static Candle Candle(JsonElement row) =>
        new(row[0].GetInt64(), row.Amount(1), row.Amount(2), row.Amount(3), row.Amount(4), row.Amount(5));

    public static DayTicker DayTicker(JsonElement json) => new(
        json.Amount("openPrice"), json.Amount("highPrice"), json.Amount("lowPrice"), json.Amount("lastPrice"), json.Amount("volume"),
        json.Amount("quoteVolume"));

    public static Book Book(JsonElement json) => new(
        json.Number("lastUpdateId"), Compatibility.Book.Levels(json.GetProperty("bids")), Compatibility.Book.Levels(json.GetProperty("asks")));

    public static BestPrices BestPrices(JsonElement json) =>
        new(json.Amount("bidPrice"), json.Amount("bidQty"), json.Amount("askPrice"), json.Amount("askQty"));

    public static Funds Funds(JsonElement account, string asset) =>
        Compatibility.Funds.Of(account.GetProperty("balances").EnumerateArray().Single(one => one.Text("asset") == asset), "free", "locked");

    public static string[] Ids(JsonElement orders) => [.. orders.EnumerateArray().Select(order => Id(order, "orderId"))];

    public static OrderListView List(JsonElement json) => new(Id(json, "orderListId"), Ids(json.GetProperty("orders")));

    public static string Id(JsonElement json, string name) => json.GetProperty(name).GetRawText();

    public static OrderState State(string status) => status switch
    {
        "NEW" or "PARTIALLY_FILLED" or "PENDING_NEW" => OrderState.Open,
        "FILLED" => OrderState.Filled,
        "CANCELED" => OrderState.Canceled,
        "EXPIRED" or "EXPIRED_IN_MATCH" => OrderState.Expired,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
