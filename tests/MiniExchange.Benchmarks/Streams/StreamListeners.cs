using System;
using System.Buffers.Text;
using System.CommandLine;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using HdrHistogram;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>The subscribers, in a process of their own, so that what they cost is not counted as the server's.</summary>
/// <remarks>Says <c>ready</c> when all listen, starts over at <c>begin</c>, and at <c>end</c> tells what came as one line of JSON.</remarks>
internal static class StreamListeners
{
    public const string Name = "streams-listeners";

    private const int ConnectAtOnce = 50;

    private static readonly string[] Streams = ["btcusdt@bookTicker", "btcusdt@trade", "btcusdt@depth@100ms"];
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);

    /// <summary>The command that the benchmark starts.</summary>
    public static Command Command()
    {
        var server = new Argument<string>("SERVER");
        var subscribers = new Argument<int>("SUBSCRIBERS");
        var command = new Command(Name) { Hidden = true };
        command.Arguments.Add(server);
        command.Arguments.Add(subscribers);
        command.SetAction((parsed, _) => RunAsync(new Uri(parsed.GetValue(server)!), parsed.GetValue(subscribers)));
        return command;
    }

    private static async Task<int> RunAsync(Uri server, int subscribers)
    {
        var heard = new Heard();
        var sockets = new ClientWebSocket[subscribers];
        using var ending = new CancellationTokenSource();
        foreach (var some in Enumerable.Range(0, subscribers).Chunk(ConnectAtOnce))
        {
            await Task.WhenAll(some.Select(async number => sockets[number] = await ConnectAsync(server, Streams[number % Streams.Length])));
        }

        var listening = sockets.Select(socket => ListenAsync(socket, heard, ending.Token)).ToArray();
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } said and not "end")
        {
            if (said != "begin") continue;
            await heard.UntilQuietAsync(Quiet);
            heard.Clear();
            Console.WriteLine("begun");
        }

        await heard.UntilQuietAsync(Quiet);
        Console.WriteLine(JsonSerializer.Serialize(new Told(heard.Count, heard.LatencyMs(50), heard.LatencyMs(99))));
        await ending.CancelAsync();
        await Task.WhenAll(listening);
        foreach (var socket in sockets) socket.Dispose();
        return 0;
    }

    private static async Task<ClientWebSocket> ConnectAsync(Uri server, string stream)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(server, CancellationToken.None);
        var request = Encoding.UTF8.GetBytes($$"""{"method":"SUBSCRIBE","params":["{{stream}}"],"id":1}""");
        await socket.SendAsync(request, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        // The answer comes before the first event.
        await socket.ReceiveAsync(new byte[256].AsMemory(), CancellationToken.None);
        return socket;
    }

    private static async Task ListenAsync(ClientWebSocket socket, Heard heard, CancellationToken ending)
    {
        var buffer = new byte[4_096];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), ending);
                    length += part.Count;
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close) return;
                heard.Add(buffer.AsSpan(0, length));
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The measurement is over, or the server found this listener too slow and counts it.
        }
    }

    /// <summary>What the listeners tell in the end. Latencies are of the streams that are sent at once.</summary>
    internal sealed record Told(long Delivered, double? P50Ms, double? P99Ms);

    private sealed class Heard
    {
        private readonly LongConcurrentHistogram _latencyMicros = new(1, 10_000_000, 3);
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public void Add(ReadOnlySpan<byte> message)
        {
            Interlocked.Increment(ref _count);

            // Depth events gather what happened in 100 ms: their age says nothing.
            var stamp = message.StartsWith("{\"u\":"u8) ? message[5..] : message.StartsWith("{\"e\":\"trade\""u8) ? After(message, "\"t\":"u8) : [];
            if (Utf8Parser.TryParse(stamp, out long published, out _)) _latencyMicros.RecordValue(Math.Clamp(SyntheticMarket.NowMicros - published, 1, 10_000_000));
        }

        /// <summary>So many milliseconds, and no more, took this percentage of all; null if none was counted.</summary>
        public double? LatencyMs(double percentage) =>
            _latencyMicros.TotalCount == 0 ? null : _latencyMicros.GetValueAtPercentile(percentage) / 1_000.0;

        public void Clear()
        {
            Interlocked.Exchange(ref _count, 0);
            _latencyMicros.Reset();
        }

        public async Task UntilQuietAsync(TimeSpan quiet)
        {
            long before;
            do
            {
                before = Count;
                await Task.Delay(quiet);
            }
            while (Count > before);
        }

        private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
        {
            var at = message.IndexOf(name);
            return at < 0 ? [] : message[(at + name.Length)..];
        }
    }
}
