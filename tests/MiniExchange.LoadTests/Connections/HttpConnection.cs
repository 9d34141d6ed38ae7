using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests.Connections;

/// <summary>One connection that is kept open, with at most one request under way: an answer waits for its commit, and a server answers in order.</summary>
/// <remarks>
/// Its owner is told of answers on the thread that reads the socket, and sends from any. There is always one read pending, so
/// that a connection that the server closes is noticed also when it is idle.
/// </remarks>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _reading = new(true);
    private readonly byte[] _received = new byte[32 * 1_024];
    private readonly ResponseReader _response = new();
    private readonly IAnswered _owner;
    private int _kept;
    private int _isLost;

    private HttpConnection(IAnswered owner)
    {
        _owner = owner;
        _reading.Completed += (_, _) => Read(isDone: true);
    }

    /// <summary>Connects and begins to read.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async Task<HttpConnection> OpenAsync(IPEndPoint server, IAnswered owner, CancellationToken cancellationToken)
    {
        var connection = new HttpConnection(owner);
        try
        {
            await connection._socket.ConnectAsync(server, cancellationToken);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        // The owner must have the connection before it can hear of it.
        return connection;
    }

    /// <summary>Begins to read; once, when the owner is ready to hear.</summary>
    public void Listen() => Read(isDone: false);

    /// <summary>Sends a request. The answer, or that the connection was lost, is told to the owner.</summary>
    public void Send(ReadOnlySpan<byte> request)
    {
        try
        {
            while (request.Length > 0) request = request[_socket.Send(request)..];
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            Lose();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _socket.Dispose();
        _reading.Dispose();
    }

    private void Read(bool isDone)
    {
        try
        {
            while (true)
            {
                if (!isDone)
                {
                    _reading.SetBuffer(_received, _kept, _received.Length - _kept);
                    if (_socket.ReceiveAsync(_reading)) return;
                }

                isDone = false;
                if (_reading.SocketError != SocketError.Success || _reading.BytesTransferred == 0 || !Take(_kept + _reading.BytesTransferred))
                {
                    Lose();
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is ObjectDisposedException or InvalidDataException)
        {
            Lose();
        }
    }

    // False: nothing more can come of this connection.
    private bool Take(int length)
    {
        var used = 0;
        while (used < length)
        {
            var step = _response.Read(_received.AsSpan(used, length - used));
            used += step;
            if (_response.IsComplete)
            {
                _owner.Answered(_response.Status, _response.Code, _response.Start);
                if (_response.Closes) return false;
            }
            else if (step == 0)
            {
                break;
            }
        }

        _kept = length - used;
        if (_kept > 0) _received.AsSpan(used, _kept).CopyTo(_received);
        return _kept < _received.Length;
    }

    private void Lose()
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 0) _owner.Lost();
    }
}
