using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Engines;

/// <summary>The journal as it grows: the newest records from memory, older ones from the journal itself.</summary>
/// <remarks>Whoever publishes does so in order and without gaps. What was published is all that is shown, wherever it is read from.</remarks>
/// <param name="journal">Where older records are read.</param>
/// <param name="recordsKept">How many records stay in memory at least.</param>
public sealed class CommittedFeed(IJournal journal, int recordsKept) : ICommittedFeed, IDisposable
{
    private readonly object _gate = new();
    private readonly object _readerGate = new();
    private readonly List<JournalRecord> _newest = [];
    private TaskCompletionSource _more = NewSignal();
    private long _keptAfter;
    private long _lastPosition;
    private long _openedAt;
    private IJournalReader? _reader;

    /// <inheritdoc />
    public long LastPosition
    {
        get
        {
            lock (_gate) return _lastPosition;
        }
    }

    /// <inheritdoc />
    public long OpenedAt
    {
        get
        {
            lock (_gate) return _openedAt;
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(
        long afterPosition, int maxRecords, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task? more = null;
            lock (_gate)
            {
                if (afterPosition >= _keptAfter)
                {
                    if (afterPosition < _lastPosition) return Newest(afterPosition, maxRecords);
                    more = _more.Task;
                }
            }

            if (more is null) return ReadOlder(afterPosition, maxRecords);
            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts over at what the journal holds when it is opened.</summary>
    public void Reset(long lastPosition)
    {
        lock (_gate)
        {
            _newest.Clear();
            _keptAfter = lastPosition;
            _lastPosition = lastPosition;
            _openedAt = lastPosition;
        }

        Pulse();
    }

    /// <summary>Shows records that have just become durable.</summary>
    public void Publish(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0) return;
        lock (_gate)
        {
            _newest.AddRange(records);
            _lastPosition = records[^1].Position;
            if (_newest.Count > 2 * recordsKept)
            {
                var dropped = _newest.Count - recordsKept;
                _keptAfter = _newest[dropped - 1].Position;
                _newest.RemoveRange(0, dropped);
            }
        }

        Pulse();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_readerGate) _reader?.Dispose();
    }

    private List<JournalRecord> Newest(long afterPosition, int maxRecords)
    {
        var low = 0;
        var high = _newest.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_newest[middle].Position <= afterPosition) low = middle + 1;
            else high = middle;
        }

        return _newest.GetRange(low, int.Min(maxRecords, _newest.Count - low));
    }

    // Not under the gate: a reader that is far behind must not hold up the writer.
    private IReadOnlyList<JournalRecord> ReadOlder(long afterPosition, int maxRecords)
    {
        lock (_readerGate)
        {
            try
            {
                _reader ??= journal.OpenReader();
                var records = _reader.ReadAfter(afterPosition, maxRecords);

                // The journal may hold more than was published: with several writers what lies there may still have gaps.
                long keptAfter;
                lock (_gate) keptAfter = _keptAfter;
                if (records.Count > 0 && records[^1].Position > keptAfter) records = records.TakeWhile(record => record.Position <= keptAfter).ToArray();
                if (records.Count > 0) return records;
            }
            catch (JournalUnavailableException)
            {
                _reader?.Dispose();
                _reader = null;
                throw;
            }
        }

        throw new JournalUnavailableException($"The journal shows nothing after position {afterPosition}, but more was committed.");
    }

    private void Pulse() => Interlocked.Exchange(ref _more, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
