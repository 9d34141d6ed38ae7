using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Sockets;

/// <summary>A WebSocket that sends whatever it is told to.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly string _path;

    private RawSocket(string path) => _path = path;

    /// <summary>Opens a connection.</summary>
    /// <param name="exchange">The exchange's address.</param>
    /// <param name="path">Where to, such as <c>/ws/btcusdt@trade</c>.</param>
    public static async Task<RawSocket> OpenAsync(Uri exchange, string path)
    {
        var socket = new RawSocket(path);
        await Within(socket._socket.ConnectAsync(new Uri($"ws://{exchange.Authority}{path}"), CancellationToken.None), $"a connection to {path}");
        return socket;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as one message.</summary>
    public Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text) =>
        _socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);

    /// <summary>Sends a text in several frames.</summary>
    public async Task SendInPiecesAsync(string text, int pieces)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var size = (bytes.Length / pieces) + 1;
        for (var start = 0; start < bytes.Length; start += size)
        {
            var end = Math.Min(start + size, bytes.Length);
            await _socket.SendAsync(bytes.AsMemory(start..end), WebSocketMessageType.Text, end == bytes.Length, CancellationToken.None);
        }
    }

    /// <summary>The next message; null if the connection is closed instead.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1_024];
        while (true)
        {
            var part = await Within(_socket.ReceiveAsync(buffer, CancellationToken.None), $"a message on {_path}");
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer.AsSpan(0, part.Count));
            if (!part.EndOfMessage) continue;
            using var document = JsonDocument.Parse(message.ToArray());
            return document.RootElement.Clone();
        }
    }

    /// <summary>The next message that answers a request; events are passed over.</summary>
    public async Task<JsonElement> AnswerAsync()
    {
        while (true)
        {
            var message = await ReceiveAsync() ?? throw new IOException($"{_path} was closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
            if (message.TryGetProperty("id", out _) || message.TryGetProperty("error", out _)) return message;
        }
    }

    /// <summary>The next event.</summary>
    public async Task<JsonElement> EventAsync() =>
        await ReceiveAsync() ?? throw new IOException($"{_path} was closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<T> Within<T>(Task<T> task, string what) => Eventually.EndsAsync(what, task);

    private static async Task Within(Task task, string what)
    {
        await Eventually.EndsAsync(what, Ended());

        async Task<bool> Ended()
        {
            await task;
            return true;
        }
    }
}
