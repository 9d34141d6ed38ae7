using System;
using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>Answers of the WebSocket API: what an HTTP answer says in status, headers and body, in one object.</summary>
internal static class ApiReply
{
    /// <summary>The answer to a request that was carried out.</summary>
    /// <param name="id">The request's.</param>
    /// <param name="result">As JSON.</param>
    /// <param name="used">What was used of the limits; null to leave it out.</param>
    /// <param name="limits">The limits.</param>
    public static ReadOnlyMemory<byte> Done(RequestId id, ReadOnlySpan<byte> result, UsedLimits? used, ApiOptions limits)
    {
        var buffer = new ArrayBufferWriter<byte>(result.Length + 256);
        using (var json = Begin(buffer, id, StatusCodes.Status200OK))
        {
            json.WritePropertyName("result"u8);
            json.WriteRawValue(result, skipInputValidation: true);
            End(json, used, limits);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The answer to a request that was not carried out.</summary>
    /// <param name="id">The request's.</param>
    /// <param name="error">Why not.</param>
    /// <param name="nowUnixMicros">The time, for those who are told when to come again.</param>
    /// <param name="used">What was used of the limits; null to leave it out.</param>
    /// <param name="limits">The limits.</param>
    public static ReadOnlyMemory<byte> Failed(RequestId id, TradingError error, long nowUnixMicros, UsedLimits? used, ApiOptions limits)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = Begin(buffer, id, error.Status))
        {
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, error.Code);
            json.WriteString("msg"u8, error.Message);
            var isLimit = error.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status418ImATeapot;
            if (error.WriteData is { } writeData)
            {
                json.WritePropertyName("data"u8);
                writeData(json);
            }
            else if (isLimit && error.RetryAfterSeconds is { } seconds)
            {
                var now = nowUnixMicros / UnixTime.MicrosPerMillisecond;
                json.WriteStartObject("data"u8);
                json.WriteNumber("serverTime"u8, now);
                json.WriteNumber("retryAfter"u8, now + seconds * 1_000L);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            End(json, used, limits);
        }

        return buffer.WrittenMemory;
    }

    private static Utf8JsonWriter Begin(ArrayBufferWriter<byte> buffer, RequestId id, int status)
    {
        var json = new Utf8JsonWriter(buffer, TradingJson.Options);
        json.WriteStartObject();
        id.Write(json);
        json.WriteNumber("status"u8, status);
        return json;
    }

    private static void End(Utf8JsonWriter json, UsedLimits? used, ApiOptions limits)
    {
        if (used is not null)
        {
            // Clients slow down by what stands here, so that a limit which nobody enforces is none.
            json.WriteStartArray("rateLimits"u8);
            if (limits.LimitsEnabled) WriteLimits(json, used, limits);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteLimits(Utf8JsonWriter json, UsedLimits used, ApiOptions limits)
    {
        if (used.OrdersIn10Seconds is { } inTen) Write(json, "ORDERS"u8, "SECOND"u8, 10, limits.OrdersPer10Seconds, inTen);
        if (used.OrdersInDay is { } inDay) Write(json, "ORDERS"u8, "DAY"u8, 1, limits.OrdersPerDay, inDay);
        if (used.Weight is { } weight) Write(json, "REQUEST_WEIGHT"u8, "MINUTE"u8, 1, limits.RequestWeightPerMinute, weight);
    }

    private static void Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> type, ReadOnlySpan<byte> interval, int intervals, int limit, int count)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, intervals);
        json.WriteNumber("limit"u8, limit);
        json.WriteNumber("count"u8, count);
        json.WriteEndObject();
    }
}
