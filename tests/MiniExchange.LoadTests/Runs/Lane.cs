using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Connections;
using MiniExchange.LoadTests.Promises;
using MiniExchange.LoadTests.Requests;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests.Runs;

/// <summary>One connection and the script that says what is asked on it. A connection that was lost is opened again.</summary>
/// <param name="generator">Says when something is sent.</param>
/// <param name="script">Says what.</param>
/// <param name="request">Where it is rendered.</param>
/// <param name="server">Whom it is sent to.</param>
/// <param name="ledger">Takes what was acknowledged; null: nobody asks later.</param>
internal sealed class Lane(
    LoadGenerator generator, TraderScript script, RequestBuffer request, IPEndPoint server, Ledger? ledger = null) : IAnswered, IDisposable
{
    private static readonly TimeSpan OpenAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private HttpConnection? _connection;
    private Asked _asked;
    private bool _isUnderWay;
    private bool _isClosed;

    /// <summary>Whether it waits for something to send; guarded by the generator.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Whether something was begun that another request has to end; asked while nothing is under way.</summary>
    public bool IsMidway => script.IsMidway;

    /// <summary>Connects.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await HttpConnection.OpenAsync(server, this, cancellationToken);
        lock (_gate)
        {
            if (_isClosed)
            {
                connection.Dispose();
                return;
            }

            _connection = connection;
        }

        connection.Listen();
    }

    /// <summary>Sends the next request.</summary>
    /// <param name="intended">When it was to be sent; its latency counts from there.</param>
    /// <param name="isCounted">Whether it belongs to what is measured.</param>
    public void Send(long intended, bool isCounted)
    {
        var operation = script.Next(request);
        HttpConnection? connection;
        lock (_gate)
        {
            _asked = new Asked(operation, intended, Stopwatch.GetTimestamp(), isCounted);
            connection = _connection;
            _isUnderWay = connection is not null;
        }

        if (connection is not null) connection.Send(request.Written);
        else Ended(0, 0, isFree: false);
    }

    /// <inheritdoc />
    public void Answered(int status, int code, ReadOnlySpan<byte> start)
    {
        lock (_gate)
        {
            // A server may say unasked that it closes.
            if (!_isUnderWay) return;
            _isUnderWay = false;
        }

        if (status == 200 && script.OrderOf is { } owner) ledger?.Note(owner, script.Symbol, start);
        Ended(status, code, isFree: true);
    }

    /// <inheritdoc />
    public void Lost()
    {
        bool wasUnderWay;
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
            wasUnderWay = _isUnderWay;
            _isUnderWay = false;
            if (_isClosed) return;
        }

        if (wasUnderWay) Ended(0, 0, isFree: false);
        else generator.Withdraw(this);
        _ = OpenAgainAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _connection?.Dispose();
            _connection = null;
        }
    }

    private void Ended(int status, int code, bool isFree)
    {
        script.Answered(status);
        generator.Ended(this, _asked, status, code, isFree);
    }

    private async Task OpenAgainAsync()
    {
        while (true)
        {
            await Task.Delay(OpenAgainAfter);
            lock (_gate)
            {
                if (_isClosed) return;
            }

            try
            {
                await OpenAsync(CancellationToken.None);
                generator.Free(this);
                return;
            }
            catch (SocketException)
            {
                // Nobody listens yet: what was not answered is counted already.
            }
        }
    }
}
