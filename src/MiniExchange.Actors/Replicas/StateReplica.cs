using System;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Replicas;

/// <summary>The state that follows from a state and an event; the same object if it changes in place. Never refuses.</summary>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public delegate TState Evolution<TState, TEvent>(TState state, in TEvent happened);

/// <summary>A copy of one actor's state for readers, made from what is durable alone: snapshot, stream, then record by record.</summary>
/// <remarks>
/// Exact or loud: a record is applied only right after the one before it, is skipped if the state already has it, and a gap
/// throws. It holds no position in the feed, so that an engine which starts over changes nothing for it. Not safe for use by
/// several threads. docs/adr/0013-market-data.md.
/// </remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
/// <param name="address">The actor.</param>
/// <param name="codec">Its stored shapes; this replica's own.</param>
/// <param name="createState">Its state before the first event.</param>
/// <param name="evolve">What an event does to it.</param>
public sealed class StateReplica<TState, TEvent>(
    ActorAddress address,
    ICellCodec<TState, TEvent> codec,
    Func<TState> createState,
    Evolution<TState, TEvent> evolve)
{
    private readonly RecordTurns<TState, TEvent> _turns = new(codec);
    private bool _isHalfChanged;

    /// <summary>The actor.</summary>
    public ActorAddress Address { get; } = address;

    /// <summary>The state after record <see cref="RecordNumber"/>.</summary>
    public TState State { get; private set; } = createState();

    /// <summary>The last record that the state has; zero before the first.</summary>
    public long RecordNumber { get; private set; }

    /// <summary>The time of the last turn, microseconds since 1970-01-01 UTC; zero before the first.</summary>
    public long LastAtUnixMicros { get; private set; }

    /// <summary>Whether it can go on; not after a throw halfway through a record, until it is seeded anew.</summary>
    public bool IsSound => !_isHalfChanged;

    /// <summary>Starts over from the actor's newest snapshot and every durable record after it.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be read, or contradicts itself.</exception>
    /// <exception cref="NotSupportedException">A later version of the program wrote what is to be read.</exception>
    public void Seed(IJournalReader journal)
    {
        _isHalfChanged = true;
        State = createState();
        RecordNumber = 0;
        LastAtUnixMicros = 0;
        if (journal.ReadSnapshot(Address) is { } stored
            && codec.ReadSnapshot(stored.Manifest, stored.Payload) is { } snapshot)
        {
            if (snapshot.RecordNumber != stored.RecordNumber)
            {
                throw new JournalUnavailableException(
                    $"The snapshot of {Address} stored as {stored.RecordNumber} says that it stands after record {snapshot.RecordNumber}.");
            }

            State = snapshot.State;
            RecordNumber = snapshot.RecordNumber;
            LastAtUnixMicros = snapshot.LastAtUnixMicros;
        }

        foreach (var record in journal.ReadStream(Address, RecordNumber))
        {
            RequireNext(record);
            _turns.Read(record);
            Apply(record, listener: null);
        }

        _isHalfChanged = false;
    }

    /// <summary>Goes on to the next record.</summary>
    /// <remarks>A record that cannot be read changes nothing. After any other throw the state must be seeded anew.</remarks>
    /// <param name="record">A record of this actor.</param>
    /// <param name="listener">Sees every event; null for nobody.</param>
    /// <returns>False if the state already has the record, which is then not looked at.</returns>
    /// <exception cref="ReplicaGapException">Records are missing before it, or an earlier one failed halfway.</exception>
    /// <exception cref="NotSupportedException">Another serializer, or a later version of this one, wrote it.</exception>
    public bool Follow(JournalRecord record, IReplicaListener<TState, TEvent>? listener)
    {
        if (record.Address != Address) throw new ArgumentException($"It is of {record.Address}, not {Address}.", nameof(record));
        if (_isHalfChanged) throw new ReplicaGapException($"The copy of {Address} failed in record {RecordNumber + 1}.");
        if (record.Number <= RecordNumber) return false;

        RequireNext(record);
        _turns.Read(record);
        _isHalfChanged = true;
        Apply(record, listener);
        _isHalfChanged = false;
        return true;
    }

    private void RequireNext(JournalRecord record)
    {
        if (record.Number != RecordNumber + 1)
        {
            throw new ReplicaGapException($"Record {record.Number} of {Address} follows record {RecordNumber}.");
        }
    }

    private void Apply(JournalRecord record, IReplicaListener<TState, TEvent>? listener)
    {
        for (var turn = 0; turn < _turns.Count; turn++)
        {
            var at = _turns.AtUnixMicros(turn);
            foreach (ref readonly var happened in _turns.Events(turn))
            {
                listener?.Applying(State, happened, at);
                State = evolve(State, happened);
                listener?.Applied(State, happened, at);
            }

            LastAtUnixMicros = at;
            listener?.TurnEnded(State, at);
        }

        RecordNumber = record.Number;
    }
}
