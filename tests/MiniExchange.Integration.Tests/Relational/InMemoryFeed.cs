using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>A journal that a test writes by hand. Positions have gaps, as a database's have.</summary>
internal sealed class InMemoryFeed : ICommittedFeed
{
    private readonly AccountCodec _accounts = new();
    private readonly BookCodec _books = new();
    private readonly List<JournalRecord> _records = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<JournalRecord> Records => _records;

    public long OpenedAt { get; set; }

    /// <inheritdoc />
    public long LastPosition
    {
        get
        {
            lock (_records) return _records.Count == 0 ? 0 : _records[^1].Position;
        }
    }

    public async ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(
        long afterPosition, int maxRecords, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_records)
            {
                var found = _records.Where(record => record.Position > afterPosition).Take(maxRecords).ToList();
                if (found.Count > 0) return found;
                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellationToken);
        }
    }

    /// <summary>One turn of an account, as one record.</summary>
    public ReadPoint Add(AccountId account, params AccountEvent[] events) =>
        Add(Addresses.Account(account), _accounts, events[0].OccurredAtUnixMicros, events);

    /// <summary>One turn of a book, as one record.</summary>
    public ReadPoint Add(string symbol, long atUnixMicros, params BookEvent[] events) =>
        Add(Addresses.Book(symbol), _books, atUnixMicros, events);

    /// <summary>A record with any payload.</summary>
    public ReadPoint Add(ActorAddress address, int serializerId, string manifest, ReadOnlyMemory<byte> payload)
    {
        lock (_records)
        {
            var number = _records.Count(record => record.Address == address) + 1;
            _records.Add(new JournalRecord(LastPosition + 3, address, number, serializerId, manifest, payload));
            _grown.SetResult();
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ReadPoint(address, number);
        }
    }

    /// <summary>Puts another record in the place of one.</summary>
    public void Replace(JournalRecord old, JournalRecord by)
    {
        lock (_records) _records[_records.IndexOf(old)] = by;
    }

    private ReadPoint Add<TState, TEvent>(
        ActorAddress address, ICellCodec<TState, TEvent> codec, long atUnixMicros, TEvent[] events)
    {
        var turn = new Turn<TEvent> { AtUnixMicros = atUnixMicros };
        turn.Events.AddRange(events);
        var payload = new ArrayBufferWriter<byte>();
        codec.WriteTurn(turn, payload);
        return Add(address, codec.SerializerId, codec.RecordManifest, payload.WrittenMemory);
    }
}
