using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.WebSockets;
using System.Text.Json;

namespace MiniExchange.Api.Streams;

/// <summary>A message to the streams that could be read.</summary>
internal abstract record ControlRequest
{
    private const int MaxIdLength = 36;

    /// <summary>Reads a message, or says what is wrong with it; its id is told in either case, if it has one.</summary>
    public static ControlRequest? Read(ReadOnlyMemory<byte> message, WebSocketMessageType type, out RequestId id, out ControlError? error)
    {
        id = RequestId.Null;
        error = null;
        if (type != WebSocketMessageType.Text)
        {
            error = ControlError.NotText;
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(message);
            return Read(document.RootElement, message.Length, out id, ref error);
        }
        catch (JsonException unreadable)
        {
            // Counted from zero there, from one here.
            error = ControlError.NotJson((unreadable.LineNumber ?? 0) + 1, (unreadable.BytePositionInLine ?? 0) + 1);
            return null;
        }
        catch (InvalidOperationException)
        {
            // Thrown for half a character in a text.
            error = ControlError.NotJson(1, 1);
            return null;
        }
    }

    private static ControlRequest? Read(JsonElement root, int length, out RequestId id, ref ControlError? error)
    {
        id = RequestId.Null;
        if (root.ValueKind != JsonValueKind.Object)
        {
            error = ControlError.NotAnObject;
            return null;
        }

        if (!root.TryGetProperty("id"u8, out var idElement) || !RequestId.TryRead(idElement, MaxIdLength, out id))
        {
            error = ControlError.NotAnId;
            return null;
        }

        if (!root.TryGetProperty("method"u8, out var method))
        {
            error = ControlError.Missing("method", length);
            return null;
        }

        if (method.ValueKind != JsonValueKind.String)
        {
            error = ControlError.MethodNotAText;
            return null;
        }

        JsonElement[]? parameters = [];
        if (root.TryGetProperty("params"u8, out var given) && given.ValueKind != JsonValueKind.Null)
        {
            parameters = given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray()] : null;
        }

        if (parameters is null)
        {
            error = ControlError.NotAList;
            return null;
        }

        var hasParameters = given.ValueKind == JsonValueKind.Array;
        switch (method.GetString())
        {
            case "SUBSCRIBE" or "UNSUBSCRIBE" when !hasParameters:
                error = ControlError.Missing("params", length);
                return null;
            case "SUBSCRIBE" or "UNSUBSCRIBE" when parameters.Any(static name => name.ValueKind != JsonValueKind.String):
                error = ControlError.StreamNotAText;
                return null;
            case "SUBSCRIBE":
                return new Subscribe([.. parameters.Select(static name => name.GetString()!)]);
            case "UNSUBSCRIBE":
                return new Unsubscribe([.. parameters.Select(static name => name.GetString()!)]);
            case "LIST_SUBSCRIPTIONS":
                if (parameters.Length > 0) error = ControlError.TooManyParameters;
                return error is null ? new ListSubscriptions() : null;
            case "SET_PROPERTY":
                error = ProblemOf(parameters, values: 1);
                return error is null ? new SetCombined(parameters[1].GetBoolean()) : null;
            case "GET_PROPERTY":
                error = ProblemOf(parameters, values: 0);
                return error is null ? new GetCombined() : null;
            case { } other:
                error = ControlError.UnknownMethod(other, length);
                return null;
            default:
                error = ControlError.MethodNotAText;
                return null;
        }
    }

    private static ControlError? ProblemOf(JsonElement[] parameters, int values)
    {
        if (parameters.Length == 0 || parameters[0].ValueKind != JsonValueKind.String) return ControlError.PropertyNotAText;
        if (parameters[0].GetString() != "combined") return ControlError.UnknownProperty;
        if (parameters.Length > 1 + values) return ControlError.TooManyParameters;
        if (values == 0) return null;
        return parameters.Length > 1 && parameters[1].ValueKind is JsonValueKind.True or JsonValueKind.False ? null : ControlError.NotABoolean;
    }

    internal sealed record Subscribe(IReadOnlyList<string> Streams) : ControlRequest;

    internal sealed record Unsubscribe(IReadOnlyList<string> Streams) : ControlRequest;

    internal sealed record ListSubscriptions : ControlRequest;

    internal sealed record SetCombined(bool IsCombined) : ControlRequest;

    internal sealed record GetCombined : ControlRequest;
}
