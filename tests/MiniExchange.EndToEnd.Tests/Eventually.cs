using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests;

/// <summary>Waits for what another process does and cannot signal.</summary>
internal static class Eventually
{
    /// <summary>How long anything may take here; on a busy machine a start alone takes seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until a look finds something.</summary>
    /// <param name="what">What is waited for, as the failure shall name it.</param>
    /// <param name="look">Null: not yet.</param>
    /// <param name="otherwise">What else to say when it never came.</param>
    /// <exception cref="TimeoutException">It never came.</exception>
    public static async Task<T> FindAsync<T>(string what, Func<Task<T?>> look, Func<string>? otherwise = null)
        where T : class
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            if (await look() is { } found) return found;
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}. {otherwise?.Invoke()}");
    }

    /// <summary>A task's result, or a failure that says what was waited for.</summary>
    public static async Task<T> EndsAsync<T>(string what, Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}.");
        }
    }
}
