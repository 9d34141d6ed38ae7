using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Runs;
using MiniExchange.LoadTests.Streams;
using NBomber.CSharp;

namespace MiniExchange.LoadTests.Injection;

/// <summary>The scenarios of the load tests, injected and reported by NBomber. The figures are NBomber's own.</summary>
public static class Program
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static Task<int> Main(string[] arguments) => LoadCommand
        .Create("The scenarios of the load tests, by NBomber. docs/load-tests.md says how to switch it on.", static (plan, _, cancellationToken) => RunAsync(plan, cancellationToken))
        .Parse(arguments)
        .InvokeAsync();

    private static async Task<int> RunAsync(LoadPlan plan, CancellationToken cancellationToken)
    {
        var askers = (await LoadSetup.PrepareAsync(plan, cancellationToken)).Lanes.Select(static lane => new Asker(lane.Script, lane.Request, lane.Server)).ToArray();
        await using var subscribers = await Subscribers.ConnectAsync(plan, cancellationToken);
        var free = Channel.CreateUnbounded<Asker>();
        foreach (var asker in askers) free.Writer.TryWrite(asker);

        // A copy is one request, on whichever connection is free. Waiting for one is part of its latency, as it is in the load tests.
        var scenario = Scenario.Create(plan.Mix.Name, async context =>
        {
            var asker = await free.Reader.ReadAsync(CancellationToken.None);
            try
            {
                var operation = asker.Begin();
                return await Step.Run(operation.ToString(), context, async () =>
                {
                    var (status, code) = await asker.AskAsync();
                    return status is >= 200 and < 300
                        ? Response.Ok(statusCode: Text(status))
                        : Response.Fail(statusCode: Text(status), message: Text(code));
                });
            }
            finally
            {
                free.Writer.TryWrite(asker);
            }
        })
        .WithRestartIterationOnFail(shouldRestart: false)
        .WithMaxFailCount(int.MaxValue)
        .WithLoadSimulations(plan.PerSecond > 0
            ? Simulation.Inject(rate: plan.PerSecond, interval: Second, during: Second * plan.Seconds)
            : Simulation.KeepConstant(copies: plan.Connections, during: Second * plan.Seconds));
        scenario = plan.WarmUpSeconds > 0 ? scenario.WithWarmUpDuration(Second * plan.WarmUpSeconds) : scenario.WithoutWarmUp();

        subscribers.Begin();
        NBomberRunner.RegisterScenarios(scenario).Run();
        subscribers.End();
        if (subscribers.Figures() is { } heard) await Console.Out.WriteLineAsync($"{heard.Subscribers} subscribers, {heard.Lost} lost, {heard.Messages} messages, warm-up included");
        foreach (var asker in askers)
        {
            await asker.EndAsync();
            asker.Dispose();
        }

        return 0;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
