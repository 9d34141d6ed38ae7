using System;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Standby;

/// <summary>Stands between a host and its database, and can fall silent: nothing passes any more, and no connection ends.</summary>
internal sealed class SilentProxy : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _to;
    private volatile TaskCompletionSource? _silence;

    /// <summary>Starts to pass on.</summary>
    /// <param name="toPort">Of the database, on 127.0.0.1.</param>
    /// <param name="on">The address to listen on; null for 127.0.0.1.</param>
    public SilentProxy(int toPort, IPAddress? on = null)
    {
        _listener = new TcpListener(on ?? IPAddress.Loopback, 0);
        _to = new IPEndPoint(IPAddress.Loopback, toPort);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Nothing is read or written from now on. New connections are taken, and not answered.</summary>
    public void FallSilent() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything goes on, also what was under way.</summary>
    public void GoOn() => Interlocked.Exchange(ref _silence, null)?.SetResult();

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
        foreach (var socket in _sockets) socket.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConnectAsync(Keep(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ConnectAsync(Socket from)
    {
        try
        {
            await PassAsync();
            var to = Keep(new Socket(SocketType.Stream, ProtocolType.Tcp));
            await to.ConnectAsync(_to, _stopping.Token);
            await Task.WhenAll(PumpAsync(from, to), PumpAsync(to, from));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            from.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                await PassAsync();
                var read = await from.ReceiveAsync(buffer, _stopping.Token);

                // What arrived just as silence fell is not passed on either.
                await PassAsync();
                if (read == 0) break;
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stopping.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private Task PassAsync() => _silence?.Task.WaitAsync(_stopping.Token) ?? Task.CompletedTask;

    private Socket Keep(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
