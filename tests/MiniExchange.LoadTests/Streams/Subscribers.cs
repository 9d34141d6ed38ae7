using System;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using HdrHistogram;
using MiniExchange.LoadTests.Figures;

namespace MiniExchange.LoadTests.Streams;

/// <summary>WebSocket connections that listen to bookTicker, trade and depth of the pairs, in turn.</summary>
internal sealed class Subscribers : IAsyncDisposable
{
    private const int ConnectAtOnce = 50;
    private const long OldestMicros = 600_000_000;

    private static readonly Kind[] Kinds = [new("bookTicker", ""), new("trade", "\"T\":"), new("depth@100ms", "\"E\":")];

    private readonly ClientWebSocket[] _sockets;
    private readonly Heard[] _heard = [.. Kinds.Select(static _ => new Heard())];
    private readonly CancellationTokenSource _ending = new();
    private Task[] _listening = [];
    private long _startedAt;
    private TimeSpan _listened;
    private int _lost;

    private Subscribers(int count) => _sockets = [.. Enumerable.Range(0, count).Select(static _ => new ClientWebSocket())];

    /// <summary>Connects them all.</summary>
    /// <exception cref="LoadFailedException">The server refuses one.</exception>
    public static async Task<Subscribers> ConnectAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var all = new Subscribers(plan.Subscribers);
        try
        {
            foreach (var some in Enumerable.Range(0, plan.Subscribers).Chunk(ConnectAtOnce))
            {
                await Task.WhenAll(some.Select(number => all._sockets[number].ConnectAsync(AddressOf(plan, number), cancellationToken)));
            }
        }
        catch (WebSocketException problem)
        {
            await all.DisposeAsync();
            throw new LoadFailedException($"{plan.Subscribers} subscribers could not be connected: {problem.Message}");
        }

        all._listening = [.. all._sockets.Select((socket, number) => all.ListenAsync(socket, Kinds[number % Kinds.Length], all._heard[number % Kinds.Length]))];
        return all;
    }

    /// <summary>Starts over: what came before was warming up.</summary>
    public void Begin()
    {
        foreach (var heard in _heard) heard.Clear();
        _startedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>The time is over.</summary>
    public void End()
    {
        _listened = Stopwatch.GetElapsedTime(_startedAt);
        foreach (var heard in _heard) heard.End();
    }

    /// <summary>What was heard; null if nobody listened.</summary>
    public StreamFigures? Figures()
    {
        if (_sockets.Length == 0) return null;
        var kinds = Kinds.Select((kind, at) => _heard[at].Figures(kind.Name)).ToImmutableArray();
        var messages = kinds.Sum(static kind => kind.Messages);
        return new StreamFigures(_sockets.Length, Volatile.Read(ref _lost), messages, Math.Round(messages / _listened.TotalSeconds, 1), kinds);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_listening);
        foreach (var socket in _sockets) socket.Dispose();
        _ending.Dispose();
    }

    private static Uri AddressOf(LoadPlan plan, int number)
    {
        var (server, symbol) = (plan.Servers[number % plan.Servers.Count], plan.Symbols[number / Kinds.Length % plan.Symbols.Count]);
#pragma warning disable CA1308 // Streams are named in small letters.
        var stream = $"{symbol.ToLowerInvariant()}@{Kinds[number % Kinds.Length].Name}";
#pragma warning restore CA1308
        return new Uri($"ws://{server.Authority}/ws/{stream}?timeUnit=MICROSECOND");
    }

    private async Task ListenAsync(ClientWebSocket socket, Kind kind, Heard heard)
    {
        var buffer = new byte[16 * 1_024];
        try
        {
            while (true)
            {
                // Of an event longer than the buffer only the rest is overwritten; its time is at the beginning.
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length > buffer.Length / 2) length = buffer.Length / 2;
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), _ending.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close) break;
                heard.Add(kind.TimeIn(buffer.AsSpan(0, length)));
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (WebSocketException)
        {
            // Counted below, as one that was closed in good order.
        }

        Interlocked.Increment(ref _lost);
    }

    private sealed class Kind(string name, string timeField)
    {
        private readonly byte[] _timeField = System.Text.Encoding.ASCII.GetBytes(timeField);

        public string Name => name;

        // In microseconds; 0: the event has none.
        public long TimeIn(ReadOnlySpan<byte> message)
        {
            if (_timeField.Length == 0) return 0;
            var at = message.IndexOf(_timeField);
            return at >= 0 && Utf8Parser.TryParse(message[(at + _timeField.Length)..], out long micros, out _) ? micros : 0;
        }
    }

    private sealed class Heard
    {
        private readonly Lock _gate = new();
        private readonly LongHistogram _age = new(1, OldestMicros, 3);
        private long _count;
        private bool _isOver;

        public void Add(long timeMicros)
        {
            var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            lock (_gate)
            {
                if (_isOver) return;
                _count++;
                if (timeMicros > 0) _age.RecordValue(Math.Clamp(now - timeMicros, 1, OldestMicros));
            }
        }

        public void Clear()
        {
            lock (_gate)
            {
                _count = 0;
                _age.Reset();
            }
        }

        public void End()
        {
            lock (_gate) _isOver = true;
        }

        public StreamKindFigures Figures(string name)
        {
            lock (_gate) return new StreamKindFigures(name, _count, LatencyFigures.Of(_age));
        }
    }
}
