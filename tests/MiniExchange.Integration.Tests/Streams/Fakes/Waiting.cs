using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams.Fakes;

/// <summary>For what a server does without telling anybody, such as forgetting.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20), $"Waited 20 s until {what}.");
            await Task.Yield();
        }
    }
}
