using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Conformance;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>An exchange that is killed, on whichever store a class that inherits this gives it.</summary>
public abstract class CrashKit(ITestOutputHelper output)
{
    private const int Traders = 12;
    private const int Kills = 3;

    /// <summary>The configuration of an empty store.</summary>
    protected abstract string[] NewStore();

    [KitFact]
    public async Task Exchange_WhenKilledUnderTrafficAgainAndAgain_LosesAndDoublesNothing()
    {
        var seed = CrashSeed.Or(20260722);
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        await using var exchange = await RunningExchange.StartAsync(NewStore());
        var crowd = await Crowd.GatherAsync(exchange, Traders, random);
        for (var kill = 1; kill <= Kills; kill++)
        {
            output.WriteLine($"Kill {kill}.");
            using var stop = new CancellationTokenSource();
            var reconciledBefore = crowd.Reconciliations;
            var enough = crowd.AcknowledgedAsync(random.Next(200, 1_000));
            var trading = crowd.TradeAsync(stop.Token);
            await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);
            await exchange.KillHardAsync();
            await stop.CancelAsync();
            await trading;
            Assert.True(crowd.Reconciliations > reconciledBefore, "Nobody looked at the money under traffic.");

            await exchange.StartAgainAsync();
            await Audit.CheckAsync(exchange, crowd);
            output.WriteLine(crowd.ToString());
        }

        Assert.True(crowd.Unknown > 0, "No request was under way at any kill.");
    }

    [KitFact]
    public async Task Exchange_WhenStoppedUnderTraffic_HasAnsweredEverythingItDid()
    {
        var seed = CrashSeed.Or(7);
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        await using var exchange = await RunningExchange.StartAsync(NewStore());
        var crowd = await Crowd.GatherAsync(exchange, Traders, random);
        using var stop = new CancellationTokenSource();
        var enough = crowd.AcknowledgedAsync(random.Next(200, 500));
        var trading = crowd.TradeAsync(stop.Token);
        await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);
        var exitCode = await exchange.StopAsync();
        await stop.CancelAsync();
        await trading;

        Assert.Equal(0, exitCode);
        await exchange.StartAgainAsync();
        await Audit.CheckAsync(exchange, crowd);
        await Audit.CheckNothingUnansweredAsync(crowd);
    }
}
