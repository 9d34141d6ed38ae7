using System;
using System.Collections.Generic;
using System.Threading;
using MiniExchange.Api.Streams.Connections;

namespace MiniExchange.Api.Streams.Users;

/// <summary>What happens to one account, on its way to one connection. Holds events back until it is released, so that an answer can go first.</summary>
/// <param name="connection">Where to.</param>
/// <param name="maxHeld">So many events may be held back.</param>
/// <param name="wrap">Gives an event the form that this connection reads.</param>
/// <param name="whenLost">What to do when the account cannot be followed any more.</param>
internal sealed class UserStream(
    Connection connection, int maxHeld, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> wrap, Action? whenLost = null)
    : IUserDataSink, IDisposable
{
    private readonly Lock _gate = new();
    private List<ReadOnlyMemory<byte>>? _held = [];
    private readonly List<IDisposable> _sources = [];
    private bool _hasEnded;

    /// <summary>Whether nothing more comes; may be read by any thread.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate) return _hasEnded;
        }
    }

    /// <summary>What to end together with it.</summary>
    public void Keep(IDisposable source)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _sources.Add(source);
                return;
            }
        }

        source.Dispose();
    }

    /// <inheritdoc />
    public void Send(ReadOnlyMemory<byte> eventJson)
    {
        lock (_gate)
        {
            if (_hasEnded) return;
            if (_held is null) connection.Send(wrap(eventJson));
            else if (_held.Count < maxHeld) _held.Add(eventJson);
            else connection.CloseAsTooSlow("too slow: too many events were waiting");
        }
    }

    /// <inheritdoc />
    public void Ended(ReadOnlyMemory<byte> lastEvent)
    {
        End(lastEvent);
        whenLost?.Invoke();
    }

    /// <summary>Sends an answer, what was held back, and from now on every event at once.</summary>
    public void Release(ReadOnlyMemory<byte> answer)
    {
        lock (_gate)
        {
            if (!answer.IsEmpty) connection.Send(answer);
            if (_held is null) return;
            foreach (var eventJson in _held) connection.Send(wrap(eventJson));
            _held = null;
        }
    }

    /// <summary>Sends a last event, and nothing after it.</summary>
    public void End(ReadOnlyMemory<byte> lastEvent)
    {
        // Whoever has read the last event must find that it was.
        lock (_gate)
        {
            Send(lastEvent);
            _hasEnded = true;
        }

        Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        IDisposable[] sources;
        lock (_gate)
        {
            _hasEnded = true;
            sources = [.. _sources];
            _sources.Clear();
        }

        foreach (var source in sources) source.Dispose();
    }
}
