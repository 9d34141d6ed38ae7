using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

[Collection(PostgresCollection.Name)]
public sealed class SmokeTests(PrivatePostgres postgres)
{
    [Fact]
    public async Task Node_AnswersAndRemembers()
    {
        var database = postgres.CreateDatabase();
        for (var life = 1; life <= 2; life++)
        {
            var began = DateTime.UtcNow;
            await using var run = new ClusterRun(ClusterRun.Parts(database, [Probes.Kind(new ProbeHooks())], new EngineSetup { LowWaterEveryMs = 500, SnapshotMinBytes = 2000 }));
            run.Start();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var health = await run.WaitForHealthAsync(now => now.State is EngineState.Ready, patience.Token);
            Console.WriteLine($"ready after {(DateTime.UtcNow - began).TotalMilliseconds} ms");
            var answers = await Task.WhenAll(Enumerable.Range(1, 200).Select(n => run.Engine.AskAsync(
                Probes.Named("a"), new Command("send probe-b add 1"), long.MaxValue, patience.Token)));
            Assert.All(answers, answer => Assert.IsType<Replied>(answer));
            var tally = Assert.IsType<Tallied>(Assert.IsType<Replied>(await run.Engine.AskAsync(Probes.Named("b"), new Command("get"), long.MaxValue, patience.Token)).Reply);
            Assert.Equal(life * 200, tally.Count);
            var position = 0L;
            var records = await run.Engine.Feed.ReadAsync(position, 1000, patience.Token);
            Console.WriteLine($"{records.Count} records, {(DateTime.UtcNow - began).TotalMilliseconds} ms");
        }
    }
}
