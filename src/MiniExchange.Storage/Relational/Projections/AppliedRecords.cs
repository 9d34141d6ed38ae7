using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>What the rows show by now: a position, and the last record of each recent stream. Signals every change.</summary>
/// <remarks>
/// Streams are remembered in two generations: when the young one is full it becomes the old one, whose streams are
/// forgotten. So at least the last <paramref name="recentStreams"/> and at most twice as many are known, without a list
/// of who came when.
/// </remarks>
public sealed class AppliedRecords(int recentStreams)
{
    private readonly Lock _gate = new();
    private Dictionary<ActorAddress, long> _young = [];
    private Dictionary<ActorAddress, long> _old = [];
    private TaskCompletionSource _next = NewSignal();
    private long _position;

    /// <summary>The journal position of the last record applied; zero before the first, or before it was looked up.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>The position, a stream's last record (null if it is not remembered), and what tells of the next change.</summary>
    internal (long Position, long? Number, Task Next) Look(ActorAddress address)
    {
        lock (_gate) return (_position, NumberOf(address), _next.Task);
    }

    /// <summary>What is known of a stream; null if it is not remembered.</summary>
    internal long? LastNumberOf(ActorAddress address)
    {
        lock (_gate) return NumberOf(address);
    }

    /// <summary>Takes note of a batch whose transaction has committed.</summary>
    internal void Advance(long position, IReadOnlyDictionary<ActorAddress, long> lastNumbers)
    {
        TaskCompletionSource reached;
        lock (_gate)
        {
            foreach (var (address, number) in lastNumbers)
            {
                if (_young.Count >= recentStreams && !_young.ContainsKey(address)) (_old, _young) = (_young, []);
                _young[address] = number;
            }

            Interlocked.Exchange(ref _position, position);
            reached = _next;
            _next = NewSignal();
        }

        reached.SetResult();
    }

    /// <summary>Forgets the streams and takes a position over: at the start, after a rebuild, or when somebody else moved it.</summary>
    internal void Restart(long position)
    {
        lock (_gate)
        {
            _young = [];
            _old = [];
        }

        Advance(position, new Dictionary<ActorAddress, long>());
    }

    // Whoever waits goes on with its query; that must not run inside the projection's turn.
    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long? NumberOf(ActorAddress address) =>
        _young.TryGetValue(address, out var number) || _old.TryGetValue(address, out number) ? number : null;
}
