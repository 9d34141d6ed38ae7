using System;
using System.Text.Json;

namespace MiniExchange.Api.Errors;

/// <summary>An error as trading clients know it: <c>{"code":-1121,"msg":"Invalid symbol."}</c>. Clients match the text.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Negative.</param>
/// <param name="Message">Exact: clients classify by it.</param>
internal sealed record TradingError(int Status, int Code, string Message)
{
    /// <summary>When trying again makes sense, in seconds; null if that says nothing.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Writes what the error's <c>data</c> holds, as one JSON value; null if it has none.</summary>
    public Action<Utf8JsonWriter>? WriteData { get; init; }

    /// <summary>What operators should know and callers need not; null for nothing.</summary>
    public string? OperatorNote { get; init; }
}
