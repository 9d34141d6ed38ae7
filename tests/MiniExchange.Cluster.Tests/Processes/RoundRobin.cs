using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>A load balancer on a port of its own, for clients of other programs: each connection goes to the next front end.</summary>
/// <remarks>
/// It reads where each request goes, and nothing more: a request begins a piece of what a client sends, as these clients wait for
/// each answer.
/// </remarks>
internal sealed class RoundRobin : IDisposable
{
    private readonly IReadOnlyList<Node> _frontEnds;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<BalancedRequest> _requests = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public RoundRobin(IReadOnlyList<Node> frontEnds)
    {
        _frontEnds = frontEnds;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>The requests so far, in their order.</summary>
    public IReadOnlyList<BalancedRequest> Requests => [.. _requests];

    public void Dispose()
    {
        _stopping.Cancel();
        _accepting.Wait(TimeSpan.FromSeconds(5));
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                connections.Add(ConnectAsync(client, _frontEnds[connections.Count % _frontEnds.Count]));
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task ConnectAsync(TcpClient client, Node frontEnd)
    {
        using var from = client;
        using var to = new TcpClient { NoDelay = true };
        from.NoDelay = true;
        try
        {
            await to.ConnectAsync(frontEnd.Address.Host, frontEnd.Address.Port, _stopping.Token);
            var ways = new[] { PumpAsync(from, to, sent => Note(sent, frontEnd)), PumpAsync(to, from, _ => { }) };
            await await Task.WhenAny(ways);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException)
        {
            // Both ends are closed.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Action<ReadOnlySpan<byte>> look)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _stopping.Token) is > 0 and var read)
        {
            look(buffer.AsSpan(0, read));
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }

    private void Note(ReadOnlySpan<byte> sent, Node frontEnd)
    {
        if (sent.StartsWith("GET "u8)) _requests.Enqueue(new BalancedRequest(Encoding.ASCII.GetString(sent).Split(' ', 3)[1], frontEnd));
    }
}

/// <summary>What a client asked for through a balancer.</summary>
/// <param name="Path">With its query.</param>
/// <param name="FrontEnd">Who was given it.</param>
internal sealed record BalancedRequest(string Path, Node FrontEnd);
