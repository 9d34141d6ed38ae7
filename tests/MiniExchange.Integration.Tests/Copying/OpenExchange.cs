using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Copying;

/// <summary>The exchange's actors on a journal, with one pair, and what traders ask of it.</summary>
internal sealed class OpenExchange : IAsyncDisposable
{
    public const string Symbol = "BTCUSDT";

    private static readonly MarketDefinition Market = new(
        Symbol, "BTC", "USDT", "0.01", "0.001", "0.01", "1000000", "0.001", "9000", "0", 1_000, 1_000, 200)
    {
        Limits = new MarketLimits(),
    };

    private readonly EngineMetrics _metrics = new();
    private readonly EmbeddedEngine _engine;

    private OpenExchange(IJournal journal, EmbeddedEngineOptions options) => _engine = new EmbeddedEngine(
        ExchangeActors.Kinds(
            static () => new AccountCodec(),
            static () => new BookCodec(),
            static () => new CatalogCodec(),
            static () => new RiskCodec(),
            static () => new SettlementCodec(),
            static () => new TransferCodec()),
        journal,
        options,
        _metrics,
        TimeProvider.System,
        NullLogger<EmbeddedEngine>.Instance,
        EngineSeams.Production);

    public ExchangeClient Client { get; private set; } = null!;

    public TradingPair Pair { get; private set; } = null!;

    /// <summary>Starts the engine and lists the pair.</summary>
    /// <exception cref="JournalUnavailableException">The journal does not open.</exception>
    public static async Task<OpenExchange> StartAsync(IJournal journal, EmbeddedEngineOptions options)
    {
        var exchange = new OpenExchange(journal, options);
        try
        {
            exchange._engine.Start();
            await exchange._engine.WaitUntilReadyAsync(CancellationToken.None);
            exchange.Client = new ExchangeClient(exchange._engine, new ExchangeClientOptions(), TimeProvider.System);
            var listed = await exchange.Client.ListMarketsAsync(new ListMarkets([Market]), CancellationToken.None);
            exchange.Pair = Assert.IsType<Completed<CatalogState>>(listed).Value.Catalog.Pairs.Single();
            return exchange;
        }
        catch
        {
            await exchange.DisposeAsync();
            throw;
        }
    }

    public static EmbeddedEngineOptions Options(int snapshotMinBytes, int lowWaterEveryMs) => new()
    {
        Partitions = 2,
        LowWaterEveryMs = lowWaterEveryMs,
        Cells = new CellOptions { SnapshotMinBytes = snapshotMinBytes },
    };

    public async Task FundAsync(long account)
    {
        foreach (var asset in new[] { Pair.Base, Pair.Quote })
        {
            var deposit = new Deposit(new AccountId(account), asset.Id, new AssetUnits(1_000_000_000_000), $"gift-{asset.Code}");
            Assert.IsType<Completed<DepositState>>(await Client.DepositAsync(deposit, CancellationToken.None));
        }
    }

    /// <summary>Places a limit order, or one that waits for a price.</summary>
    public async Task<AccountOrder> PlaceAsync(long account, Side side, long ticks, long lots, long stopTicks = 0)
    {
        var id = Guid.NewGuid();
        var terms = new OrderTerms(
            Pair.Id, Pair.Base.Id, Pair.Quote.Id, side, stopTicks == 0 ? OrderType.Limit : OrderType.StopLossLimit, TimeInForce.Gtc,
            new PriceTicks(ticks), new QuantityLots(lots), AssetUnits.Zero, SelfTradePrevention.None, id.ToString("N"), id)
        {
            Stop = new StopTerms(new PriceTicks(stopTicks), 0),
        };
        var outcome = await Client.PlaceAsync(new AccountId(account), new PlaceOrder(Pair, terms), long.MaxValue, CancellationToken.None);
        return Assert.IsType<Completed<OrderState>>(outcome).Value.Order;
    }

    public async Task<DepthState> DepthAsync() =>
        Assert.IsType<Completed<DepthState>>(await Client.DepthAsync(Symbol, 1_000, CancellationToken.None)).Value;

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _metrics.Dispose();
    }
}
