using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;

namespace MiniExchange.Api.Limits;

/// <summary>What each caller used in the current window. Windows are aligned to the clock; a new one forgets the last.</summary>
/// <param name="windowSeconds">How long a window is.</param>
/// <param name="maxCallers">Callers counted one by one; those past it share one count, so that memory is bounded.</param>
/// <param name="time">The clock.</param>
internal sealed class FixedWindowCounts<TCaller>(int windowSeconds, int maxCallers, TimeProvider time)
    where TCaller : notnull
{
    private Window _window = new(-1);

    /// <summary>Seconds until the next window.</summary>
    public int SecondsLeft => (int)(windowSeconds - time.GetUtcNow().ToUnixTimeSeconds() % windowSeconds);

    /// <summary>Adds to a caller's count, and returns the count after it.</summary>
    public int Add(TCaller caller, int amount) => Add(caller, amount, out _);

    /// <summary>The same, and says whether the count is shared with other callers.</summary>
    public int Add(TCaller caller, int amount, out bool isShared)
    {
        var window = Current();
        var count = CountOf(caller, window);
        isShared = count == window.Shared;
        return Interlocked.Add(ref count.Value, amount);
    }

    /// <summary>Takes from a caller's count what was added to it, and returns the count after it: never less than zero, since a window may have turned between.</summary>
    public int GiveBack(TCaller caller, int amount)
    {
        var count = CountOf(caller, Current());
        while (true)
        {
            var before = Volatile.Read(ref count.Value);
            var after = Math.Max(0, before - amount);
            if (Interlocked.CompareExchange(ref count.Value, after, before) == before) return after;
        }
    }

    private StrongBox<int> CountOf(TCaller caller, Window window)
    {
        if (window.Counts.TryGetValue(caller, out var count)) return count;
        if (Interlocked.Increment(ref window.Callers) > maxCallers) return window.Shared;
        return window.Counts.GetOrAdd(caller, static _ => new StrongBox<int>());
    }

    private Window Current()
    {
        var number = time.GetUtcNow().ToUnixTimeSeconds() / windowSeconds;
        var window = Volatile.Read(ref _window);
        if (window.Number >= number) return window;
        var next = new Window(number);
        var seen = Interlocked.CompareExchange(ref _window, next, window);
        return seen == window ? next : seen;
    }

    private sealed class Window(long number)
    {
        public long Number { get; } = number;

        public ConcurrentDictionary<TCaller, StrongBox<int>> Counts { get; } = new();

        public StrongBox<int> Shared { get; } = new();

        public int Callers;
    }
}
