using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api;
using MiniExchange.Api.BackOffice;
using MiniExchange.Api.Keys;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>The real front end on a real socket, over an engine, users and history that only pretend.</summary>
internal sealed class ApiHost : IReadiness, IProblems, IAsyncDisposable
{
    public const string TraderPassword = "correct horse";

    /// <summary>The moment of the signature vectors.</summary>
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    public static readonly Asset Btc = new(new AssetId(1), "BTC", 8);
    public static readonly Asset Usdt = new(new AssetId(2), "USDT", 8);
    public static readonly Asset Eth = new(new AssetId(3), "ETH", 8);

    public static readonly TradingPair BtcUsdt = new(
        new PairId(1), "BTCUSDT", Btc, Usdt,
        TickUnits: new AssetUnits(1_000_000), LotUnits: new AssetUnits(1_000),
        MinPrice: new PriceTicks(1), MaxPrice: new PriceTicks(100_000_000),
        MinQuantity: new QuantityLots(1), MaxQuantity: new QuantityLots(900_000_000),
        MinNotional: new AssetUnits(500_000_000), MakerFeePpm: 1_000, TakerFeePpm: 2_000, MaxOpenOrders: 200);

    public static readonly TradingPair EthBtc = BtcUsdt with
    {
        Id = new PairId(2), Symbol = "ETHBTC", Base = Eth, Quote = Btc, TickUnits = new AssetUnits(100_000), MakerFeePpm = 500,
        Limits = new PairLimits
        {
            MinMarketQuantity = new QuantityLots(100),
            MaxMarketQuantity = new QuantityLots(100_000_000),
            MaxNotional = new AssetUnits(900_000_000_000),
            Band = new PriceBand(100_000, 10_000_000),
            BidBand = new PriceBand(200_000, 5_000_000),
            AskBand = new PriceBand(250_000, 4_000_000),
            MaxIcebergParts = 100,
            MaxStopOrders = 20,
            MaxIcebergOrders = 10,
            MaxOrderLists = 15,
            MaxAmendments = 5,
            MaxPosition = new AssetUnits(1_000_000_000_000),
            TrailingAbove = new DeltaRange(10, 2_000),
            TrailingBelow = new DeltaRange(20, 1_000),
        },
    };

    private readonly MarketDirectory _markets = new();
    private WebApplication _app = null!;

    private ApiHost()
    {
    }

    public ScriptedEngine Engine { get; } = new();

    public MemoryUsers Users { get; } = new();

    public MemoryHistory History { get; } = new();

    public MemoryMarketHistory MarketHistory { get; } = new();

    public FixedMarket Market { get; } = new(BtcUsdt, EthBtc);

    public SettableClock Clock { get; } = new(Start);

    public LogLines Log { get; } = new();

    public string? PartNotReadyBecause { get; set; }

    public IReadOnlyList<string> Problems { get; set; } = [];

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Signs as a trader who may do everything.</summary>
    public SigningClient Trader { get; private set; } = null!;

    /// <summary>Signs as the same trader with a key that may only read.</summary>
    public SigningClient Reader { get; private set; } = null!;

    public AccountId TraderId { get; private set; }

    /// <summary>A host whose exchange is open.</summary>
    public static async Task<ApiHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var host = await StartUnopenedAsync(settings);
        host.Open();
        return host;
    }

    /// <summary>A host that listens, of an exchange that is still starting.</summary>
    public static Task<ApiHost> StartUnopenedAsync(params (string Name, string Value)[] settings) =>
        StartUnopenedAsync(static _ => { }, settings);

    /// <summary>The same with parts of a test's own, which take the place of those of the host.</summary>
    public static async Task<ApiHost> StartUnopenedAsync(Action<IServiceCollection> addServices, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();

        // The host's own settings lie beside the tests, and are none of these.
        foreach (var file in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToList()) builder.Configuration.Sources.Remove(file);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.UseKestrelCore();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        foreach (var (name, value) in settings) builder.Configuration[name] = value;

        var host = new ApiHost();
        builder.Logging.AddProvider(host.Log);
        builder.Services.AddSingleton<IEngine>(host.Engine);
        builder.Services.AddSingleton<IUsers>(host.Users);
        builder.Services.AddSingleton<IListenKeyStore>(services => new MemoryListenKeys(host.Users, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IHistory>(host.History);
        builder.Services.AddSingleton<IMarketHistory>(host.MarketHistory);
        builder.Services.TryAddSingleton<IMarketData>(host.Market);
        builder.Services.AddSingleton<TimeProvider>(host.Clock);
        builder.Services.AddSingleton<IReadiness>(host);
        builder.Services.AddSingleton<IProblems>(host);
        builder.Services.AddSingleton(host._markets);
        builder.Services.AddSingleton<IJournal>(new MemoryJournal());
        builder.Services.AddSingleton<Func<ICellCodec<Account, AccountEvent>>>(static () => new AccountCodec());
        builder.Services.AddSingleton(services => new ExchangeClient(
            services.GetRequiredService<IEngine>(), new ExchangeClientOptions { OutcomeTimeoutMs = 0 }, TimeProvider.System));
        builder.Services.AddMiniExchangeApi();
        addServices(builder.Services);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();

        host._app = builder.Build();
        host._app.MapMiniExchangeApi();
        await host._app.StartAsync();
        await host.PrepareAsync();
        return host;
    }

    /// <summary>Makes the markets known.</summary>
    public void Open() => _markets.Replace(new MarketCatalog([Btc, Usdt, Eth], [BtcUsdt, EthBtc]));

    /// <summary>Adds a key with a secret of one's choice.</summary>
    public async Task<SigningClient> AddKeyAsync(string secret, ApiPermissions permissions)
    {
        var issuer = _app.Services.GetRequiredService<ApiKeyIssuer>();
        var issued = issuer.Issue("test", permissions);
        await Users.AddKeyAsync(
            TraderId, issued.Key with { EncryptedSecret = issuer.Encrypt(secret) }, CancellationToken.None);
        return new SigningClient(Client, issued.Key.Key, secret, Clock);
    }

    /// <summary>A part of the front end.</summary>
    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Adds a user and signs in.</summary>
    public async Task<string> SignInAsync(string username, bool isAdmin)
    {
        var passwords = _app.Services.GetRequiredService<Passwords>();
        var user = await Users.AddAsync(
            new NewUser(username, $"{username}@example.com", passwords.Hash(TraderPassword), isAdmin, 0), CancellationToken.None);
        return _app.Services.GetRequiredService<SignIns>().SignIn(user!).AccessToken;
    }

    /// <summary>Stops as a host does that is told to.</summary>
    public Task StopAsync() => _app.StopAsync();

    public string? NotReadyBecause() => PartNotReadyBecause;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        var user = await Users.AddAsync(new NewUser("trader", "trader@example.com", "", IsAdmin: false, 0), CancellationToken.None);
        TraderId = user!.Id;
        Trader = await AddKeyAsync("test-secret-0001", ApiPermissions.UserData | ApiPermissions.Trade);
        Reader = await AddKeyAsync("test-secret-0002", ApiPermissions.UserData);
    }
}
