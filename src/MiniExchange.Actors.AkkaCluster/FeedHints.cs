using System;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Says that the journal has grown, here or on another node. Only ever a hint: the journal is looked at without one too.</summary>
internal sealed class FeedHints
{
    private TaskCompletionSource _signal = NewSignal();
    private int _isNew;

    /// <summary>Called once for the first record after <see cref="TakeNew"/>, by whoever committed it.</summary>
    public Action? Tell { get; set; }

    /// <summary>A record of this node became durable.</summary>
    public void Committed()
    {
        Seen();
        if (Interlocked.Exchange(ref _isNew, 1) == 0) Tell?.Invoke();
    }

    /// <summary>Whether this node committed anything since the last call.</summary>
    public bool TakeNew() => Interlocked.Exchange(ref _isNew, 0) == 1;

    /// <summary>Some node committed something.</summary>
    public void Seen() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Waits for the next hint, or until it is time to look anyway.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await Volatile.Read(ref _signal).Task.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Looked at anyway.
        }
    }

    /// <summary>Forgets hints so far; call before looking.</summary>
    public void Reset()
    {
        if (Volatile.Read(ref _signal).Task.IsCompleted) Interlocked.Exchange(ref _signal, NewSignal());
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
