using System;
using System.Buffers;
using System.Text.Json;

namespace MiniExchange.Api.Streams;

/// <summary>Makes one message to one client.</summary>
internal static class JsonMessage
{
    public static ReadOnlyMemory<byte> Of<T>(T state, Action<Utf8JsonWriter, T> writeFields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, TradingJson.Options))
        {
            json.WriteStartObject();
            writeFields(json, state);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
