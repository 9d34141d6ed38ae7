using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;
using MiniExchange.EndToEnd.Tests.Hosts;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.EndToEnd.Tests.Standby;

/// <summary>Two hosts on one database, of which the second stands by: one at a time answers, whatever becomes of the first.</summary>
[NeedsPostgres]
[Collection(PostgresStore.Name)]
public sealed class StandbyTests(PrivatePostgres postgres, ITestOutputHelper output)
{
    private const int Traders = 8;

    // A host that is cut off may answer for half of it; the server waits for all of it.
    private const int DeadPeerMs = 4_000;

    // Until a thread of a busy machine that was to look at the clock has done so.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    [PostgresFact]
    public async Task Standby_WhenTheFirstIsKilledInTraffic_TakesOverWithNothingLostOrDoubled()
    {
        var seed = CrashSeed.Or(31);
        output.WriteLine($"Seed {seed}.");
        var random = new Random(seed);
        var store = Store(postgres.CreateDatabase());
        await using var first = await RunningExchange.StartAsync(store);
        await using var second = await StandByAsync(first, store);
        await RefusesAsync(second);
        var crowd = await Crowd.GatherAsync(first, Traders, random);
        using var stopFirst = new CancellationTokenSource();
        var enough = crowd.AcknowledgedAsync(random.Next(200, 400));
        var trading = crowd.TradeAsync(stopFirst.Token);
        await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);

        var sinceKill = Stopwatch.StartNew();
        await first.KillHardAsync();
        await stopFirst.CancelAsync();
        await trading;
        Assert.True(crowd.Unknown > 0, "No request was under way at the kill.");

        first.Successor = second.Address;
        using var stopSecond = new CancellationTokenSource();
        var accepted = crowd.AcknowledgedAsync(1);
        trading = crowd.TradeAsync(stopSecond.Token);
        await Task.WhenAny(accepted, trading).WaitAsync(Eventually.Patience);
        output.WriteLine($"Killed: {Seconds(sinceKill.Elapsed)} until the second accepted an order.");
        enough = crowd.AcknowledgedAsync(100);
        await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);
        await stopSecond.CancelAsync();
        await trading;

        await Audit.CheckAsync(first, crowd);
        output.WriteLine(crowd.ToString());
        Assert.Single(second.Log.Lines, line => line.Contains("Standing by. The journal in database", StringComparison.Ordinal));
        Assert.Single(second.Log.Lines, line => line.Contains("Took over", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task First_WhenItsDatabaseFallsSilent_SaysNothingThatMayBeOldAndBecomesTheStandby()
    {
        var database = new NpgsqlConnectionStringBuilder(postgres.CreateDatabase());
        using var proxy = new SilentProxy(database.Port);
        var direct = Store(database.ConnectionString);
        database.Port = proxy.Port;
        await using var first = await RunningExchange.StartAsync(Store(database.ConnectionString));
        await using var second = await StandByAsync(first, direct);
        var trader = await first.BackOffice.AddTraderAsync(("USDT", 10_000m));
        var order = await PlaceAsync(trader, 100);
        using var onlooker = new Onlooker(first.Address, trader);
        await onlooker.AnsweredAsync();

        var silentAt = onlooker.Now;
        proxy.FallSilent();
        await second.WaitUntilReadyAsync();
        first.Successor = second.Address;
        await CancelAsync(trader, order);
        output.WriteLine($"Cut off: {Seconds(onlooker.Now - silentAt)} until the second accepted a cancel.");
        Assert.True(onlooker.Now - silentAt > TimeSpan.FromMilliseconds(DeadPeerMs / 2.0), "The second took over while the first could still answer.");
        await NotReadyAsync(first, "\"reason\":\"");

        // Back again, it finds who has the journal, and leaves it to them.
        proxy.GoOn();
        await NotReadyAsync(first, $"engine {second.ProcessId}@");
        CheckLooks(await onlooker.EndAsync(), silentAt, TimeSpan.FromMilliseconds(DeadPeerMs / 2.0) + Grace);
        Assert.Equal(HttpStatusCode.OK, (await second.HealthAsync()).Status);

        // Standing by it can be stopped as ever.
        var stopping = Stopwatch.StartNew();
        Assert.Equal(0, await first.StopAsync());
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [PostgresFact]
    public async Task First_WhenItWasPausedPastTheTakeOver_SaysNothingOldWhenItGoesOn()
    {
        var store = Store(postgres.CreateDatabase());
        await using var first = await RunningExchange.StartAsync(store);
        await using var second = await StandByAsync(first, store);
        var trader = await first.BackOffice.AddTraderAsync(("USDT", 10_000m));
        var order = await PlaceAsync(trader, 100);
        using var onlooker = new Onlooker(first.Address, trader);
        await onlooker.AnsweredAsync();

        await first.PauseAsync();
        var pausedAt = onlooker.Now;
        await second.WaitUntilReadyAsync();
        first.Successor = second.Address;
        await CancelAsync(trader, order);
        output.WriteLine($"Paused: {Seconds(onlooker.Now - pausedAt)} until the second accepted a cancel.");

        // All that was asked meanwhile is in its sockets, and is the first that it finds.
        await first.GoOnAsync();
        await NotReadyAsync(first, $"engine {second.ProcessId}@");
        var looks = await onlooker.EndAsync();
        CheckLooks(looks, pausedAt, Grace);
        Assert.True(looks.Count(look => look.At > pausedAt) > 100, "Nobody looked.");
        Assert.Equal(HttpStatusCode.OK, (await second.HealthAsync()).Status);
    }

    private static string[] Store(string connectionString) =>
        [.. PostgresStore.Settings(connectionString), FormattableString.Invariant($"--Storage:DeadPeerMs={DeadPeerMs}"), "--standby"];

    /// <summary>A second host, once it says that it stands by for the first.</summary>
    private static async Task<RunningExchange> StandByAsync(RunningExchange first, string[] store)
    {
        // With the keys of the first: API secrets and sign-ins are encrypted with them.
        var second = RunningExchange.Launch([.. store, $"--DataDirectory={first.DataDirectory}"]);
        try
        {
            await NotReadyAsync(second, $"engine {first.ProcessId}@");
            return second;
        }
        catch
        {
            await second.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a host says that it is not ready, and why.</summary>
    private static async Task NotReadyAsync(RunningExchange exchange, string because)
    {
        using var http = new HttpClient { BaseAddress = exchange.Address };
        await Eventually.FindAsync(
            $"the host to be not ready because of \"{because}\"",
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    var body = await answer.Content.ReadAsStringAsync();
                    return answer.StatusCode == HttpStatusCode.ServiceUnavailable && body.Contains(because, StringComparison.Ordinal) ? body : null;
                }
                catch (HttpRequestException)
                {
                    return null;
                }
            },
            exchange.Log.Tail);
    }

    /// <summary>A host that stands by lives, and answers nothing.</summary>
    private static async Task RefusesAsync(RunningExchange exchange)
    {
        using var live = await exchange.Http.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        foreach (var path in (string[])["/api/v3/exchangeInfo", "/api/v3/depth?symbol=BTCUSDT", "/api/v3/ticker/price", "/api/v3/account"])
        {
            using var refused = await exchange.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("\"code\":-1008", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var credentials = new StringContent(
            $$"""{"username":"admin","password":"{{RunningExchange.AdminPassword}}"}""", Encoding.UTF8, "application/json");
        using var signIn = await exchange.Http.PostAsync(new Uri("/api/v1/auth/login", UriKind.Relative), credentials);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, signIn.StatusCode);
    }

    /// <summary>From a moment after it was cut off, a host answered nothing but that it does not answer; until then it did answer.</summary>
    private static void CheckLooks(System.Collections.Generic.IReadOnlyList<Look> looks, TimeSpan cutOffAt, TimeSpan mayAnswerFor)
    {
        Assert.All(looks.Select(look => look.Path).Distinct(), path => Assert.Contains(looks, look => look.Path == path && look.Status == 200 && look.At < cutOffAt));
        var late = looks.Where(look => look.At > cutOffAt + mayAnswerFor).ToArray();
        Assert.NotEmpty(late);
        Assert.All(late, look => Assert.True(look.Status == 503, $"{Seconds(look.At - cutOffAt)} after it was cut off: {look}"));
    }

    private static async Task<long> PlaceAsync(Trader trader, int price)
    {
        var placed = await trader.PlaceAsync(FormattableString.Invariant(
            $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price={price}"));
        Assert.True(placed.Fate == Fate.Done, placed.ToString());
        return placed.Body.Number("orderId");
    }

    private static async Task CancelAsync(Trader trader, long order)
    {
        var canceled = await trader.SendAsync(HttpMethod.Delete, "/api/v3/order", FormattableString.Invariant($"symbol=BTCUSDT&orderId={order}"));
        Assert.True(canceled.Fate == Fate.Done, canceled.ToString());
        Assert.Empty(await trader.OpenOrdersAsync());
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
