using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>How far the rows have come, and where in the journal the last record of each recent stream lies. Signals every change.</summary>
/// <remarks>
/// The rows may be written by another process; the streams are those of this process's own feed, which may be ahead of the rows or
/// behind them. Streams are remembered in two generations: when the young one is full it becomes the old one, whose streams are
/// forgotten. So at least the last <paramref name="recentStreams"/> and at most twice as many are known, without a list
/// of who came when.
/// </remarks>
public sealed class AppliedRecords(int recentStreams)
{
    private readonly Lock _gate = new();
    private Dictionary<ActorAddress, Place> _young = [];
    private Dictionary<ActorAddress, Place> _old = [];
    private TaskCompletionSource _next = NewSignal();
    private TaskCompletionSource _wanted = NewSignal();
    private int _waiting;
    private long _position;
    private long _noted;

    /// <summary>The journal position that the rows have reached, as far as is known here; zero before it was looked up.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>The position of the last record that was noted.</summary>
    internal long Noted => Interlocked.Read(ref _noted);

    /// <summary>The rows' position, a stream's last noted record (null if it is not remembered), and what tells of the next change.</summary>
    internal (long Position, Place? Last, Task Next) Look(ActorAddress address)
    {
        lock (_gate) return (_position, LastOf(address), _next.Task);
    }

    /// <summary>Waits for the next change, with whoever applies records knowing that somebody waits.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    internal async Task WaitAsync(Task next, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            Wanted().SetResult();
            await next.WaitAsync(atMost, time, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Waits for a time, or until somebody waits for a change.</summary>
    internal async Task PauseAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task wanted;
        lock (_gate) wanted = _wanted.Task;
        if (Volatile.Read(ref _waiting) == 0) await Task.WhenAny(wanted, Task.Delay(atMost, time, cancellationToken));
    }

    private TaskCompletionSource Wanted()
    {
        lock (_gate)
        {
            var wanted = _wanted;
            _wanted = NewSignal();
            return wanted;
        }
    }

    /// <summary>Requires that records of the feed, where they are new, go on where their streams stopped.</summary>
    /// <exception cref="InvalidOperationException">One does not. Rows made over a gap would be wrong for ever.</exception>
    internal void RequireNoGap(IReadOnlyList<JournalRecord> records)
    {
        var last = new Dictionary<ActorAddress, long>();
        lock (_gate)
        {
            foreach (var record in records)
            {
                if (record.Position <= _noted) continue;
                var before = last.TryGetValue(record.Address, out var here) ? here : LastOf(record.Address)?.Number;
                if (before is not null && record.Number != before + 1)
                {
                    throw new InvalidOperationException(
                        $"Record {record.Number} of {record.Address} at position {record.Position} follows record {before}.");
                }

                last[record.Address] = record.Number;
            }
        }
    }

    /// <summary>Takes note of where records of the feed lie. Those that were noted before are passed over.</summary>
    internal void Note(IReadOnlyList<JournalRecord> records) => Change(() =>
    {
        var before = _noted;
        foreach (var record in records)
        {
            if (record.Position <= _noted) continue;
            if (_young.Count >= recentStreams && !_young.ContainsKey(record.Address)) (_old, _young) = (_young, []);
            _young[record.Address] = new Place(record.Number, record.Position);
            Interlocked.Exchange(ref _noted, record.Position);
        }

        return _noted > before;
    });

    /// <summary>Takes note of how far the rows have come; an older position than the known one says nothing.</summary>
    internal void Advance(long position) => Change(() =>
    {
        if (position <= _position) return false;
        Interlocked.Exchange(ref _position, position);
        return true;
    });

    /// <summary>Starts at a position of the rows, with no stream known: at the start, and after a rebuild.</summary>
    internal void Restart(long position) => Change(() =>
    {
        _young = [];
        _old = [];
        Interlocked.Exchange(ref _position, position);
        Interlocked.Exchange(ref _noted, position);
        return true;
    });

    private void Change(Func<bool> change)
    {
        TaskCompletionSource reached;
        lock (_gate)
        {
            if (!change()) return;
            reached = _next;
            _next = NewSignal();
        }

        reached.SetResult();
    }

    // Whoever waits goes on with its query; that must not run inside the projection's turn.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Place? LastOf(ActorAddress address) =>
        _young.TryGetValue(address, out var place) || _old.TryGetValue(address, out place) ? place : null;

    /// <summary>Where a record lies.</summary>
    /// <param name="Number">Its count among the actor's records.</param>
    /// <param name="Position">Its place among all records.</param>
    internal readonly record struct Place(long Number, long Position);
}
