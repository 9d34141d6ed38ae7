using System;
using System.Collections.Generic;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A commit returns before it is durable: it is written with the next one, or a little later. A crash in between loses it.</summary>
internal sealed class DurableTooEarly : Defect
{
    private WriteBehind? _journal;

    public override IJournal In(IJournal journal) => _journal = new WriteBehind(journal);

    public override void LetTimePass() => _journal!.Flush();

    private sealed class WriteBehind(IJournal inner) : JournalDecorator(inner)
    {
        private IJournalWriter? _writer;
        private JournalBatch? _late;
        private long _lastPosition;

        public override IJournalReader OpenReader() => new Reader(this, base.OpenReader());

        public void Flush()
        {
            if (_late is not { } late) return;

            _late = null;
            _writer!.Commit(late);
        }

        protected override void Commit(IJournalWriter writer, JournalBatch batch)
        {
            if (writer != _writer) (_writer, _late, _lastPosition) = (writer, null, writer.LastPosition);
            Flush();
            if (batch.Records.Count == 0)
            {
                writer.Commit(batch);
                return;
            }

            _late = batch;
            foreach (var record in batch.Records) record.Position = ++_lastPosition;
        }

        // Its own reads see what is still to be written, as a cache would show it.
        private sealed class Reader(WriteBehind journal, IJournalReader inner) : IJournalReader
        {
            public StoredSnapshot? ReadSnapshot(ActorAddress address) => Flushed(() => inner.ReadSnapshot(address));

            public ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber) =>
                Flushed(() => inner.ReadPeerChunk(address, chunk, recordNumber));

            public IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber) =>
                Flushed(() => inner.ReadStream(address, afterRecordNumber));

            public IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords) => inner.ReadAfter(position, maxRecords);

            public IReadOnlyList<ActorAddress> ReadAddresses(string kind) => inner.ReadAddresses(kind);

            public void Dispose() => inner.Dispose();

            private T Flushed<T>(Func<T> read)
            {
                journal.Flush();
                return read();
            }
        }
    }
}
