using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Api.Trading.Routes;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>The events of a user's stream as clients read them, without any wrapping.</summary>
internal static class UserDataJson
{
    /// <summary>Something happened to an order.</summary>
    public static byte[] Of(ExecutionReport report, MarketDirectory markets, long atUnixMicros) =>
        Write(json => report.Write(json, markets.PairOf(report.Order.Terms.Pair), atUnixMicros));

    /// <summary>A list of orders began, changed or ended.</summary>
    /// <param name="list">As it is now.</param>
    /// <param name="statusType">What happened, <c>l</c>.</param>
    /// <param name="markets">Its pair's.</param>
    /// <param name="atUnixMicros">When.</param>
    public static byte[] OfList(AccountOrderList list, string statusType, MarketDirectory markets, long atUnixMicros) => Write(json =>
    {
        var symbol = markets.PairOf(list.ListId.Pair).Symbol;
        json.WriteStartObject();
        json.WriteString("e"u8, "listStatus"u8);
        json.WriteNumber("E"u8, Millis(atUnixMicros));
        json.WriteString("s"u8, symbol);
        json.WriteNumber("g"u8, list.ListId.Value);
        json.WriteString("c"u8, OrderWords.Of(list.Contingency));
        json.WriteString("l"u8, statusType);
        json.WriteString("L"u8, statusType == ListStatusTypes.AllDone ? "ALL_DONE"u8 : "EXECUTING"u8);
        json.WriteString("r"u8, "NONE"u8);
        json.WriteString("C"u8, list.ClientListId);
        json.WriteNumber("T"u8, Millis(list.ChangedAtUnixMicros));
        json.WriteStartArray("O"u8);
        foreach (var leg in list.Legs)
        {
            json.WriteStartObject();
            json.WriteString("s"u8, symbol);
            json.WriteNumber("i"u8, leg.OrderId.Value);
            json.WriteString("c"u8, leg.ClientOrderId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Money came in.</summary>
    public static byte[] OfCredit(Credited credit, MarketDirectory markets, long atUnixMicros) => Write(json =>
    {
        var asset = markets.AssetOf(credit.Asset);
        json.WriteStartObject();
        json.WriteString("e"u8, "balanceUpdate"u8);
        json.WriteNumber("E"u8, Millis(atUnixMicros));
        json.WriteString("a"u8, asset.Code);
        json.WriteString("d"u8, asset.Format(credit.Amount));
        json.WriteNumber("T"u8, Millis(credit.OccurredAtUnixMicros));
        json.WriteEndObject();
    });

    /// <summary>What the account has now of some assets.</summary>
    public static byte[] OfBalances(Account account, IEnumerable<AssetId> assets, MarketDirectory markets, long atUnixMicros) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "outboundAccountPosition"u8);
        json.WriteNumber("E"u8, Millis(atUnixMicros));
        json.WriteNumber("u"u8, Millis(account.LastChangeAtUnixMicros));
        json.WriteStartArray("B"u8);
        foreach (var id in assets)
        {
            var (asset, balance) = (markets.AssetOf(id), account.BalanceOf(id));
            json.WriteStartObject();
            json.WriteString("a"u8, asset.Code);
            json.WriteString("f"u8, asset.Format(balance.Available));
            json.WriteString("l"u8, asset.Format(balance.Frozen));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The stream is over: it was left, its session was, or the exchange cannot go on with it.</summary>
    public static byte[] OfTermination(long atUnixMicros) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("e"u8, "eventStreamTerminated"u8);
        json.WriteNumber("E"u8, Millis(atUnixMicros));
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(768);
        using (var json = new Utf8JsonWriter(output, TradingJson.Options)) write(json);
        return output.WrittenSpan.ToArray();
    }

    private static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;
}

/// <summary>What happened to a list, <c>l</c>.</summary>
internal static class ListStatusTypes
{
    public const string Started = "EXEC_STARTED";
    public const string Updated = "UPDATED";
    public const string AllDone = "ALL_DONE";
}
