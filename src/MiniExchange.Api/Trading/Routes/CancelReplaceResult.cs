using System.Text.Json;
using MiniExchange.Api.Errors;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What came of a cancel and of the order that was to replace it.</summary>
/// <param name="Pair">The pair of both.</param>
/// <param name="CancelName">The caller's name for the cancel.</param>
/// <param name="Canceled">What the cancel took off; not looked at if it failed.</param>
/// <param name="CancelError">Why it failed; null if it did not.</param>
/// <param name="Placed">The new order; null if it was refused or not attempted.</param>
/// <param name="PlaceError">Why it was refused; null if it was placed or not attempted.</param>
/// <param name="ResponseType">How much to tell of the new order.</param>
internal sealed record CancelReplaceResult(
    TradingPair Pair,
    string CancelName,
    OrderStates Canceled,
    TradingError? CancelError,
    AccountOrder? Placed,
    TradingError? PlaceError,
    ResponseType ResponseType)
{
    /// <summary>The error to answer with, which carries the result; null if both went well, and the result itself is the answer.</summary>
    public TradingError? Error
    {
        get
        {
            if (CancelError is null && Placed is not null) return null;
            var error = CancelError is null || Placed is not null ? TradingErrors.CancelReplacePartlyFailed : TradingErrors.CancelReplaceFailed;
            return error with { WriteData = Write };
        }
    }

    /// <summary>Writes the result.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("cancelResult"u8, CancelError is null ? "SUCCESS"u8 : "FAILURE"u8);
        json.WriteString("newOrderResult"u8, Placed is not null ? "SUCCESS" : PlaceError is not null ? "FAILURE" : "NOT_ATTEMPTED");
        json.WritePropertyName("cancelResponse"u8);
        if (CancelError is not null) WriteError(json, CancelError);
        else CancelJson.WriteAll(json, Pair, Canceled, CancelName);
        json.WritePropertyName("newOrderResponse"u8);
        if (Placed is not null) OrderJson.WriteNew(json, Pair, Placed, ResponseType);
        else if (PlaceError is not null) WriteError(json, PlaceError);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, TradingError error)
    {
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("msg"u8, error.Message);
        json.WriteEndObject();
    }
}
