using System;
using System.Collections.Generic;
using System.Net.Http;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>A request to the trading API that must be refused, and how.</summary>
internal sealed record BadInput(string Name, Func<SigningClient, HttpRequestMessage> Request, int Status, int Code, string Message);

/// <summary>Bad requests of every kind. Each must get its own code and text and leave no trace, whatever host serves it.</summary>
/// <remarks>Asks for nothing but a listed BTCUSDT with a tick of 0.01, a step of 0.00001, and a minimum notional above 0.01.</remarks>
internal static class BadInputs
{
    private const string Order = "/api/v3/order";
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000";
    private const string Market = "symbol=BTCUSDT&side=BUY&type=MARKET";
    private const string DecimalRange = @"^([0-9]{1,20})(\.[0-9]{1,20})?$";
    private const string IntegerRange = "^[0-9]{1,20}$";
    private const string ClientIdRange = @"^[\.A-Z\:/a-z0-9_-]{1,36}$";
    private const string SymbolRange = "^[A-Z0-9-_.]{1,20}$";
    private const string SymbolsRange = @"^\[(""[A-Z0-9-_.]{1,20}""(,""[A-Z0-9-_.]{1,20}""){0,}){0,1}\]$";
    private const string TooLate = "Timestamp for this request is outside of the recvWindow.";
    private const string TooEarly = "Timestamp for this request was 1000ms ahead of the server's time.";
    private const string BadSignature = "Signature for this request is not valid.";
    private const string KeyRefused = "Invalid API-key, IP, or permissions for action.";
    private const string BadCombination = "Combination of optional parameters invalid.";
    private const string NotSupported = "This operation is not supported.";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        // Numbers.
        NewOrder("price with exponent", Limit.Replace("price=40000", "price=4e4"), -1100, Illegal("price", DecimalRange)),
        NewOrder("quantity with exponent", Limit.Replace("quantity=0.01", "quantity=1e-7"), -1100, Illegal("quantity", DecimalRange)),
        NewOrder("negative price", Limit.Replace("price=40000", "price=-1"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price in words", Limit.Replace("price=40000", "price=abc"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price with comma", Limit.Replace("price=40000", "price=40,000"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price with two points", Limit.Replace("price=40000", "price=4.0.0"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price with bare point", Limit.Replace("price=40000", "price=.5"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price with trailing point", Limit.Replace("price=40000", "price=5."), -1100, Illegal("price", DecimalRange)),
        NewOrder("price with space", Limit.Replace("price=40000", "price=%2040000"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price not a number", Limit.Replace("price=40000", "price=NaN"), -1100, Illegal("price", DecimalRange)),
        NewOrder("price of 21 digits", Limit.Replace("40000", new string('9', 21)), -1100, Illegal("price", DecimalRange)),
        NewOrder("price of 20 digits", Limit.Replace("40000", new string('9', 20)), -1108, "Parameter 'price' overflowed."),
        NewOrder("price too precise", Limit.Replace("40000", "40000.000000001"), -1111, "Parameter 'price' has too much precision."),
        NewOrder("quantity too precise", Limit.Replace("0.01", "0.010000001"), -1111, "Parameter 'quantity' has too much precision."),
        NewOrder("price off tick", Limit.Replace("40000", "40000.001"), -1013, "Filter failure: PRICE_FILTER"),
        NewOrder("quantity off step", Limit.Replace("0.01", "0.010001"), -1013, "Filter failure: LOT_SIZE"),
        NewOrder("price zero", Limit.Replace("40000", "0"), -1013, "Filter failure: PRICE_FILTER"),
        NewOrder("quantity zero", Limit.Replace("0.01", "0"), -1013, "Filter failure: LOT_SIZE"),
        NewOrder("quantity huge", Limit.Replace("0.01", "90000000000"), -1013, "Filter failure: LOT_SIZE"),
        NewOrder("price huge", Limit.Replace("40000", "90000000000"), -1013, "Filter failure: PRICE_FILTER"),
        NewOrder("notional small", Limit.Replace("40000", "0.01"), -1013, "Filter failure: NOTIONAL"),
        NewOrder("quote quantity zero", Market + "&quoteOrderQty=0", -1013, "Filter failure: NOTIONAL"),
        NewOrder("quote quantity with exponent", Market + "&quoteOrderQty=1E3", -1100, Illegal("quoteOrderQty", DecimalRange)),

        // Missing and empty.
        NewOrder("no symbol", Limit.Replace("symbol=BTCUSDT&", ""), -1102, Missing("symbol")),
        NewOrder("empty symbol", Limit.Replace("symbol=BTCUSDT", "symbol="), -1102, Missing("symbol")),
        NewOrder("no side", Limit.Replace("side=BUY&", ""), -1102, Missing("side")),
        NewOrder("no type", Limit.Replace("type=LIMIT&", ""), -1102, Missing("type")),
        NewOrder("no time in force", Limit.Replace("timeInForce=GTC&", ""), -1102, Missing("timeInForce")),
        NewOrder("no quantity", Limit.Replace("quantity=0.01&", ""), -1102, Missing("quantity")),
        NewOrder("no price", Limit.Replace("&price=40000", ""), -1102, Missing("price")),
        NewOrder("market without quantity", Market, -1102, "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"),
        NewOrder("empty client order id", Limit + "&newClientOrderId=", -1105, "Parameter 'newClientOrderId' was empty."),

        // Words.
        NewOrder("unknown symbol", Limit.Replace("BTCUSDT", "NOSUCH"), -1121, "Invalid symbol."),
        NewOrder("lower-case symbol", Limit.Replace("BTCUSDT", "btcusdt"), -1100, Illegal("symbol", SymbolRange)),
        NewOrder("long symbol", Limit.Replace("BTCUSDT", new string('A', 21)), -1100, Illegal("symbol", SymbolRange)),
        NewOrder("unknown side", Limit.Replace("side=BUY", "side=HOLD"), -1117, "Invalid side."),
        NewOrder("lower-case side", Limit.Replace("side=BUY", "side=buy"), -1117, "Invalid side."),
        NewOrder("unknown type", Limit.Replace("type=LIMIT", "type=ICEBERG"), -1116, "Invalid orderType."),
        NewOrder("stop order", Limit.Replace("type=LIMIT", "type=STOP_LOSS"), -2010, "Stop loss orders are not supported for this symbol."),
        NewOrder("take-profit limit order", Limit.Replace("type=LIMIT", "type=TAKE_PROFIT_LIMIT"), -2010, "Take profit limit orders are not supported for this symbol."),
        NewOrder("iceberg order", Limit + "&icebergQty=0.001", -2010, "Iceberg orders are not supported for this symbol."),
        NewOrder("unknown time in force", Limit.Replace("GTC", "GTD"), -1115, "Invalid timeInForce."),
        NewOrder("client order id with space", Limit + "&newClientOrderId=a%20b", -1100, Illegal("newClientOrderId", ClientIdRange)),
        NewOrder("client order id too long", Limit + "&newClientOrderId=" + new string('a', 37), -1100, Illegal("newClientOrderId", ClientIdRange)),
        NewOrder("unknown response type", Limit + "&newOrderRespType=LOUD", -1130, "Data sent for parameter 'newOrderRespType' is not valid."),
        NewOrder("unknown self-trade mode", Limit + "&selfTradePreventionMode=MAYBE", -1130, "Data sent for parameter 'selfTradePreventionMode' is not valid."),
        NewOrder("self-trade mode not allowed", Limit + "&selfTradePreventionMode=DECREMENT", -1013, "This symbol does not allow the specified self-trade prevention mode."),

        // Sent where they have no meaning.
        NewOrder("market with price", Market + "&quantity=0.01&price=40000", -1106, NotRequired("price")),
        NewOrder("market with time in force", Market + "&quantity=0.01&timeInForce=GTC", -1106, NotRequired("timeInForce")),
        NewOrder("market with both quantities", Market + "&quantity=0.01&quoteOrderQty=10", -1106, NotRequired("quoteOrderQty")),
        NewOrder("limit with quote quantity", Limit + "&quoteOrderQty=10", -1106, NotRequired("quoteOrderQty")),
        NewOrder("limit with stop price", Limit + "&stopPrice=39000", -1106, NotRequired("stopPrice")),
        NewOrder("limit with trailing delta", Limit + "&trailingDelta=100", -1106, NotRequired("trailingDelta")),
        NewOrder("limit maker with time in force", Limit.Replace("type=LIMIT", "type=LIMIT_MAKER"), -1106, NotRequired("timeInForce")),
        NewOrder("test order is checked too", Limit.Replace("40000", "1e4"), -1100, Illegal("price", DecimalRange), "/api/v3/order/test"),

        // Parameters as a whole.
        NewOrder("duplicate parameter", Limit + "&price=40001", -1101, "Duplicate values for a parameter detected."),
        new("duplicate parameter in body", c => c.SignedForm("POST", Order, Limit + "&side=SELL"), 400, -1101, "Duplicate values for a parameter detected."),
        NewOrder("too many parameters", Limit + Many(), -1101, "Too many parameters sent for this endpoint."),
        new("oversized body", c => c.SignedForm("POST", Order, Limit + "&x=" + new string('x', 70_000)), 413, -1101, "Too many parameters sent for this endpoint."),
        new("oversized body of unknown length", c => Chunked(c.SignedForm("POST", Order, Limit + "&x=" + new string('x', 70_000))), 413, -1101, "Too many parameters sent for this endpoint."),
        new("body that is not a form", c => c.Raw("POST", Order, "{\"symbol\":\"BTCUSDT\"}"), 400, -1102, Missing("timestamp")),

        // Keys, signatures, time.
        new("no key", c => c.Raw("POST", Order + "?" + Limit, key: ""), 401, -2014, "API-key format invalid."),
        new("malformed key", c => c.Raw("POST", Order + "?" + Limit, key: "not-a-key"), 401, -2014, "API-key format invalid."),
        new("unknown key", c => Keyed(c, new string('k', 64)), 401, -2015, KeyRefused),
        new("no signature", c => c.Raw("POST", $"{Order}?{Limit}&timestamp={c.NowMillis}"), 400, -1102, Missing("signature")),
        new("wrong signature", c => c.Raw("POST", $"{Order}?{Limit}&timestamp={c.NowMillis}&signature={new string('0', 64)}"), 400, -1022, BadSignature),
        new("short signature", c => c.Raw("POST", $"{Order}?{Limit}&timestamp={c.NowMillis}&signature=abcd"), 400, -1022, BadSignature),
        new("signature not hexadecimal", c => c.Raw("POST", $"{Order}?{Limit}&timestamp={c.NowMillis}&signature={new string('z', 64)}"), 400, -1022, BadSignature),
        new("signature of other terms", c => c.Raw("POST", $"{Order}?{Limit.Replace("0.01", "0.02")}&timestamp={c.NowMillis}&signature={c.Sign($"{Limit}&timestamp={c.NowMillis}")}"), 400, -1022, BadSignature),
        new("signed query with another body", c => Tampered(c), 400, -1022, BadSignature),
        new("no timestamp", c => c.Raw("POST", $"{Order}?{Limit}&signature={c.Sign(Limit)}"), 400, -1102, Missing("timestamp")),
        At("timestamp in words", _ => "timestamp=now", -1100, Illegal("timestamp", IntegerRange)),
        At("timestamp with fraction", now => $"timestamp={now}.5", -1100, Illegal("timestamp", IntegerRange)),
        At("timestamp overflowing", _ => "timestamp=" + new string('9', 20), -1108, "Parameter 'timestamp' overflowed."),
        At("stale timestamp", now => $"timestamp={now - 6_000}", -1021, TooLate),
        At("stale by a small window", now => $"timestamp={now - 1_000}&recvWindow=500", -1021, TooLate),
        At("stale in microseconds", now => $"timestamp={now - 6_000}000", -1021, TooLate),
        At("ancient timestamp", _ => "timestamp=1", -1021, TooLate),
        At("future timestamp", now => $"timestamp={now + 10_000}", -1021, TooEarly),
        At("window too long", now => $"timestamp={now}&recvWindow=60001", -1131, "recvWindow must be less than 60000."),
        At("window in words", now => $"timestamp={now}&recvWindow=long", -1100, Illegal("recvWindow", DecimalRange)),
        At("window too precise", now => $"timestamp={now}&recvWindow=1.0001", -1111, "Parameter 'recvWindow' has too much precision."),

        // Canceling and asking.
        Of("cancel without name", "DELETE", Order, "symbol=BTCUSDT", -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"),
        Of("cancel by number in words", "DELETE", Order, "symbol=BTCUSDT&orderId=x1", -1100, Illegal("orderId", IntegerRange)),
        Of("cancel by number zero", "DELETE", Order, "symbol=BTCUSDT&orderId=0", -1130, "Data sent for parameter 'orderId' is not valid."),
        Of("cancel with unknown restriction", "DELETE", Order, "symbol=BTCUSDT&orderId=1&cancelRestrictions=ONLY_OLD", -1145, "Invalid cancelRestrictions."),
        Of("cancel with bad name", "DELETE", Order, "symbol=BTCUSDT&orderId=1&newClientOrderId=%C3%A4", -1100, Illegal("newClientOrderId", ClientIdRange)),
        Of("cancel all without symbol", "DELETE", "/api/v3/openOrders", "", -1102, Missing("symbol")),
        Of("query without name", "GET", Order, "symbol=BTCUSDT", -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"),
        Of("query on unknown symbol", "GET", Order, "symbol=NOSUCH&orderId=1", -1121, "Invalid symbol."),
        Of("open orders on unknown symbol", "GET", "/api/v3/openOrders", "symbol=NOSUCH", -1121, "Invalid symbol."),
        Of("history over 24 hours", "GET", "/api/v3/allOrders", "symbol=BTCUSDT&startTime=1&endTime=86400002", -1127, "More than 24 hours between startTime and endTime."),
        Of("history backwards", "GET", "/api/v3/allOrders", "symbol=BTCUSDT&startTime=2&endTime=1", -1128, BadCombination),
        Of("history with limit zero", "GET", "/api/v3/allOrders", "symbol=BTCUSDT&limit=0", -1130, "Data sent for parameter 'limit' is not valid."),
        Of("fills by order and time", "GET", "/api/v3/myTrades", "symbol=BTCUSDT&orderId=1&startTime=1", -1128, BadCombination),
        Of("account with odd flag", "GET", "/api/v3/account", "omitZeroBalances=yes", -1130, "Data sent for parameter 'omitZeroBalances' is not valid."),

        // Public routes.
        Public("depth without symbol", "/api/v3/depth", -1102, Missing("symbol")),
        Public("depth with limit in words", "/api/v3/depth?symbol=BTCUSDT&limit=all", -1100, Illegal("limit", IntegerRange)),
        Public("trades on unknown symbol", "/api/v3/trades?symbol=NOSUCH", -1121, "Invalid symbol."),
        Public("price with both symbol forms", "/api/v3/ticker/price?symbol=BTCUSDT&symbols=%5B%22BTCUSDT%22%5D", -1128, BadCombination),
        Public("symbols not an array", "/api/v3/ticker/price?symbols=BTCUSDT", -1100, Illegal("symbols", SymbolsRange)),
        Public("symbols with a number", "/api/v3/ticker/price?symbols=%5B1%5D", -1100, Illegal("symbols", SymbolsRange)),
        Public("symbols with null", "/api/v3/ticker/price?symbols=%5Bnull%5D", -1100, Illegal("symbols", SymbolsRange)),
        Public("symbols repeated", "/api/v3/ticker/bookTicker?symbols=%5B%22BTCUSDT%22,%22BTCUSDT%22%5D", -1151, "Symbol is present multiple times in the list."),
        Public("exchange info of unknown symbol", "/api/v3/exchangeInfo?symbols=%5B%22NOSUCH%22%5D", -1121, "Invalid symbol."),
        Public("exchange info of odd status", "/api/v3/exchangeInfo?symbolStatus=SLEEPING", -1122, "Invalid symbolStatus."),
        Public("exchange info by symbol and status", "/api/v3/exchangeInfo?symbol=BTCUSDT&symbolStatus=TRADING", -1128, BadCombination),

        // Routes.
        new("unknown api route", c => c.Raw("GET", "/api/v3/nothing"), 404, -1020, NotSupported),
        new("unknown sapi route", c => c.Raw("POST", "/sapi/v1/nothing?x=1"), 404, -1020, NotSupported),
        new("unknown futures route", c => c.Raw("GET", "/fapi/v1/nothing"), 404, -1020, NotSupported),
        new("old api route", c => c.Raw("GET", "/api/v2/ping"), 404, -1020, NotSupported),
        new("wrong method", c => c.Raw("PATCH", Order), 405, -1020, NotSupported),
        new("wrong method on a public route", c => c.Raw("POST", "/api/v3/depth"), 405, -1020, NotSupported),
    ];

    private static BadInput NewOrder(string name, string query, int code, string message, string path = Order) =>
        Of(name, "POST", path, query, code, message);

    private static BadInput Of(string name, string method, string path, string query, int code, string message) =>
        new(name, client => client.Signed(method, path, query), 400, code, message);

    private static BadInput Public(string name, string pathAndQuery, int code, string message) =>
        new(name, client => client.Raw("GET", pathAndQuery, key: ""), 400, code, message);

    private static BadInput At(string name, Func<long, string> time, int code, string message) => new(
        name,
        client =>
        {
            var query = $"{Limit}&{time(client.NowMillis)}";
            return client.Raw("POST", $"{Order}?{query}&signature={client.Sign(query)}");
        },
        400,
        code,
        message);

    private static HttpRequestMessage Keyed(SigningClient client, string key)
    {
        var query = $"{Limit}&timestamp={client.NowMillis}";
        return client.Raw("POST", $"{Order}?{query}&signature={client.Sign(query)}", key: key);
    }

    private static HttpRequestMessage Chunked(HttpRequestMessage request)
    {
        request.Headers.TransferEncodingChunked = true;
        return request;
    }

    private static HttpRequestMessage Tampered(SigningClient client)
    {
        var query = $"{Limit}&timestamp={client.NowMillis}";
        return client.Raw("POST", $"{Order}?{query}&signature={client.Sign(query)}", "side=SELL");
    }

    private static string Illegal(string name, string range) =>
        $"Illegal characters found in parameter '{name}'; legal range is '{range}'.";

    private static string Missing(string name) => $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.";

    private static string NotRequired(string name) => $"Parameter '{name}' sent when not required.";

    private static string Many()
    {
        var many = "";
        for (var i = 0; i < 60; i++) many += $"&p{i}=1";
        return many;
    }
}
