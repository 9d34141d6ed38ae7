using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using Microsoft.Extensions.Options;

namespace MiniExchange.Api.Streams.Connections;

/// <summary>All WebSockets of this process: tells them when the server stops.</summary>
internal sealed class OpenConnections : IDisposable
{
    private readonly IOptions<ApiOptions> _options;
    private readonly TimeProvider _time;
    private readonly StreamMetrics _metrics;
    private readonly ConcurrentDictionary<Connection, Func<ReadOnlyMemory<byte>>> _open = new();
    private ITimer? _closing;
    private volatile bool _isStopping;

    public OpenConnections(IOptions<ApiOptions> options, TimeProvider time, StreamMetrics metrics)
    {
        (_options, _time, _metrics) = (options, time, metrics);
        metrics.Connections = () => Count;
        metrics.WaitingBytes = () => WaitingBytes;
    }

    /// <summary>How many there are.</summary>
    public int Count => _open.Count;

    /// <summary>How many bytes wait to be sent on all of them; an event that many wait for counts as often.</summary>
    public long WaitingBytes => _open.Keys.Sum(static connection => connection.Outbox.Bytes);

    /// <summary>Keeps a connection until <see cref="Remove"/>.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="shutdownNotice">What to send to it before the server stops.</param>
    public void Add(Connection connection, Func<ReadOnlyMemory<byte>> shutdownNotice)
    {
        _open[connection] = shutdownNotice;
        if (_isStopping) CloseOne(connection);
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Remove(Connection connection)
    {
        if (_open.TryRemove(connection, out _) && connection.WasTooSlow) _metrics.ClosedAsTooSlow();
    }

    /// <summary>Tells every client that the server stops, and a little later closes what they have not closed.</summary>
    public void Stop()
    {
        foreach (var (connection, notice) in _open) connection.Send(notice());
        var after = TimeSpan.FromMilliseconds(_options.Value.Streams.ShutdownNoticeMs);
        if (after == TimeSpan.Zero || _open.IsEmpty) CloseAll();
        else _closing = _time.CreateTimer(static all => ((OpenConnections)all!).CloseAll(), this, after, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public void Dispose() => _closing?.Dispose();

    private void CloseAll()
    {
        _isStopping = true;
        foreach (var (connection, _) in _open) CloseOne(connection);
    }

    private static void CloseOne(Connection connection) =>
        connection.Close(WebSocketCloseStatus.EndpointUnavailable, "the server is stopping");
}
