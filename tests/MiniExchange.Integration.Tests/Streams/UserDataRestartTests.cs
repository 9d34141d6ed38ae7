using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Transfers;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>User data over restarts of the engine under a connection: what is durable is told once, what is not is never told.</summary>
public sealed class UserDataRestartTests : IAsyncLifetime, IDisposable
{
    private readonly ProbedJournal _journal = new(new MemoryJournal());
    private readonly EngineMetrics _metrics = new();
    private EmbeddedEngine _engine = null!;
    private ApiHost _host = null!;
    private int _credits;

    public async Task InitializeAsync()
    {
        _engine = new EmbeddedEngine(
            ExchangeActors.Kinds(
                static () => new AccountCodec(),
                static () => new BookCodec(),
                static () => new CatalogCodec(),
                static () => new RiskCodec(),
                static () => new SettlementCodec(),
                static () => new TransferCodec()),
            _journal, new EmbeddedEngineOptions { Partitions = 2, RestartAfterMs = 5 }, _metrics, TimeProvider.System,
            NullLogger<EmbeddedEngine>.Instance, EngineSeams.Production);
        _engine.Start();
        await IsReadyAsync();
        _host = await ApiHost.StartUnopenedAsync(
            services => services.AddSingleton<IEngine>(_engine).AddSingleton<IJournal>(_journal), ("Api:Streams:ShutdownNoticeMs", "0"));
        _host.Open();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _engine.DisposeAsync();
    }

    public void Dispose() => _metrics.Dispose();

    [Theory]
    [InlineData(CommitFate.Fails, 3)]
    [InlineData(CommitFate.SucceedsUnheard, 4)]
    public async Task Events_GoOnOverARestart_WithoutGapOrRepeat(CommitFate fate, int credits)
    {
        await CreditAsync();
        await using var client = await StreamClient.ConnectAsync(_host.Client.BaseAddress!, "/ws-api/v3?returnRateLimits=false");
        Assert.Equal(200, (await client.AskAsync(Subscribe())).GetProperty("status").GetInt32());
        await CreditAsync();

        // The engine drops what ran ahead of the journal, and starts again from what is there.
        var fates = 0;
        var reopened = new TaskCompletionSource();
        _journal.Opened = reopened.SetResult;
        _journal.Fate = _ => fates++ == 0 ? fate : CommitFate.Succeeds;
        Assert.IsType<OutcomeUnknown>(await AskToCreditAsync());
        await reopened.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await IsReadyAsync();
        await CreditAsync();

        for (var balance = 2; balance <= credits; balance++)
        {
            Assert.Equal("balanceUpdate", (await EventAsync(client)).GetProperty("e").GetString());
            var position = await EventAsync(client);
            Assert.Equal($"0.0000000{balance}", position.GetProperty("B")[0].GetProperty("f").GetString());
        }

        // Nothing waits besides: the answer to a request comes next.
        await client.ExpectAsync("""{"id":2,"method":"session.subscriptions"}""", """{"id":2,"status":200,"result":[{"subscriptionId":0}]}""");
    }

    private static async Task<JsonElement> EventAsync(StreamClient client) => (await client.ReceiveAsync()).GetProperty("event");

    private async Task IsReadyAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _engine.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
    }

    private async Task CreditAsync() => Assert.IsType<DepositState>(Assert.IsType<Replied>(await AskToCreditAsync()).Reply);

    private Task<Answer> AskToCreditAsync()
    {
        var deposit = new Deposit(_host.TraderId, ApiHost.Btc.Id, new AssetUnits(1), $"credit-{++_credits}");
        return _engine.AskAsync(
            Addresses.Transfer(deposit.Account, deposit.Reference), deposit, long.MaxValue, CancellationToken.None);
    }

    private string Subscribe()
    {
        var payload = $"apiKey={_host.Trader.ApiKey}&timestamp={_host.Trader.NowMillis}";
        var parameters = new Dictionary<string, object>
        {
            ["apiKey"] = _host.Trader.ApiKey,
            ["timestamp"] = _host.Trader.NowMillis,
            ["signature"] = _host.Trader.Sign(payload),
        };
        return JsonSerializer.Serialize(new { id = 1, method = "userDataStream.subscribe.signature", @params = parameters });
    }
}
