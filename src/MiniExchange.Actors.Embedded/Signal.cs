using System;
using System.Threading;

namespace MiniExchange.Actors.Embedded;

/// <summary>Lets one thread sleep until another has something for it.</summary>
internal sealed class Signal
{
    private readonly object _gate = new();
    private bool _isSet;

    /// <summary>Wakes the sleeper, or keeps the next one from sleeping.</summary>
    public void Set()
    {
        // The unlocked look keeps a busy queue from taking this lock for every item.
        if (Volatile.Read(ref _isSet)) return;
        lock (_gate)
        {
            _isSet = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Sleeps until set, or for a time.</summary>
    public void Wait(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (!_isSet) Monitor.Wait(_gate, atMost);
            _isSet = false;
        }
    }
}
