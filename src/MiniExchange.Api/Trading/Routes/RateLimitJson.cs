using System.Text.Json;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Limits of requests and orders as trading clients read them.</summary>
internal static class RateLimitJson
{
    /// <summary>One limit, and what was used of it if that is asked for.</summary>
    public static void Write(Utf8JsonWriter json, string type, string interval, int intervals, int limit, int? count = null)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervals);
        json.WriteNumber("limit"u8, limit);
        if (count is { } used) json.WriteNumber("count"u8, used);
        json.WriteEndObject();
    }
}
