using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Conformance;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Journaling;
using Npgsql;
using Xunit;

namespace MiniExchange.Integration.Tests.FrontEnds;

/// <summary>What a client sees whose requests go to one front end and then to another, on one PostgreSQL database.</summary>
[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class SeveralFrontEndsTests(PrivatePostgres postgres) : IAsyncLifetime
{
    private const string Stream = "/api/v3/userDataStream";
    private static readonly string[] Everything = ["USER_DATA", "TRADE"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _directory = Directory.CreateTempSubdirectory("mx-front-ends-").FullName;
    private readonly List<FrontEnd> _fronts = [];
    private string _database = null!;
    private IHostedEngine _engine = null!;

    public async Task InitializeAsync()
    {
        _database = postgres.CreateDatabase();
        _engine = Engine(_database);
        _engine.Start();
        await _engine.WaitUntilReadyAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        foreach (var front in _fronts) await front.DisposeAsync();
        await _engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [KitFact]
    public async Task Starts_OfFiveAtOnceOnAnEmptyDatabase_MakeOneExchange()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => StartAsync())));

        await using var connection = new NpgsqlConnection(_database);
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>("select count(*) from users where is_admin"));
        Assert.Equal(
            await connection.ExecuteScalarAsync<string>("select exchange_id from journal_exchange"),
            await connection.ExecuteScalarAsync<string>("select exchange_id from relational_exchange"));
        Assert.Single(Directory.GetFiles(Path.Combine(_directory, "shared"), "*.xml"));
        var listed = _fronts.Select(front => string.Join(' ', front.Service<MarketDirectory>().Catalog.Pairs)).Distinct();
        Assert.Contains("BTCUSDT", Assert.Single(listed), StringComparison.Ordinal);

        // What one of them signs, each of them reads.
        foreach (var signing in _fronts)
        {
            var token = await signing.SignInAsync("admin");
            foreach (var reading in _fronts) await reading.SendAsync("GET", "/api/v1/api-keys", token).ExpectAsync(200);
        }
    }

    [KitFact]
    public async Task ApiKey_MadeOnOne_WorksOnAnotherAtOnce_AndIsDeadThereSoonAfterItWasRemoved()
    {
        var (a, b) = (await StartAsync(), await StartAsync());
        var token = await a.SignInAsync("admin");
        var key = await AddKeyAsync(a, token);

        await b.With(key).SendAsync(b.With(key).Signed("GET", "/api/v3/account")).ExpectAsync(200);
        await a.SendAsync("DELETE", $"/api/v1/api-keys/{key.Key}", token).ExpectAsync(204);

        var took = await UntilAsync(
            async () => (int)(await b.With(key).SendAsync(b.With(key).Signed("GET", "/api/v3/account"))).StatusCode == 401,
            "the key was refused by the other front end");
        Assert.True(took < TimeSpan.FromSeconds(3), $"It took {took.TotalSeconds:0.0} s.");
    }

    [KitFact]
    public async Task ListenKey_MadeOnOne_NamesAStreamOnAnother_AndEndsThereWithIt()
    {
        var (a, b) = (await StartAsync(), await StartAsync());
        var token = await a.SignInAsync("admin");
        var key = await AddKeyAsync(a, token);
        var listenKey = (await a.With(key).SendAsync(a.With(key).Raw("POST", Stream)).ExpectAsync(200)).GetProperty("listenKey").GetString()!;

        await using var stream = await StreamClient.ConnectAsync(b.Client.BaseAddress!, $"/ws/{listenKey}");
        await stream.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""", $$"""{"result":["{{listenKey}}"],"id":1}""");
        await CreditAsync(a, token, "USDT", "1000");
        Assert.Equal("balanceUpdate", await NextEventAsync(stream, "balanceUpdate"));
        Assert.Equal(
            listenKey, (await b.With(key).SendAsync(b.With(key).Raw("POST", Stream)).ExpectAsync(200)).GetProperty("listenKey").GetString());
        await b.With(key).SendAsync(b.With(key).Raw("PUT", $"{Stream}?listenKey={listenKey}")).ExpectAsync(200);

        var closed = Stopwatch.StartNew();
        await a.With(key).SendAsync(a.With(key).Raw("DELETE", $"{Stream}?listenKey={listenKey}")).ExpectAsync(200);

        Assert.Equal("listenKeyExpired", await NextEventAsync(stream, "listenKeyExpired"));
        Assert.True(closed.Elapsed < TimeSpan.FromSeconds(3), $"It took {closed.Elapsed.TotalSeconds:0.0} s.");
        await b.With(key).SendAsync(b.With(key).Raw("PUT", $"{Stream}?listenKey={listenKey}")).ExpectAsync(400);
    }

    [KitFact]
    public async Task History_AskedOfAnotherThanWhatWasDoneOn_ShowsIt()
    {
        FrontEnd[] fronts = [await StartAsync(), await StartAsync(), await StartAsync()];
        var token = await fronts[0].SignInAsync("admin");
        var key = await AddKeyAsync(fronts[0], token);
        await CreditAsync(fronts[0], token, "USDT", "100000");

        for (var order = 1; order <= 30; order++)
        {
            var (doing, asking) = (fronts[order % 3].With(key), fronts[(order + 1) % 3].With(key));
            var placed = await doing.SendAsync(doing.Signed(
                "POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=10000")).ExpectAsync(200);
            var orders = await asking.SendAsync(asking.Signed("GET", "/api/v3/allOrders", "symbol=BTCUSDT")).ExpectAsync(200);

            Assert.Equal(order, orders.GetArrayLength());
            Assert.Equal(placed.GetProperty("orderId").GetInt64(), orders[order - 1].GetProperty("orderId").GetInt64());
        }
    }

    [KitFact]
    public async Task Snapshot_OfAnotherThanTheStream_IsNeverBeforeWhatTheStreamHasTold()
    {
        var (streaming, asked) = (await StartAsync(), await StartAsync());
        var token = await streaming.SignInAsync("admin");
        var key = await AddKeyAsync(streaming, token);
        await CreditAsync(streaming, token, "USDT", "100000");
        await UntilAsync(async () => (int)(await streaming.Client.GetAsync("/health/ready")).StatusCode == 200, "the first was ready");
        await using var stream = await StreamClient.ConnectAsync(streaming.Client.BaseAddress!, "/ws/btcusdt@depth@100ms");

        for (var order = 1; order <= 10; order++)
        {
            var client = (order % 2 == 0 ? streaming : asked).With(key);
            await client.SendAsync(client.Signed(
                "POST", "/api/v3/order", $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price={10_000 + order}")).ExpectAsync(200);
            var told = await stream.ReceiveAsync();
            var snapshot = await asked.Client.GetAsync("/api/v3/depth?symbol=BTCUSDT").ExpectAsync(200);

            // So of what comes next the first event that is not older than the snapshot begins at or before its next number.
            Assert.True(snapshot.GetProperty("lastUpdateId").GetInt64() >= told.GetProperty("u").GetInt64());
        }
    }

    [KitFact]
    public async Task Pair_ListedThroughOne_IsKnownToTheOther()
    {
        var a = await StartAsync();
        Assert.Null(a.Service<MarketDirectory>().PairOf("LTCUSDT"));

        await StartAsync("--Markets:0:Base", "LTC", "--Markets:0:Quote", "USDT");

        await UntilAsync(() => Task.FromResult(a.Service<MarketDirectory>().PairOf("LTCUSDT") is not null), "the other front end knew the pair");
    }

    private static EmbeddedEngine Engine(string database) => new(
        ExchangeActors.Kinds(static () => new AccountCodec(), static () => new BookCodec(), static () => new CatalogCodec()),
        new PostgresJournal(new PostgresJournalOptions(database) { AllowDataLoss = true }),
        new EmbeddedEngineOptions(),
        new EngineMetrics(),
        TimeProvider.System,
        NullLogger<EmbeddedEngine>.Instance,
        EngineSeams.Production);

    private async Task<FrontEnd> StartAsync(params string[] more)
    {
        var own = Directory.CreateDirectory(Path.Combine(_directory, Guid.NewGuid().ToString("N"))).FullName;
        var front = await FrontEnd.StartAsync(
            _engine,
            [
                "--urls", "http://127.0.0.1:0", "--Storage:Provider", "PostgreSQL", "--Storage:ConnectionString", _database,
                "--Storage:AllowDataLoss", "true", "--DataDirectory", own, "--Storage:KeysDirectory", Path.Combine(_directory, "shared"),
                "--Admin:Password", FrontEnd.Password, "--Api:Streams:ShutdownNoticeMs", "0", "--Logging:LogLevel:Default", "Warning", .. more,
            ]);
        lock (_fronts) _fronts.Add(front);
        return front;
    }

    private static async Task<(string Key, string Secret)> AddKeyAsync(FrontEnd front, string token)
    {
        var made = await front.SendAsync("POST", "/api/v1/api-keys", token, new { label = "test", permissions = Everything })
            .ExpectAsync(201);
        return (made.GetProperty("apiKey").GetString()!, made.GetProperty("secretKey").GetString()!);
    }

    // The administrator is the first user.
    private static Task<JsonElement> CreditAsync(FrontEnd front, string token, string asset, string amount) =>
        front.SendAsync("POST", "/api/v1/admin/credits", token, new { userId = 1, asset, amount, reference = "test" }).ExpectAsync(201);

    private static async Task<string> NextEventAsync(StreamClient stream, string wanted)
    {
        while (true)
        {
            var happened = (await stream.ReceiveAsync()).GetProperty("e").GetString()!;
            if (happened == wanted) return happened;
        }
    }

    private static async Task<TimeSpan> UntilAsync(Func<Task<bool>> holds, string what)
    {
        var began = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(began.Elapsed < Patience, $"Waited {Patience.TotalSeconds} s until {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return began.Elapsed;
    }
}
