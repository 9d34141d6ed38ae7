using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Hosts;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>An exchange whose PostgreSQL server goes away under traffic, and comes back.</summary>
public sealed class LostDatabaseTests(ITestOutputHelper output)
{
    private const int Traders = 12;
    private const int Losses = 2;

    [OwnPostgresFact]
    public async Task Exchange_WhenItsDatabaseIsKilledUnderTraffic_SaysSoAndGoesOnByItselfWithNothingLostOrDoubled()
    {
        var seed = CrashSeed.Or(15);
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        using var postgres = PostgresServer.Start();
        await using var exchange = await RunningExchange.StartAsync(PostgresStore.Settings(postgres.ConnectionString));
        var crowd = await Crowd.GatherAsync(exchange, Traders, random);
        using var stop = new CancellationTokenSource();
        var enough = crowd.AcknowledgedAsync(random.Next(200, 500));
        var trading = crowd.TradeAsync(stop.Token);
        await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);
        for (var loss = 1; loss <= Losses; loss++)
        {
            output.WriteLine($"Loss {loss}.");
            postgres.StopImmediately();
            var reason = await Eventually.FindAsync(
                "the host to say that it is not ready",
                async () => await exchange.HealthAsync() is (HttpStatusCode.ServiceUnavailable, var body) ? body : null,
                exchange.Log.Tail);
            Assert.Contains("\"reason\":\"", reason, StringComparison.Ordinal);

            enough = crowd.AcknowledgedAsync(random.Next(200, 500));
            postgres.StartAgain();
            await exchange.WaitUntilReadyAsync();
            await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);
        }

        await stop.CancelAsync();
        await trading;
        await Audit.CheckAsync(exchange, crowd);
        output.WriteLine(crowd.ToString());

        // Errors of a lost database are where connection strings slip into logs.
        var password = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Password!;
        Assert.DoesNotContain(password, exchange.Log.ToString(), StringComparison.Ordinal);
    }
}
