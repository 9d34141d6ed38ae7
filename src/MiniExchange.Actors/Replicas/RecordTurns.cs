using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Replicas;

/// <summary>The turns of one record, decoded whole: a record that cannot be read throws before anything was done with it.</summary>
/// <remarks>Reads record after record into the same memory. Not safe for use by several threads.</remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
/// <param name="codec">The actor's stored shapes.</param>
public sealed class RecordTurns<TState, TEvent>(ICellCodec<TState, TEvent> codec)
{
    private readonly Turn<TEvent> _turn = new();
    private readonly List<TEvent> _events = [];
    private readonly List<(long AtUnixMicros, int EventsEnd)> _turns = [];

    /// <summary>How many turns the record had.</summary>
    public int Count => _turns.Count;

    /// <summary>A turn's time, microseconds since 1970-01-01 UTC.</summary>
    public long AtUnixMicros(int turn) => _turns[turn].AtUnixMicros;

    /// <summary>A turn's events, in order; valid until the next record is read.</summary>
    public ReadOnlySpan<TEvent> Events(int turn)
    {
        var start = turn == 0 ? 0 : _turns[turn - 1].EventsEnd;
        return CollectionsMarshal.AsSpan(_events)[start.._turns[turn].EventsEnd];
    }

    /// <summary>Reads a record in place of the last one.</summary>
    /// <exception cref="NotSupportedException">It is of another kind, or a later version of this program wrote it.</exception>
    public void Read(JournalRecord record)
    {
        _events.Clear();
        _turns.Clear();
        foreach (var turn in codec.ReadRecord(record.Manifest, record.Payload, _turn))
        {
            _events.AddRange(turn.Events);
            _turns.Add((turn.AtUnixMicros, _events.Count));
        }
    }
}
