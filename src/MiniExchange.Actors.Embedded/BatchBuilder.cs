using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Embedded;

/// <summary>Packs staged outputs into records: the turns of one actor in one commit share one, as far as causes come first.</summary>
/// <remarks>
/// Joining two turns of an account around the turn of a book between them would put an effect before its cause, for every
/// reader of the journal. So each turn has a depth, one more than the deepest turn of this batch that caused it and never
/// less than its actor's turn before. Turns of one actor and depth share a record, and records stand by depth.
/// </remarks>
internal static class BatchBuilder
{
    /// <summary>Packs outputs in their order, and numbers the records.</summary>
    /// <remarks>A snapshot ends its actor's record, so that it stands at a record boundary.</remarks>
    public static Batch Build(IReadOnlyList<CellOutput> outputs, long? lowWater, int maxRecordBytes, long nowUnixMicros)
    {
        var open = new Dictionary<CellStream, Record>();
        var sent = new Dictionary<(ActorAddress From, ActorAddress To, long Sequence), int>();
        var staged = new List<Record>();
        var drafts = new List<(SnapshotDraft, long)>();
        var snapshots = new List<SnapshotToStore>();
        foreach (var output in outputs)
        {
            var stream = output.Stream;
            if (!output.Turn.IsEmpty)
            {
                var last = open.GetValueOrDefault(stream);
                var depth = int.Max(last?.Depth ?? 0, DepthOf(output, sent));
                if (last is null || last.IsClosed || last.Depth < depth || last.Bytes + output.Turn.Length > maxRecordBytes)
                {
                    last = new Record(stream, ++stream.RecordNumber, depth);
                    open[stream] = last;
                    staged.Add(last);
                }

                last.Add(output);
                foreach (var parcel in output.Parcels)
                {
                    if (parcel is Delivery send) sent[(send.From, send.To, send.Sequence)] = depth;
                }
            }

            if (output.Snapshot is not { } draft) continue;

            open[stream].IsClosed = true;
            drafts.Add((draft, stream.RecordNumber));
            snapshots.Add(draft.ToStore(stream.RecordNumber));
        }

        // Stable: of one depth, the order of staging.
        List<Record> records = [.. staged.OrderBy(static record => record.Depth)];
        var toAppend = new RecordToAppend[records.Count];
        var tickets = new IReadOnlyList<SendTicket>[records.Count];
        for (var i = 0; i < records.Count; i++)
        {
            toAppend[i] = records[i].ToAppend(nowUnixMicros);
            tickets[i] = records[i].Tickets;
        }

        return new Batch(new JournalBatch(toAppend, snapshots, lowWater), tickets, drafts);
    }

    /// <summary>How deep the turn that caused this one lies, and one more; zero if nothing of this batch caused it.</summary>
    private static int DepthOf(
        CellOutput output, Dictionary<(ActorAddress From, ActorAddress To, long Sequence), int> sent)
    {
        // A turn that a message caused acknowledges it.
        foreach (var parcel in output.Parcels)
        {
            if (parcel is Acknowledgement cause && sent.TryGetValue((cause.To, cause.From, cause.Through), out var depth))
            {
                return depth + 1;
            }
        }

        return 0;
    }

    private sealed class Record(CellStream stream, long number, int depth)
    {
        private readonly List<ReadOnlyMemory<byte>> _turns = [];
        private List<SendTicket>? _tickets;

        public int Depth => depth;

        public int Bytes { get; private set; }

        /// <summary>Whether a snapshot stands after it.</summary>
        public bool IsClosed { get; set; }

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
            Payload = _turns.Count == 1 ? _turns[0] : RecordPayload.Join(_turns, Bytes),
            CreatedAtUnixMicros = nowUnixMicros,
        };
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
