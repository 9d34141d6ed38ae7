using System.Collections.Generic;
using System.Threading;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>The streams of one pair that somebody listens to, and how many of its changes wait to be published.</summary>
/// <param name="maxPending">So many changes may wait.</param>
internal sealed class MarketTopics(int maxPending)
{
    private int _pending;
    private volatile bool _hasLost;

    /// <summary>So many changes may wait.</summary>
    public int MaxPending { get; } = maxPending;

    /// <summary>Used by the publishing loop alone.</summary>
    public List<Topic> Topics { get; } = [];

    /// <summary>Whether a change could not be kept since the last <see cref="Restart"/>, so that the streams have a gap.</summary>
    public bool HasLost => _hasLost;

    /// <summary>Makes room for a change; none is made for those after one that was lost.</summary>
    public bool TryReserve()
    {
        if (_hasLost) return false;
        if (Interlocked.Increment(ref _pending) <= MaxPending) return true;
        _hasLost = true;
        Interlocked.Decrement(ref _pending);
        return false;
    }

    /// <summary>Gives the room of a change back.</summary>
    public void Release() => Interlocked.Decrement(ref _pending);

    /// <summary>Starts over after a loss, once nobody listens who has seen what came before.</summary>
    public void Restart() => _hasLost = false;
}
