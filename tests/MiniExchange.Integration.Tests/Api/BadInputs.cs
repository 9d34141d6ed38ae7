using System;
using System.Collections.Generic;
using System.Net.Http;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>A request to the trading API that must be refused, and how.</summary>
internal sealed record BadInput(string Name, Func<SigningClient, HttpRequestMessage> Request, int Status, int Code, string Message);

/// <summary>Bad requests of every kind. Each must get its own code and text and leave no trace, whatever host serves it.</summary>
/// <remarks>
/// Asks for a listed BTCUSDT with a tick of 0.01, a step of 0.00001, and a minimum notional above 0.01; and for an ETHBTC with
/// at most 100 parts of an iceberg, a notional of 9000, and trailing deltas from 10 on.
/// </remarks>
internal static class BadInputs
{
    private const string Order = "/api/v3/order";
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000";
    private const string Stop = "symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.01&stopPrice=41000";
    private const string Oco = "symbol=BTCUSDT&side=SELL&quantity=0.01&aboveType=LIMIT_MAKER&abovePrice=41000&belowType=STOP_LOSS&belowStopPrice=39000";
    private const string Oto = "symbol=BTCUSDT&workingType=LIMIT&workingSide=BUY&workingQuantity=0.01&workingPrice=40000&workingTimeInForce=GTC&pendingType=MARKET&pendingSide=SELL&pendingQuantity=0.01";
    private const string Replace = Limit + "&cancelReplaceMode=STOP_ON_FAILURE&cancelOrderId=1";
    private const string Market = "symbol=BTCUSDT&side=BUY&type=MARKET";
    private const string Swapped = "symbol=BTCUSDT&side=SELL&quantity=0.01&aboveType=TAKE_PROFIT&aboveStopPrice=41000&belowType=LIMIT_MAKER&belowPrice=39000";
    private const string ReplacePath = "/api/v3/order/cancelReplace";
    private const string AmendPath = "/api/v3/order/amend/keepPriority";
    private const string OcoPath = "/api/v3/orderList/oco";
    private const string OtoPath = "/api/v3/orderList/oto";
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
        NewOrder("stop with time in force", Limit.Replace("type=LIMIT", "type=STOP_LOSS"), -1106, NotRequired("timeInForce")),
        NewOrder("stop with price", Stop + "&price=40000", -1106, NotRequired("price")),
        NewOrder("stop with iceberg quantity", Stop + "&icebergQty=0.001", -1106, NotRequired("icebergQty")),
        NewOrder("stop with quote quantity", Stop + "&quoteOrderQty=10", -1106, NotRequired("quoteOrderQty")),
        NewOrder("stop without quantity", Stop.Replace("&quantity=0.01", ""), -1102, Missing("quantity")),
        NewOrder("stop without stop price", Stop.Replace("&stopPrice=41000", ""), -1102, "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!"),
        NewOrder("take-profit limit without stop price", Limit.Replace("type=LIMIT", "type=TAKE_PROFIT_LIMIT"), -1102, "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!"),
        NewOrder("stop limit without price", Limit.Replace("type=LIMIT", "type=STOP_LOSS_LIMIT").Replace("&price=40000", "&stopPrice=41000"), -1102, Missing("price")),
        NewOrder("stop price off tick", Stop.Replace("41000", "41000.001"), -1013, "Filter failure: PRICE_FILTER"),
        NewOrder("stop price too precise", Stop.Replace("41000", "41000.000000001"), -1111, "Parameter 'stopPrice' has too much precision."),
        NewOrder("stop price zero", Stop.Replace("41000", "0"), -1013, "Filter failure: PRICE_FILTER"),
        NewOrder("stop price huge", Stop.Replace("41000", "90000000000"), -1013, "Filter failure: PRICE_FILTER"),
        NewOrder("trailing delta in words", Stop + "&trailingDelta=1.5", -1100, Illegal("trailingDelta", IntegerRange)),
        NewOrder("trailing delta zero", Stop + "&trailingDelta=0", -1013, "Filter failure: TRAILING_DELTA"),
        NewOrder("trailing delta of all there is", Stop + "&trailingDelta=10000", -1013, "Filter failure: TRAILING_DELTA"),
        NewOrder("trailing delta out of the pair's range", "symbol=ETHBTC&side=SELL&type=STOP_LOSS&quantity=1000&trailingDelta=9", -1013, "Filter failure: TRAILING_DELTA"),
        NewOrder("iceberg that does not rest", Limit.Replace("GTC", "IOC") + "&icebergQty=0.001", -1014, "Unsupported order combination."),
        NewOrder("iceberg off step", Limit + "&icebergQty=0.0010001", -1013, "Filter failure: LOT_SIZE"),
        NewOrder("iceberg that shows more than it has", Limit + "&icebergQty=0.02", -2010, "IcebergQty exceeds QTY."),
        NewOrder("iceberg in too many parts", "symbol=ETHBTC&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1000&price=1&icebergQty=1", -1013, "Filter failure: ICEBERG_PARTS"),
        NewOrder("notional large", "symbol=ETHBTC&side=SELL&type=LIMIT&timeInForce=GTC&quantity=8000&price=2", -1013, "Filter failure: NOTIONAL"),
        NewOrder("strategy type reserved", Limit + "&strategyType=999999", -1134, "`strategyType` was less than 1000000."),
        NewOrder("strategy id in words", Limit + "&strategyId=mine", -1100, Illegal("strategyId", IntegerRange)),
        NewOrder("pegged order without a price", Limit.Replace("&price=40000", "") + "&pegPriceType=PRIMARY_PEG", -2010, "Pegged orders are not supported for this symbol."),
        NewOrder("pegged order", Limit + "&pegPriceType=PRIMARY_PEG", -2010, "Pegged orders are not supported for this symbol."),
        NewOrder("unknown time in force", Limit.Replace("GTC", "GTD"), -1115, "Invalid timeInForce."),
        NewOrder("client order id with space", Limit + "&newClientOrderId=a%20b", -1100, Illegal("newClientOrderId", ClientIdRange)),
        NewOrder("client order id too long", Limit + "&newClientOrderId=" + new string('a', 37), -1100, Illegal("newClientOrderId", ClientIdRange)),
        NewOrder("unknown response type", Limit + "&newOrderRespType=LOUD", -1130, "Data sent for parameter 'newOrderRespType' is not valid."),
        NewOrder("unknown self-trade mode", Limit + "&selfTradePreventionMode=MAYBE", -1130, "Data sent for parameter 'selfTradePreventionMode' is not valid."),
        NewOrder("self-trade mode not allowed", Limit + "&selfTradePreventionMode=TRANSFER", -1013, "This symbol does not allow the specified self-trade prevention mode."),

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

        // Replacing and amending.
        NewOrder("replace without mode", Limit + "&cancelOrderId=1", -1102, Missing("cancelReplaceMode"), ReplacePath),
        NewOrder("replace in an unknown mode", Replace.Replace("STOP_ON_FAILURE", "MAYBE"), -1130, "Data sent for parameter 'cancelReplaceMode' is not valid.", ReplacePath),
        NewOrder("replace without name", Limit + "&cancelReplaceMode=ALLOW_FAILURE", -1102, "Param 'cancelOrigClientOrderId' or 'cancelOrderId' must be sent, but both were empty/null!", ReplacePath),
        NewOrder("replace with unknown restriction", Replace + "&cancelRestrictions=ONLY_OLD", -1145, "Invalid cancelRestrictions.", ReplacePath),
        NewOrder("replace with unknown rate-limit mode", Replace + "&orderRateLimitExceededMode=SHRUG", -1130, "Data sent for parameter 'orderRateLimitExceededMode' is not valid.", ReplacePath),
        NewOrder("replace by an order off the grid", Replace.Replace("price=40000", "price=40000.001"), -1013, "Filter failure: PRICE_FILTER", ReplacePath),
        Of("amend without name", "PUT", AmendPath, "symbol=BTCUSDT&newQty=0.001", -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"),
        Of("amend without quantity", "PUT", AmendPath, "symbol=BTCUSDT&orderId=1", -1102, Missing("newQty")),
        Of("amend to nothing", "PUT", AmendPath, "symbol=BTCUSDT&orderId=1&newQty=0", -1013, "Filter failure: LOT_SIZE"),
        Of("amend off step", "PUT", AmendPath, "symbol=BTCUSDT&orderId=1&newQty=0.000001", -1013, "Filter failure: LOT_SIZE"),
        Of("amendments without number", "GET", "/api/v3/order/amendments", "symbol=BTCUSDT", -1102, Missing("orderId")),

        // Lists.
        NewOrder("list without symbol", Oco.Replace("symbol=BTCUSDT&", ""), -1102, Missing("symbol"), OcoPath),
        NewOrder("list without quantity", Oco.Replace("quantity=0.01&", ""), -1102, Missing("quantity"), OcoPath),
        NewOrder("list without a type", Oco.Replace("belowType=STOP_LOSS&", ""), -1102, Missing("belowType"), OcoPath),
        NewOrder("list with an unknown type", Oco.Replace("=STOP_LOSS", "=STOP"), -1116, "Invalid orderType.", OcoPath),
        NewOrder("list of a plain limit order", Oco.Replace("=LIMIT_MAKER", "=LIMIT") + "&aboveTimeInForce=GTC", -1158, "Order type not supported in OCO.", OcoPath),
        NewOrder("list of two limits", Oco.Replace("=STOP_LOSS", "=LIMIT_MAKER").Replace("belowStopPrice", "belowPrice"), -1168, "At least one OCO order must be contingent.", OcoPath),
        NewOrder("list with its limit on the wrong side of a buy", Oco.Replace("SELL", "BUY"), -1165, "A limit order in a buy OCO must be below.", OcoPath),
        NewOrder("list with its limit on the wrong side of a sell", Swapped, -1166, "A limit order in a sell OCO must be above.", OcoPath),
        NewOrder("list with its stop on the wrong side of a sell", Oco.Replace("aboveType=LIMIT_MAKER&abovePrice", "aboveType=STOP_LOSS&aboveStopPrice"), -1197, "A stop loss order in a sell OCO must be below.", OcoPath),
        NewOrder("list with its stop on the wrong side of a buy", Oco.Replace("SELL", "BUY").Replace("aboveType=LIMIT_MAKER&abovePrice", "aboveType=STOP_LOSS&aboveStopPrice"), -1196, "A stop loss order in a buy OCO must be above.", OcoPath),
        NewOrder("list with its profit on the wrong side of a sell", Oco.Replace("=STOP_LOSS", "=TAKE_PROFIT"), -1199, "A take profit order in a sell OCO must be above.", OcoPath),
        NewOrder("list with its profit on the wrong side of a buy", Oco.Replace("SELL", "BUY").Replace("aboveType=LIMIT_MAKER&abovePrice", "aboveType=TAKE_PROFIT&aboveStopPrice"), -1198, "A take profit order in a buy OCO must be below.", OcoPath),
        NewOrder("list with an iceberg that does not rest", Oco.Replace("=STOP_LOSS", "=STOP_LOSS_LIMIT") + "&belowPrice=38000&belowTimeInForce=IOC&belowIcebergQty=0.001", -1160, "Parameter 'belowIcebergQty' is not supported if 'belowTimeInForce' is not GTC.", OcoPath),
        NewOrder("list with a pegged order", Oco + "&belowPegPriceType=MARKET_PEG", -2010, "Pegged orders are not supported for this symbol.", OcoPath),
        NewOrder("list with a price in words", Oco.Replace("abovePrice=41000", "abovePrice=much"), -1100, Illegal("abovePrice", DecimalRange), OcoPath),
        NewOrder("working order at market", Oto.Replace("workingType=LIMIT", "workingType=MARKET"), -1014, "Unsupported order combination.", OtoPath),
        NewOrder("pending order without quantity", Oto.Replace("&pendingQuantity=0.01", ""), -1102, Missing("pendingQuantity"), OtoPath),
        NewOrder("old pair without price", "symbol=BTCUSDT&side=SELL&quantity=0.01&stopPrice=39000", -1102, Missing("price"), "/api/v3/order/oco"),
        NewOrder("old pair with a time in force but no limit", "symbol=BTCUSDT&side=SELL&quantity=0.01&price=41000&stopPrice=39000&stopLimitTimeInForce=GTC", -1106, NotRequired("stopLimitTimeInForce"), "/api/v3/order/oco"),
        NewOrder("pending order given by the working one", Oto, -2010, "OPO orders are not supported for this symbol.", "/api/v3/orderList/opo"),
        Of("cancel list without name", "DELETE", "/api/v3/orderList", "symbol=BTCUSDT", -1102, "Param 'listClientOrderId' or 'orderListId' must be sent, but both were empty/null!"),
        Of("query list without name", "GET", "/api/v3/orderList", "", -1102, "Param 'origClientOrderId' or 'orderListId' must be sent, but both were empty/null!"),
        Of("lists by number and time", "GET", "/api/v3/allOrderList", "fromId=1&startTime=1", -1128, BadCombination),
        Of("lists over 24 hours", "GET", "/api/v3/allOrderList", "startTime=1&endTime=86400002", -1127, "More than 24 hours between startTime and endTime."),

        // What applies to an account.
        Of("prevented matches of nothing", "GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT", -1102, "Param 'preventedMatchId' or 'orderId' must be sent, but both were empty/null!"),
        Of("prevented matches by match and order", "GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT&preventedMatchId=1&orderId=1", -1128, BadCombination),
        Of("filters of no symbol", "GET", "/api/v3/myFilters", "", -1102, Missing("symbol")),
        Of("commission on an unknown symbol", "GET", "/api/v3/account/commission", "symbol=NOSUCH", -1121, "Invalid symbol."),
        Of("allocations on an unknown symbol", "GET", "/api/v3/myAllocations", "symbol=NOSUCH", -1121, "Invalid symbol."),

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
