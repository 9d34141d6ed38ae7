using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams.Fakes;

/// <summary>A client on a real socket that knows nothing of the server but its address.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();

    private StreamClient()
    {
    }

    public WebSocket Socket => _socket;

    /// <summary>Connects to an address such as <c>/ws</c>.</summary>
    public static async Task<StreamClient> ConnectAsync(Uri server, string path)
    {
        var client = new StreamClient();
        using var patience = new CancellationTokenSource(Patience);
        await client._socket.ConnectAsync(new Uri($"ws://{server.Authority}{path}"), patience.Token);
        return client;
    }

    /// <summary>The status with which a server refuses to open a WebSocket.</summary>
    public static async Task<int> RefusedAsync(Uri server, string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri($"ws://{server.Authority}{path}"), CancellationToken.None));
        return (int)socket.HttpStatusCode;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(bytes, type, endOfMessage: true, patience.Token);
    }

    /// <summary>The next message as it came.</summary>
    public async Task<string> ReceiveTextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var message = new MemoryStream();
        var buffer = new byte[16_384];
        ValueWebSocketReceiveResult part;
        do
        {
            try
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"No message came for {Patience.TotalSeconds} s.");
            }

            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        if (part.MessageType != WebSocketMessageType.Close) return Encoding.UTF8.GetString(message.ToArray());
        throw new EndOfStreamException($"Closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
    }

    public async Task<JsonElement> ReceiveAsync() => JsonDocument.Parse(await ReceiveTextAsync()).RootElement;

    /// <summary>Sends a message and expects exactly this text in answer.</summary>
    public async Task ExpectAsync(string sent, string answer)
    {
        await SendAsync(sent);
        Assert.Equal(answer, await ReceiveTextAsync());
    }

    /// <summary>Sends a message and returns the answer.</summary>
    public async Task<JsonElement> AskAsync(string sent)
    {
        await SendAsync(sent);
        return await ReceiveAsync();
    }

    public Task SubscribeAsync(params string[] streams) =>
        ExpectAsync(JsonSerializer.Serialize(new { method = "SUBSCRIBE", @params = streams, id = 1 }), """{"result":null,"id":1}""");

    /// <summary>Reads to the end, and returns how the server closed.</summary>
    public async Task<(WebSocketCloseStatus? Status, string? Why)> ReadToEndAsync()
    {
        try
        {
            while (true) await ReceiveTextAsync();
        }
        catch (EndOfStreamException)
        {
            return (_socket.CloseStatus, _socket.CloseStatusDescription);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
