using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>One request to the WebSocket API as it was read.</summary>
/// <param name="Id">Comes back with the answer.</param>
/// <param name="Method">What is asked for, without a version.</param>
/// <param name="Parameters">By name, in the order in which they were sent; nulls left out.</param>
internal sealed record ApiCall(RequestId Id, string Method, IReadOnlyList<(string Name, string Value)> Parameters)
{
    private const string Version = "v3/";

    /// <summary>Whether the answer shall say what was used of the limits; null if the request does not say.</summary>
    public bool? ReturnRateLimits => TextOf("returnRateLimits") switch { "true" => true, "false" => false, _ => null };

    /// <summary>Its parameters as a query would have them.</summary>
    public RawParameters ToQuery() => new(Join(Parameters, Uri.EscapeDataString));

    /// <summary>What its signature may cover: parameters in the order of their names, with values as they are or, as some clients do it, escaped.</summary>
    /// <remarks>As they are only where they then read in one way: with a <c>&amp;</c> in a value, one signature would cover other parameters too.</remarks>
    public IReadOnlyList<ReadOnlyMemory<byte>> Payloads()
    {
        var signed = Parameters
            .Where(static parameter => parameter.Name != "signature")
            .OrderBy(static parameter => parameter.Name, StringComparer.Ordinal)
            .ToList();
        var asTheyAre = Join(signed, static text => text);
        var escaped = Join(signed, Uri.EscapeDataString);
        return escaped == asTheyAre || signed.Exists(static parameter => HasSeparator(parameter.Name) || HasSeparator(parameter.Value))
            ? [Encoding.UTF8.GetBytes(escaped)]
            : [Encoding.UTF8.GetBytes(asTheyAre), Encoding.UTF8.GetBytes(escaped)];
    }

    /// <summary>A parameter; null if it was not sent.</summary>
    public string? TextOf(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name).Value;

    /// <summary>Reads a message, or says what is wrong with it; its id is told in either case, if it has one.</summary>
    public static ApiCall? Read(ReadOnlyMemory<byte> message, WebSocketMessageType type, out RequestId id, out TradingError? error)
    {
        id = RequestId.Null;
        error = null;
        if (type == WebSocketMessageType.Text)
        {
            try
            {
                using var document = JsonDocument.Parse(message);
                return Read(document.RootElement, out id, out error);
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
            {
                // Said below, as of everything that is no JSON; the second is thrown for half a character in a text.
            }
        }

        error = TradingErrors.NotJson;
        return null;
    }

    private static ApiCall? Read(JsonElement root, out RequestId id, out TradingError? error)
    {
        id = RequestId.Null;
        error = null;
        if (root.ValueKind != JsonValueKind.Object) error = TradingErrors.NotJson;
        else if (!root.TryGetProperty("id"u8, out var idElement)) error = TradingErrors.Missing("id");
        else if (!RequestId.TryRead(idElement, int.MaxValue, out id)) error = TradingErrors.NotJsonOf("id");
        if (error is not null) return null;

        if (!root.TryGetProperty("method"u8, out var method)) error = TradingErrors.Missing("method");
        else if (method.ValueKind != JsonValueKind.String) error = TradingErrors.NotJsonOf("method");
        var hasParameters = root.TryGetProperty("params"u8, out var parameters) && parameters.ValueKind != JsonValueKind.Null;
        if (hasParameters && parameters.ValueKind != JsonValueKind.Object) error ??= TradingErrors.NotJsonOf("params");
        if (error is not null) return null;

        var name = method.GetString()!;
        if (name.StartsWith(Version, StringComparison.Ordinal)) name = name[Version.Length..];
        return new ApiCall(id, name, hasParameters ? ReadParameters(parameters) : []);
    }

    private static bool HasSeparator(string text) => text.AsSpan().ContainsAny('&', '=');

    private static string Join(IEnumerable<(string Name, string Value)> parameters, Func<string, string> write) =>
        string.Join('&', parameters.Select(parameter => $"{write(parameter.Name)}={write(parameter.Value)}"));

    private static List<(string, string)> ReadParameters(JsonElement parameters)
    {
        var read = new List<(string, string)>();
        foreach (var parameter in parameters.EnumerateObject())
        {
            if (parameter.Value.ValueKind == JsonValueKind.Null) continue;
            var value = parameter.Value.ValueKind == JsonValueKind.String ? parameter.Value.GetString()! : parameter.Value.GetRawText();
            read.Add((parameter.Name, value));
        }

        return read;
    }
}
