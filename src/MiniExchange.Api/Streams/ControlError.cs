using System;
using MiniExchange.Api.Errors;

namespace MiniExchange.Api.Streams;

/// <summary>What is wrong with a message to the streams.</summary>
/// <param name="Code">0: unknown property; 1: a value of the wrong type; 2: not a request; 3: not JSON; negative: a code of the trading API.</param>
/// <param name="Message">The text that clients know.</param>
internal sealed record ControlError(int Code, string Message)
{
    private const int MaxQuoted = 64;

    public static readonly ControlError UnknownProperty = new(0, "Unknown property");
    public static readonly ControlError NotABoolean = new(1, "Invalid value type: expected Boolean");
    public static readonly ControlError PropertyNotAText = Invalid("property name must be a string");
    public static readonly ControlError NotAnId = Invalid("request ID must be an unsigned integer");
    public static readonly ControlError TooManyParameters = Invalid("too many parameters");
    public static readonly ControlError NotAnObject = Invalid("expected an object");
    public static readonly ControlError NotText = Invalid("expected a text frame");
    public static readonly ControlError MethodNotAText = Invalid("method must be a string");
    public static readonly ControlError NotAList = Invalid("params must be a list");
    public static readonly ControlError StreamNotAText = Invalid("stream name must be a string");

    public static readonly ControlError NotCurrent = Of(TradingErrors.Overloaded(""));

    public static ControlError NotJson(long line, long column) => new(3, FormattableString.Invariant($"Invalid JSON: expected value at line {line} column {column}"));

    public static ControlError Missing(string field, int length) =>
        Invalid(FormattableString.Invariant($"missing field `{field}` at line 1 column {length}"));

    public static ControlError UnknownMethod(string method, int length)
    {
        var quoted = method.Length <= MaxQuoted ? method : method[..MaxQuoted];
        return Invalid(FormattableString.Invariant(
            $"unknown variant `{quoted}`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column {length}"));
    }

    public static ControlError TooManyStreams(int max) => Invalid(FormattableString.Invariant($"more than {max} streams on one connection"));

    private static ControlError Of(TradingError error) => new(error.Code, error.Message);

    private static ControlError Invalid(string what) => new(2, $"Invalid request: {what}");
}
