using System.Collections.Generic;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Actors.Embedded;

/// <summary>Finds the position before which no message is open. Used by the writer alone.</summary>
internal sealed class LowWaterMark(long stored)
{
    private readonly Queue<(long Position, long CommittedAtUnixMicros, SendTicket Ticket)> _open = new();
    private long _lastPosition = stored;

    /// <summary>The position last stored.</summary>
    public long Stored { get; private set; } = stored;

    /// <summary>Turns whose messages are not all acknowledged, from the oldest on.</summary>
    public int OpenCount => _open.Count;

    /// <summary>How long ago the oldest of them was committed, in microseconds; zero if there is none.</summary>
    public long AgeMicros(long nowUnixMicros) => _open.TryPeek(out var oldest) ? nowUnixMicros - oldest.CommittedAtUnixMicros : 0;

    /// <summary>Notes a committed record.</summary>
    public void Committed(long position, long nowUnixMicros, SendTicket? ticket)
    {
        _lastPosition = position;
        if (ticket is not null) _open.Enqueue((position, nowUnixMicros, ticket));
    }

    /// <summary>The position as far as it has come now.</summary>
    public long Find()
    {
        while (_open.TryPeek(out var oldest) && oldest.Ticket.IsClosed) _open.Dequeue();
        return _open.TryPeek(out var open) ? open.Position - 1 : _lastPosition;
    }

    /// <summary>Notes that a position was stored.</summary>
    public void MarkStored(long position) => Stored = position;
}
