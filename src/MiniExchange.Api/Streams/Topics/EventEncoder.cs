using System;
using System.Buffers;
using System.Text.Json;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>Writes events as JSON into one buffer that it uses again and again; for one thread.</summary>
internal sealed class EventEncoder : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1_024);
    private readonly Utf8JsonWriter _json;

    public EventEncoder() => _json = new Utf8JsonWriter(_buffer, TradingJson.Options);

    /// <summary>How many events were encoded.</summary>
    public long Count { get; private set; }

    /// <summary>Starts an event.</summary>
    public Utf8JsonWriter Begin()
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        Count++;
        return _json;
    }

    /// <summary>The event; good until the next one is begun.</summary>
    public ReadOnlySpan<byte> End()
    {
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();
}
