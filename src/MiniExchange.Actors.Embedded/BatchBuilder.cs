using System;
using System.Collections.Generic;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Embedded;

/// <summary>Packs staged outputs into records: turns of one actor in one commit share one, where that leaves causes before effects.</summary>
/// <remarks>
/// A turn that joins its actor's record takes effect, for readers of the journal, where that record stands. It may join
/// unless its cause stands later: else the journal would show a fill settled before the trade was made.
/// </remarks>
internal static class BatchBuilder
{
    /// <summary>Packs outputs in their order, and numbers the records.</summary>
    /// <remarks>A snapshot ends its actor's record, so that it stands at a record boundary.</remarks>
    public static Batch Build(IReadOnlyList<CellOutput> outputs, long? lowWater, int maxRecordBytes, long nowUnixMicros)
    {
        var open = new Dictionary<CellStream, Record>();
        var lastPlaces = new Dictionary<ActorAddress, int>();
        var records = new List<Record>();
        var drafts = new List<(SnapshotDraft, long)>();
        var snapshots = new List<SnapshotToStore>();
        foreach (var output in outputs)
        {
            var stream = output.Stream;
            if (!output.Turn.IsEmpty)
            {
                var mayJoin = open.TryGetValue(stream, out var record)
                    && record.Bytes + output.Turn.Length <= maxRecordBytes
                    && (output.Cause.IsNone || lastPlaces.GetValueOrDefault(output.Cause, -1) <= record.Place);
                if (!mayJoin)
                {
                    record = new Record(stream, ++stream.RecordNumber, place: records.Count);
                    open[stream] = record;
                    lastPlaces[stream.Address] = record.Place;
                    records.Add(record);
                }

                record!.Add(output);
            }

            if (output.Snapshot is not { } draft) continue;

            open.Remove(stream);
            drafts.Add((draft, stream.RecordNumber));
            snapshots.Add(draft.ToStore(stream.RecordNumber));
        }

        var toAppend = new RecordToAppend[records.Count];
        var tickets = new IReadOnlyList<SendTicket>[records.Count];
        for (var i = 0; i < records.Count; i++)
        {
            toAppend[i] = records[i].ToAppend(nowUnixMicros);
            tickets[i] = records[i].Tickets;
        }

        return new Batch(new JournalBatch(toAppend, snapshots, lowWater), tickets, drafts);
    }

    private sealed class Record(CellStream stream, long number, int place)
    {
        private readonly List<ReadOnlyMemory<byte>> _turns = [];
        private List<SendTicket>? _tickets;

        public int Place => place;

        public int Bytes { get; private set; }

        public IReadOnlyList<SendTicket> Tickets => _tickets ?? (IReadOnlyList<SendTicket>)[];

        public void Add(CellOutput output)
        {
            _turns.Add(output.Turn);
            Bytes += output.Turn.Length;
            if (output.Ticket is not null) (_tickets ??= []).Add(output.Ticket);
        }

        public RecordToAppend ToAppend(long nowUnixMicros) => new()
        {
            Address = stream.Address,
            Number = number,
            SerializerId = stream.SerializerId,
            Manifest = stream.RecordManifest,
            Payload = _turns.Count == 1 ? _turns[0] : Join(),
            CreatedAtUnixMicros = nowUnixMicros,
        };

        private byte[] Join()
        {
            var joined = new byte[Bytes];
            var position = 0;
            foreach (var turn in _turns)
            {
                turn.CopyTo(joined.AsMemory(position));
                position += turn.Length;
            }

            return joined;
        }
    }
}

/// <summary>A batch and what belongs to its parts.</summary>
/// <param name="Journal">What is committed.</param>
/// <param name="Tickets">For each record, the tickets of its turns.</param>
/// <param name="Drafts">Snapshots, with the numbers they are stored under.</param>
internal sealed record Batch(
    JournalBatch Journal,
    IReadOnlyList<IReadOnlyList<SendTicket>> Tickets,
    IReadOnlyList<(SnapshotDraft Draft, long RecordNumber)> Drafts);
