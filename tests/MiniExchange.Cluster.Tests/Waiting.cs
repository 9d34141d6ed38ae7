using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit.Sdk;

namespace MiniExchange.ClusterTests;

/// <summary>Waits for named things to happen.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until something is so, and says what did not happen.</summary>
    public static Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);

    /// <summary>The same of what has to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var looks = new PeriodicTimer(LookEvery);
        try
        {
            while (!await isSo()) await looks.WaitForNextTickAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new XunitException($"Within {Patience} it did not happen that {what}.");
        }
    }
}
