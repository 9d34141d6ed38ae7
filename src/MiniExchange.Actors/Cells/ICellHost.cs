using System;
using System.Collections.Immutable;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Cells;

/// <summary>What an engine does for the cells it hosts.</summary>
public interface ICellHost
{
    /// <summary>Takes a turn's output: to be made durable, and then, or as soon as the engine's rules allow, to leave.</summary>
    /// <remarks>Outputs become durable in the order of these calls, whichever cell makes them.</remarks>
    void Emit(CellOutput output);

    /// <summary>Wakes the cell at or after a time with <see cref="Cell.OnTimer"/>. The engine may wake it more often.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="atUnixMicros">Microseconds since 1970-01-01 UTC.</param>
    void WakeAt(Cell cell, long atUnixMicros);

    /// <summary>Says that an actor gave up on a message, or failed on a request.</summary>
    void ReportFault(ActorAddress actor, string what, Exception cause);
}

/// <summary>All that one turn lets out. Nothing of it may be observed before all it rests on is durable.</summary>
public sealed class CellOutput
{
    /// <summary>The actor's stream.</summary>
    public required CellStream Stream { get; init; }

    /// <summary>The encoded turn; empty if there is nothing to record, and what leaves only waits for what was staged before.</summary>
    public ReadOnlyMemory<byte> Turn { get; init; }

    /// <summary>Closed once every message of the turn was acknowledged; null if it sent none.</summary>
    public SendTicket? Ticket { get; init; }

    /// <summary>Messages, inquiries and acknowledgements.</summary>
    public ImmutableArray<Parcel> Parcels { get; init; } = [];

    /// <summary>Answers to requests.</summary>
    public ImmutableArray<PlannedAnswer> Answers { get; init; } = [];

    /// <summary>Requests that failed twice.</summary>
    public ReplyToken Faulted { get; init; }

    /// <summary>A snapshot that stands after this turn; null without one.</summary>
    public SnapshotDraft? Snapshot { get; init; }
}
