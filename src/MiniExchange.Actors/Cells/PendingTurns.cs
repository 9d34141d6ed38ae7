using System.Collections.Generic;
using System.Linq;

namespace MiniExchange.Actors.Cells;

/// <summary>What one actor gave out and what is not durable yet, where each actor has a journal write of its own: one record at a time is on its way.</summary>
/// <remarks>
/// While a record is written the actor goes on, and its next turns wait here; when the write has succeeded all of them are packed
/// into the next record. So a busy actor costs one commit for many turns. Used by one thread at a time.
/// </remarks>
/// <param name="maxRecordBytes">Turns share a record up to this size, in bytes.</param>
public sealed class PendingTurns(int maxRecordBytes)
{
    private readonly Queue<CellOutput> _waiting = new();
    private readonly List<CellOutput> _written = [];

    /// <summary>Whether a record is on its way.</summary>
    public bool IsWriting => _written.Count > 0;

    /// <summary>Outputs that have not left.</summary>
    public int Count => _waiting.Count + _written.Count;

    /// <summary>Outputs that have not left, in order.</summary>
    public IEnumerable<CellOutput> All => [.. _written, .. _waiting];

    /// <summary>Takes in what a turn let out.</summary>
    public void Add(CellOutput output) => _waiting.Enqueue(output);

    /// <summary>
    /// The next output that may leave because all before it is durable and it has nothing to record itself; null if there is none.
    /// </summary>
    public CellOutput? TakeReady() =>
        !IsWriting && _waiting.TryPeek(out var first) && first.Turn.IsEmpty ? _waiting.Dequeue() : null;

    /// <summary>Packs the turns that wait into the next record; empty while one is on its way, or if there are none.</summary>
    /// <remarks>A snapshot ends its record, so that it stands at a record boundary. Outputs without a turn go with those before them.</remarks>
    public byte[] TakeRecord()
    {
        if (IsWriting) return [];

        var bytes = 0;
        while (_waiting.TryPeek(out var next))
        {
            if (next.Turn.Length > 0 && bytes > 0 && bytes + next.Turn.Length > maxRecordBytes) break;

            _written.Add(_waiting.Dequeue());
            bytes += next.Turn.Length;
            if (next.Snapshot is not null) break;
        }

        return RecordPayload.Join(_written.Select(static output => output.Turn), bytes);
    }

    /// <summary>The outputs of the record that has just become durable, in order; they may leave.</summary>
    public IReadOnlyList<CellOutput> TakeWritten()
    {
        CellOutput[] written = [.. _written];
        _written.Clear();
        return written;
    }
}
