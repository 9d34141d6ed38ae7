using System.Collections.Generic;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Actors.Engines;

/// <summary>The turns of one node whose messages are not all acknowledged, in the order in which they were about to be recorded.</summary>
/// <remarks>
/// A turn is added before its record is written. So once everything added before a moment has closed, every record that this node
/// had written by then has been delivered. Thread-safe.
/// </remarks>
public sealed class OpenTurns
{
    private const int FirstCompactAt = 1_024;

    private readonly object _gate = new();
    private readonly Queue<Entry> _open = new();
    private long _last;
    private int _compactAt = FirstCompactAt;

    /// <summary>How many turns are not known to be closed.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _open.Count;
        }
    }

    /// <summary>The number of the turn added last; everything added so far is up to it.</summary>
    public long Last
    {
        get
        {
            lock (_gate) return _last;
        }
    }

    /// <summary>Adds a turn that is about to be recorded, or messages that a recovery found open.</summary>
    /// <param name="stream">The stream of the cell, in this one of its lives.</param>
    /// <param name="ticket">Closes once every message was acknowledged.</param>
    public void Add(CellStream stream, SendTicket ticket)
    {
        lock (_gate)
        {
            if (_open.Count >= _compactAt) Compact();
            _open.Enqueue(new Entry(++_last, stream, ticket));
        }
    }

    /// <summary>A cell left memory with messages open: they count as open until whoever sees to them elsewhere says so.</summary>
    /// <returns>To be closed then; null if nothing of the cell is open.</returns>
    public SendTicket? Leave(CellStream stream)
    {
        SendTicket? elsewhere = null;
        lock (_gate)
        {
            foreach (var entry in _open)
            {
                if (ReferenceEquals(entry.Stream, stream) && !entry.Ticket.IsClosed) entry.Ticket = elsewhere ??= new SendTicket(1);
            }
        }

        return elsewhere;
    }

    /// <summary>Whether every turn up to a number has closed.</summary>
    public bool AreClosed(long through)
    {
        lock (_gate)
        {
            while (_open.TryPeek(out var oldest) && oldest.Ticket.IsClosed) _open.Dequeue();
            return !_open.TryPeek(out var open) || open.Number > through;
        }
    }

    /// <summary>One that never closes must not keep in memory all that did after it.</summary>
    private void Compact()
    {
        for (var left = _open.Count; left > 0; left--)
        {
            var entry = _open.Dequeue();
            if (!entry.Ticket.IsClosed) _open.Enqueue(entry);
        }

        _compactAt = int.Max(FirstCompactAt, 2 * _open.Count);
    }

    private sealed class Entry(long number, CellStream stream, SendTicket ticket)
    {
        public long Number => number;

        public CellStream Stream => stream;

        public SendTicket Ticket { get; set; } = ticket;
    }
}
