using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>Answers every request with an empty object, unless it is told to stop.</summary>
internal sealed class StallingServer : IAsyncDisposable
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<(Func<bool> IsSo, TaskCompletionSource Told)> _awaited = [];
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;
    private TaskCompletionSource _open = new();
    private int _answered;
    private int _underWay;

    public StallingServer()
    {
        _open.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public int MostUnderWay { get; private set; }

    public int Placed { get; private set; }

    public int Canceled { get; private set; }

    public void Stop()
    {
        lock (_gate) _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void GoOn()
    {
        lock (_gate) _open.TrySetResult();
    }

    /// <summary>Closes all connections, whatever waits on them.</summary>
    public void CloseAll()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets) socket.Dispose();
            _sockets.Clear();
        }
    }

    /// <summary>When so many requests have been answered in all.</summary>
    public Task AnsweredAsync(int count) => WhenAsync(() => _answered >= count);

    /// <summary>When so many requests wait for an answer.</summary>
    public Task HasUnderWayAsync(int count) => WhenAsync(() => _underWay >= count);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        GoOn();
        CloseAll();
        await _accepting;
        await Task.WhenAll(_serving);
    }

    private Task WhenAsync(Func<bool> isSo)
    {
        lock (_gate)
        {
            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((isSo, told));
            Tell();
            return told.Task;
        }
    }

    private void Tell()
    {
        foreach (var (isSo, told) in _awaited)
        {
            if (isSo()) told.TrySetResult();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                lock (_gate)
                {
                    _sockets.Add(socket);
                    _serving.Add(ServeAsync(socket));
                }
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[4_096];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var length)
            {
                // A client with one request under way sends it in one piece over loopback.
                Assert(buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8));
                Task open;
                lock (_gate)
                {
                    if (buffer.AsSpan().StartsWith("POST"u8)) Placed++;
                    else Canceled++;
                    MostUnderWay = int.Max(MostUnderWay, ++_underWay);
                    open = _open.Task;
                    Tell();
                }

                await open;
                lock (_gate) _underWay--;
                await socket.SendAsync(Answer);
                lock (_gate)
                {
                    _answered++;
                    Tell();
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Closed by one side or the other.
        }
    }

    private static void Assert(bool isWhole)
    {
        if (!isWhole) throw new InvalidOperationException("A request came in pieces.");
    }
}
