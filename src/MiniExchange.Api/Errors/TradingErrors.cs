using Microsoft.AspNetCore.Http;
using MiniExchange.Application;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Errors;

/// <summary>The errors of the trading API that do not come from a <see cref="Domain.RejectReason"/>, with their exact texts.</summary>
internal static class TradingErrors
{
    public const string IntegerRange = "^[0-9]{1,20}$";
    public const string DecimalRange = @"^([0-9]{1,20})(\.[0-9]{1,20})?$";
    public const string SymbolRange = "^[A-Z0-9-_.]{1,20}$";
    public const string SymbolListRange = @"^\[(""[A-Z0-9-_.]{1,20}""(,""[A-Z0-9-_.]{1,20}""){0,}){0,1}\]$";
    public const string ClientOrderIdRange = @"^[\.A-Z\:/a-z0-9_-]{1,36}$";

    public static readonly TradingError Internal =
        new(StatusCodes.Status500InternalServerError, -1000, "An unknown error occurred while processing the request.");

    public static readonly TradingError NoSuchRoute = new(StatusCodes.Status404NotFound, -1020, "This operation is not supported.");
    public static readonly TradingError NoSuchMethod = NoSuchRoute with { Status = StatusCodes.Status405MethodNotAllowed };

    public static readonly TradingError BadRequest = Invalid(-1102, "A mandatory parameter was not sent, was empty/null, or malformed.");
    public static readonly TradingError BodyTooLarge =
        new(StatusCodes.Status413PayloadTooLarge, -1101, "Too many parameters sent for this endpoint.");

    public static readonly TradingError TooManyParameters = Invalid(-1101, "Too many parameters sent for this endpoint.");
    public static readonly TradingError DuplicateParameter = Invalid(-1101, "Duplicate values for a parameter detected.");

    public static readonly TradingError KeyMalformed = Unauthorized(-2014, "API-key format invalid.");
    public static readonly TradingError KeyRefused = Unauthorized(-2015, "Invalid API-key, IP, or permissions for action.");
    public static readonly TradingError BadSignature = Invalid(-1022, "Signature for this request is not valid.");
    public static readonly TradingError TooLate = Invalid(-1021, "Timestamp for this request is outside of the recvWindow.");
    public static readonly TradingError TooEarly =
        Invalid(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");

    public static readonly TradingError RecvWindowTooLong = Invalid(-1131, "recvWindow must be less than 60000.");

    public static readonly TradingError BadInterval = Invalid(-1120, "Invalid interval.");
    public static readonly TradingError BadTickerType = Invalid(-1139, "Invalid ticker type.");
    public static readonly TradingError OtherSymbolStatus =
        Invalid(-1220, "The symbol's status does not match the requested symbolStatus.");

    public static readonly TradingError UnknownSymbol = Invalid(-1121, "Invalid symbol.");
    public static readonly TradingError UnknownSymbolStatus = Invalid(-1122, "Invalid symbolStatus.");
    public static readonly TradingError RepeatedSymbol = Invalid(-1151, "Symbol is present multiple times in the list.");
    public static readonly TradingError BadTimeInForce = Invalid(-1115, "Invalid timeInForce.");
    public static readonly TradingError BadOrderType = Invalid(-1116, "Invalid orderType.");
    public static readonly TradingError BadSide = Invalid(-1117, "Invalid side.");
    public static readonly TradingError BadCombination = Invalid(-1128, "Combination of optional parameters invalid.");
    public static readonly TradingError IntervalTooLong = Invalid(-1127, "More than 24 hours between startTime and endTime.");
    public static readonly TradingError NotJson = Invalid(-1135, "Invalid JSON Request");
    public static readonly TradingError BadCancelRestrictions = Invalid(-1145, "Invalid cancelRestrictions.");
    public static readonly TradingError UnknownOrder = Invalid(-2011, "Unknown order sent.");
    public static readonly TradingError UnknownOrderList = Invalid(-2011, "Unknown order list sent.");
    public static readonly TradingError NoSuchOrderList = Invalid(-2013, "Order list does not exist.");
    public static readonly TradingError AmendedUnknownOrder = Invalid(-2038, "Unknown order sent.");
    public static readonly TradingError NotThatOrdersName = Invalid(-2039, "Client order ID is not correct for this order ID.");
    public static readonly TradingError NoSuchOrder = Invalid(-2013, "Order does not exist.");

    public static readonly TradingError AlreadySubscribed = Invalid(-2035, "User Data Stream subscription already active.");
    public static readonly TradingError NotSubscribed = Invalid(-2036, "User Data Stream subscription not active.");
    public static readonly TradingError TooManySubscriptions =
        Invalid(-2042, "Maximum subscription ID reached for this connection.");

    public static readonly TradingError UnknownListenKey = Invalid(-1125, "This listenKey does not exist.");
    public static readonly TradingError UnknownCoin = Invalid(-4018, "We don't have this asset.");
    public static readonly TradingError DepositsClosed = Invalid(-4019, "Deposits are not enabled for this coin.");
    public static readonly TradingError WithdrawalsClosed = Invalid(-4019, "Withdrawals are not enabled for this coin.");

    public static readonly TradingError BadStrategyType = Invalid(-1134, "`strategyType` was less than 1000000.");
    public static readonly TradingError TypeNotInList = Invalid(-1158, "Order type not supported in OCO.");
    public static readonly TradingError BuyLimitMustBeBelow = Invalid(-1165, "A limit order in a buy OCO must be below.");
    public static readonly TradingError SellLimitMustBeAbove = Invalid(-1166, "A limit order in a sell OCO must be above.");
    public static readonly TradingError BothCannotBeLimit = Invalid(-1168, "At least one OCO order must be contingent.");
    public static readonly TradingError BuyStopLossMustBeAbove = Invalid(-1196, "A stop loss order in a buy OCO must be above.");
    public static readonly TradingError SellStopLossMustBeBelow = Invalid(-1197, "A stop loss order in a sell OCO must be below.");
    public static readonly TradingError BuyTakeProfitMustBeBelow = Invalid(-1198, "A take profit order in a buy OCO must be below.");
    public static readonly TradingError SellTakeProfitMustBeAbove = Invalid(-1199, "A take profit order in a sell OCO must be above.");
    public static readonly TradingError PeggedNotSupported = Invalid(-2010, "Pegged orders are not supported for this symbol.");
    public static readonly TradingError NoPriceToTrailFrom =
        Invalid(-2010, "A trailing stop needs a stopPrice while the symbol has no last price.");

    public static readonly TradingError CancelReplaceFailed = Invalid(-2022, "Order cancel-replace failed.");
    public static readonly TradingError CancelReplacePartlyFailed =
        new(StatusCodes.Status409Conflict, -2021, "Order cancel-replace partially failed.");

    public static readonly TradingError UnsupportedCombination = Invalid(-1014, "Unsupported order combination.");
    public static readonly TradingError PriceFilter = Invalid(-1013, "Filter failure: PRICE_FILTER");
    public static readonly TradingError LotSize = Invalid(-1013, "Filter failure: LOT_SIZE");
    public static readonly TradingError SelfTradeModeNotAllowed =
        Invalid(-1013, "This symbol does not allow the specified self-trade prevention mode.");

    public static TradingError IllegalCharacters(string name, string range) =>
        Invalid(-1100, $"Illegal characters found in parameter '{name}'; legal range is '{range}'.");

    public static TradingError Missing(string name) =>
        Invalid(-1102, $"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.");

    public static TradingError MissingBoth(string name, string other) =>
        Invalid(-1102, $"Param '{name}' or '{other}' must be sent, but both were empty/null!");

    public static TradingError Empty(string name) => Invalid(-1105, $"Parameter '{name}' was empty.");

    public static TradingError NotRequired(string name) => Invalid(-1106, $"Parameter '{name}' sent when not required.");

    public static TradingError Overflow(string name) => Invalid(-1108, $"Parameter '{name}' overflowed.");

    public static TradingError TooPrecise(string name) => Invalid(-1111, $"Parameter '{name}' has too much precision.");

    public static TradingError NotValid(string name) => Invalid(-1130, $"Data sent for parameter '{name}' is not valid.");

    public static TradingError KeyCannotLogOn(ApiKeyKind kind) =>
        Invalid(-4056, $"{(kind == ApiKeyKind.Rsa ? "RSA" : "HMAC_SHA256")} API key is not supported.");

    public static TradingError NotJsonOf(string name) => Invalid(-1135, $"JSON sent for parameter '{name}' is not valid");

    public static TradingError IcebergNeedsGtc(string icebergQty, string timeInForce) =>
        Invalid(-1160, $"Parameter '{icebergQty}' is not supported if '{timeInForce}' is not GTC.");

    public static TradingError NotSupportedHere(string orders) =>
        Invalid(-2010, $"{orders} orders are not supported for this symbol.");

    public static TradingError TooMuchWeight(int limit, int retryAfterSeconds) => new(
        StatusCodes.Status429TooManyRequests,
        -1003,
        $"Too much request weight used; current limit is {limit} request weight per 1 MINUTE. "
        + "Please use WebSocket Streams for live updates to avoid polling the API.") { RetryAfterSeconds = retryAfterSeconds };

    public static TradingError TooManyRequests(int limit, int retryAfterSeconds) => new(
        StatusCodes.Status429TooManyRequests,
        -1003,
        $"Too many requests; current limit is {limit} requests per 5 MINUTE. "
        + "Please use WebSocket Streams for live updates to avoid polling the API.") { RetryAfterSeconds = retryAfterSeconds };

    public static TradingError TooManyConnections(int limit, int retryAfterSeconds) => new(
        StatusCodes.Status429TooManyRequests,
        -1003,
        $"Too many connection attempts; current limit is {limit} attempts per 5 MINUTE.") { RetryAfterSeconds = retryAfterSeconds };

    public static TradingError TooManyOpen(int limit) => new(
        StatusCodes.Status429TooManyRequests,
        -1003,
        $"Too many open connections; current limit is {limit} connections per IP.");

    public static TradingError Banned(long untilUnixMillis, int retryAfterSeconds) => new(
        StatusCodes.Status418ImATeapot,
        -1003,
        $"Way too much request weight used; IP banned until {untilUnixMillis}. "
        + "Please use WebSocket Streams for live updates to avoid bans.") { RetryAfterSeconds = retryAfterSeconds };

    public static TradingError TooManyOrders(int limit, string per, int retryAfterSeconds) =>
        new(StatusCodes.Status429TooManyRequests, -1015, $"Too many new orders; current limit is {limit} orders per {per}.")
        {
            RetryAfterSeconds = retryAfterSeconds,
        };

    public static TradingError Overloaded(string note) => new(
        StatusCodes.Status503ServiceUnavailable,
        -1008,
        "Server is currently overloaded with other requests. Please try again in a few minutes.")
    {
        RetryAfterSeconds = 1,
        OperatorNote = note,
    };

    public static TradingError OutcomeUnknown(string note) => new(
        StatusCodes.Status504GatewayTimeout,
        -1007,
        "Timeout waiting for response from backend server. Send status unknown; execution status unknown.")
    {
        OperatorNote = note,
    };

    /// <summary>What to say of an outcome that is not <see cref="Completed{T}"/>.</summary>
    public static TradingError Of<T>(Outcome<T> outcome) => outcome switch
    {
        Refused<T> refused => ReasonAnswers.Of(refused.Reason).Trading,
        NotStarted<T> notStarted => Overloaded(notStarted.Reason),
        Unknown<T> unknown => OutcomeUnknown(unknown.Reason),
        _ => Internal,
    };

    public static TradingError Invalid(int code, string message) => new(StatusCodes.Status400BadRequest, code, message);

    private static TradingError Unauthorized(int code, string message) =>
        new(StatusCodes.Status401Unauthorized, code, message);
}
