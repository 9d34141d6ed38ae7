using System;
using System.Net;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Api.Streams.Connections;

/// <summary>Takes one message of a client; the next one is read when it is done.</summary>
internal delegate ValueTask MessageHandler(ReadOnlyMemory<byte> message, WebSocketMessageType type);

/// <summary>One WebSocket: a reader, a writer, and between publishers and the writer a bounded outbox.</summary>
/// <remarks>Any thread may send and close; neither ever waits for the network. docs/adr/0014-streams.md.</remarks>
internal sealed class Connection : IDisposable
{
    private const int FirstBufferBytes = 1_024;

    private readonly WebSocket _socket;
    private readonly StreamOptions _options;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox;
    private readonly MessageRate? _rate;
    private readonly CancellationTokenSource _dropped;
    private readonly Action _abort;
    private readonly ITimer _end;
    private Closing? _closing;

    /// <param name="socket">Open; the caller disposes it.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="countsMessages">Whether its client may send only so many messages a second.</param>
    /// <param name="abort">Cuts the network connection off.</param>
    /// <param name="aborted">Canceled when the network connection is gone.</param>
    public Connection(
        WebSocket socket, StreamOptions options, TimeProvider time, bool countsMessages, Action abort, CancellationToken aborted)
    {
        _abort = abort;
        _socket = socket;
        _options = options;
        _time = time;
        _outbox = new Outbox(options.OutboxMessages, options.OutboxBytes);
        _rate = countsMessages ? new MessageRate(options.MessagesPerSecond, time) : null;
        _dropped = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _end = time.CreateTimer(
            static connection => ((Connection)connection!).CloseForAge(),
            this,
            TimeSpan.FromMinutes(options.MaxConnectionMinutes),
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where it comes from; null if nobody knows.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Whether events are wrapped with the name of their stream.</summary>
    public bool IsCombined { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>What waits for it.</summary>
    public Outbox Outbox => _outbox;

    /// <summary>Canceled when nothing can reach its client any more.</summary>
    public CancellationToken Dropped => _dropped.Token;

    /// <summary>Whether it was closed because its client did not keep up.</summary>
    public bool WasTooSlow { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    /// <summary>Whether nothing can reach its client any more.</summary>
    public bool IsDropped => _dropped.IsCancellationRequested;

    /// <summary>Sends a message after those sent before; closes the connection if too much waits already.</summary>
    /// <param name="message">Text; never changed afterwards, and usually shared with other connections.</param>
    public void Send(ReadOnlyMemory<byte> message)
    {
        if (_outbox.TryAdd(message)) return;
        CloseAsTooSlow($"too slow: more than {_options.OutboxMessages} messages or {_options.OutboxBytes} bytes were waiting");
    }

    /// <summary>Drops what waits, and says that the connection ends because its client does not keep up.</summary>
    public void CloseAsTooSlow(string why)
    {
        if (!TryClose(WebSocketCloseStatus.PolicyViolation, why)) return;
        WasTooSlow = true;
        _outbox.Discard();
    }

    /// <summary>Sends what waits, then says that the connection ends and why. The first reason counts.</summary>
    public void Close(WebSocketCloseStatus status, string why) => TryClose(status, why);

    /// <summary>Reads and writes until the connection has ended, whoever ended it.</summary>
    public async Task RunAsync(MessageHandler handle)
    {
        var writing = WriteAsync();
        await ReadAsync(handle);
        await writing;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _end.Dispose();
        Drop();
        _dropped.Dispose();
    }

    // The reason stands before the outbox ends, so that the writer finds it there.
    private bool TryClose(WebSocketCloseStatus status, string why)
    {
        if (Interlocked.CompareExchange(ref _closing, new Closing(status, why), null) is not null) return false;
        _outbox.Complete();
        _end.Change(TimeSpan.FromMilliseconds(_options.CloseGraceMs), Timeout.InfiniteTimeSpan);
        return true;
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _outbox.TakeAllAsync(_dropped.Token))
            {
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _dropped.Token);
            }

            // Without a reason the connection was dropped, and there is nobody to tell.
            if (_closing is { } closing) await _socket.CloseOutputAsync(closing.Status, closing.Why, _dropped.Token);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            Drop();
        }
    }

    private async Task ReadAsync(MessageHandler handle)
    {
        var buffer = new byte[Math.Min(FirstBufferBytes, _options.MaxMessageBytes + 1)];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(2 * length, _options.MaxMessageBytes + 1));
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _dropped.Token);
                    length += part.Count;
                    if (length > _options.MaxMessageBytes)
                    {
                        Close(WebSocketCloseStatus.MessageTooBig, $"a message may have {_options.MaxMessageBytes} bytes");
                        length = 0;
                    }
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Close(WebSocketCloseStatus.NormalClosure, "");
                    return;
                }

                // What still comes is read, so that the client is not cut off before it has read why; but nothing comes of it.
                if (_closing is not null) continue;
                if (_rate is not null && !_rate.Allows())
                {
                    Close(WebSocketCloseStatus.PolicyViolation, $"more than {_options.MessagesPerSecond} messages in a second");
                    continue;
                }

                await handle(buffer.AsMemory(0, length), part.MessageType);
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            Drop();
        }
    }

    private void CloseForAge()
    {
        if (_closing is null)
        {
            Close(WebSocketCloseStatus.EndpointUnavailable, $"a connection lasts {_options.MaxConnectionMinutes} minutes");
            return;
        }

        // It was told, and neither reads nor answers.
        Drop();
        _abort();
    }

    private void Drop()
    {
        _outbox.Discard();
        try
        {
            _dropped.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended while its time ran out.
        }
    }

    private static bool IsGone(Exception exception) => exception is WebSocketException or OperationCanceledException;

    private sealed record Closing(WebSocketCloseStatus Status, string Why);
}
