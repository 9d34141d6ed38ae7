using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>A host that keeps everything a cell gives out, so that a test can look at it and hand on what it likes.</summary>
internal sealed class RecordingHost : ICellHost
{
    public List<CellOutput> Outputs { get; } = [];

    public List<long> Wakes { get; } = [];

    public List<(ActorAddress Actor, string What)> Faults { get; } = [];

    public IEnumerable<Parcel> Parcels => Outputs.SelectMany(output => output.Parcels);

    public IEnumerable<Reply> Replies => Outputs.SelectMany(output => output.Answers).Select(answer => answer.Reply);

    public IEnumerable<CellOutput> Recorded => Outputs.Where(output => !output.Turn.IsEmpty);

    public void Emit(CellOutput output) => Outputs.Add(output);

    public void WakeAt(Cell cell, long atUnixMicros) => Wakes.Add(atUnixMicros);

    public void ReportFault(ActorAddress actor, string what, Exception cause) => Faults.Add((actor, what));

    /// <summary>Forgets what was given out, as if it had become durable and left.</summary>
    public void Settle()
    {
        foreach (var output in Outputs) output.Stream.Settle();
        Outputs.Clear();
    }
}
