using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>One probe's cell on a journal of its own, driven call by call.</summary>
internal sealed class StoredCell : IDisposable
{
    public const long Start = 1_000_000;

    private readonly MemoryJournal _journal = new();
    private readonly IJournalWriter _writer;
    private CellOptions _options;

    public StoredCell(CellOptions? options = null)
    {
        _options = options ?? new CellOptions { RepeatAfterMs = 1_000, SnapshotMinBytes = int.MaxValue };
        _writer = _journal.OpenWriter();
        Reload();
    }

    public static ActorAddress Self { get; } = Probes.Named("self");

    public RecordingHost Host { get; private set; } = null!;

    public ProbeHooks Hooks { get; } = new();

    public Cell Cell { get; private set; } = null!;

    public long Now { get; set; } = Start;

    /// <summary>Stores everything given out since the last time, one record for each turn, and forgets it.</summary>
    /// <returns>The snapshots that were stored.</returns>
    public IReadOnlyList<SnapshotToStore> Commit()
    {
        var stored = new List<SnapshotToStore>();
        foreach (var output in Host.Outputs)
        {
            if (output.Turn.IsEmpty) continue;

            var number = ++output.Stream.RecordNumber;
            var snapshot = output.Snapshot?.ToStore(number);
            if (snapshot is not null) stored.Add(snapshot);
            var record = new RecordToAppend
            {
                Address = Self,
                Number = number,
                SerializerId = output.Stream.SerializerId,
                Manifest = output.Stream.RecordManifest,
                Payload = output.Turn,
                CreatedAtUnixMicros = Now,
            };
            _writer.Commit(new JournalBatch([record], snapshot is null ? [] : [snapshot], LowWater: null));
            if (output.Snapshot is { } draft) draft.StoredAs = number;
        }

        Host.Settle();
        return stored;
    }

    /// <summary>Drops the cell with everything that was not committed, and loads it anew.</summary>
    public void Restart(CellOptions? options = null)
    {
        _options = options ?? _options;
        Reload();
        Cell.Resume(Now);
    }

    public void Ask(string text, long token = 1, long deadline = long.MaxValue, Guid? id = null) =>
        Cell.Receive(new Asked(Self, new Command(text, id), new ReplyToken(token), deadline), Now);

    public void Deliver(ActorAddress from, long sequence, string text, long token = 0) =>
        Cell.Receive(new Delivery(from, Self, sequence, new Line(text), new ReplyToken(token)), Now);

    public void Acknowledge(ActorAddress by, long through, bool answersInquiry = false) =>
        Cell.Receive(new Acknowledgement(by, Self, through, answersInquiry), Now);

    /// <summary>The last turn given out, as a reader of the journal will see it.</summary>
    public Turn<string> LastTurn()
    {
        var turn = new Turn<string>();
        return new ProbeCodec().ReadRecord("probe.record/1", Host.Recorded.Last().Turn, turn).Last();
    }

    public Tallied Tally()
    {
        Ask("get");
        return (Tallied)Host.Replies.Last();
    }

    public void Dispose() => _writer.Dispose();

    private void Reload()
    {
        Host = new RecordingHost();
        Cell = Probes.Kind(Hooks).CreateCell(Self, Host, _options);
        using var reader = _journal.OpenReader();
        Cell.Recover(reader);
    }
}
