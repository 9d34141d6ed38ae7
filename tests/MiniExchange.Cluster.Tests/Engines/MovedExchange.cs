using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
using MiniExchange.Conformance.Engines;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>The exchange's actors on one engine, and what traders and operators ask of them.</summary>
internal sealed class MovedExchange(EngineRun run) : IAsyncDisposable
{
    public const string Symbol = "BTCUSDT";

    /// <summary>Accounts 1 to this have orders or money.</summary>
    public const int Accounts = 7;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ExchangeClient _client = new(run.Engine, new ExchangeClientOptions(), TimeProvider.System);

    private TradingPair _pair = null!;

    /// <summary>Starts the engine, and lists the pair if it is new.</summary>
    public static async Task<MovedExchange> StartAsync(EngineRun run)
    {
        var exchange = new MovedExchange(run);
        run.Start();
        using var patience = new CancellationTokenSource(Patience);
        await run.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
        var catalog = await exchange.ListAsync(Symbol, "BTC");
        exchange._pair = catalog.Catalog.Pairs.Single(pair => pair.Symbol == Symbol);
        return exchange;
    }

    public async Task<CatalogState> ListAsync(string symbol, string baseCode) => Done(await _client.ListMarketsAsync(
        new ListMarkets([new MarketDefinition(symbol, baseCode, "USDT", "0.01", "0.001", "0.01", "1000000", "0.001", "9000", "0", 1_000, 2_000, 200)
        {
            Limits = new MarketLimits(),
        }]),
        CancellationToken.None));

    public Deposit Gift(long account, bool isQuote, string reference) =>
        new(new AccountId(account), isQuote ? _pair.Quote.Id : _pair.Base.Id, new AssetUnits(1_000_000_000_000), reference);

    public async Task DepositAsync(Deposit deposit) => Done(await _client.DepositAsync(deposit, CancellationToken.None));

    public async Task RestrictAsync(long account) =>
        Done(await _client.RestrictAsync(new RestrictAccount(new AccountId(account), "looked into", "an operator"), CancellationToken.None));

    public async Task LiftAsync(long account) =>
        Done(await _client.LiftRestrictionAsync(new LiftRestriction(new AccountId(account), "an operator"), CancellationToken.None));

    /// <summary>Closes a batch of no trades after the last one.</summary>
    public async Task CloseBatchAsync()
    {
        var last = Done(await _client.LastBatchAsync(CancellationToken.None)).Batch?.ThroughPosition ?? 0;
        Done(await _client.CloseBatchAsync(new(last, last + 1, 0, [], []), CancellationToken.None));
    }

    public async Task<AccountOrder> PlaceAsync(long account, Side side, long ticks, long lots, long stopTicks = 0)
    {
        var order = new PlaceOrder(_pair, Terms(side, stopTicks == 0 ? OrderType.Limit : OrderType.StopLossLimit, ticks, lots, stopTicks));
        return Done(await _client.PlaceAsync(new AccountId(account), order, long.MaxValue, CancellationToken.None)).Order;
    }

    /// <summary>Sells above the market or below it, whichever comes first.</summary>
    public async Task PlacePairAsync(long account, long above, long below, long lots)
    {
        ImmutableArray<OrderTerms> legs =
            [Terms(Side.Sell, OrderType.LimitMaker, above, lots), Terms(Side.Sell, OrderType.StopLossLimit, below - 1, lots, below)];
        var list = new OrderListTerms(Contingency.Oco, [.. legs.Select(leg => leg with { RequestId = legs[0].RequestId })], "both", legs[0].RequestId);
        Done(await _client.PlaceListAsync(
            new AccountId(account), new PlaceOrderList(_pair, list, AccountLimits.None), long.MaxValue, CancellationToken.None));
    }

    public async Task<AccountOrder> CancelAsync(long account, AccountOrder order) => Done(await _client.CancelAsync(
        new AccountId(account),
        new CancelOrder(_pair, new OrderName(order.OrderId, null), CancelRestriction.None),
        long.MaxValue,
        CancellationToken.None)).Orders.Single();

    public async Task<AccountOrder> OrderAsync(long account, OrderId order) =>
        Done(await _client.OrderAsync(new AccountId(account), new OrderNamed(_pair.Id, new OrderName(order, null)), CancellationToken.None)).Order;

    public async Task<ImmutableArray<AccountOrder>> OpenOrdersAsync(long account) =>
        Done(await _client.OpenOrdersAsync(new AccountId(account), null, CancellationToken.None)).Orders;

    /// <summary>All that the exchange shows, but for times: balances, open orders and lists, depth of each pair, restrictions, and the last batch.</summary>
    public async Task<string> ShowAsync()
    {
        var lines = new List<string>();
        for (var account = 1; account <= Accounts; account++)
        {
            var id = new AccountId(account);
            var balances = Done(await _client.BalancesAsync(id, CancellationToken.None));
            lines.Add($"account {account} frozen {balances.IsFrozen}");
            lines.AddRange(balances.Balances.Select(has => $"  {has.Asset.Value}: {has.Balance}"));
            lines.AddRange((await OpenOrdersAsync(account)).Select(Line));
            var lists = Done(await _client.OpenListsAsync(id, CancellationToken.None)).Lists;
            lines.AddRange(lists.Select(list => $"  list {list.ListId.Value} {list.Contingency} {string.Join(", ", list.Legs)}"));
        }

        var catalog = Done(await _client.ListMarketsAsync(new ListMarkets([]), CancellationToken.None)).Catalog;
        foreach (var pair in catalog.Pairs)
        {
            var depth = Done(await _client.DepthAsync(pair.Symbol, 1_000, CancellationToken.None));
            lines.Add($"{pair.Symbol} {depth.UpdateId} last {depth.LastPrice} halted {depth.IsHalted}");
            lines.Add($"  bids {string.Join(", ", depth.Bids)}");
            lines.Add($"  asks {string.Join(", ", depth.Asks)}");
        }

        var restrictions = Done(await _client.RestrictionsAsync(new RestrictionsOf(default, 100), CancellationToken.None)).Restrictions;
        lines.AddRange(restrictions.Select(restriction => $"restricted {restriction.Account.Value}"));
        lines.Add($"batch {Done(await _client.LastBatchAsync(CancellationToken.None)).Batch?.Number}");
        return string.Join('\n', lines);
    }

    public ValueTask DisposeAsync() => run.DisposeAsync();

    private OrderTerms Terms(Side side, OrderType type, long ticks, long lots, long stopTicks = 0)
    {
        var id = Guid.NewGuid();
        return new OrderTerms(
            _pair.Id, _pair.Base.Id, _pair.Quote.Id, side, type, TimeInForce.Gtc, new PriceTicks(ticks), new QuantityLots(lots), AssetUnits.Zero,
            SelfTradePrevention.None, id.ToString("N"), id)
        {
            Stop = new StopTerms(new PriceTicks(stopTicks), 0),
        };
    }

    private static string Line(AccountOrder order) =>
        $"  order {order.HoldId.Value} {order.OrderId.Value} {order.Status} {order.Terms.Side} {order.Terms.Type} at {order.Terms.LimitPrice.Value} "
        + $"stop {order.Terms.Stop.StopPrice.Value} {order.Executed.Value} of {order.Terms.Quantity.Value} for {order.ExecutedQuote.Value} "
        + $"{order.Terms.ClientOrderId} list {order.ListId.Value} waits {order.IsWaiting}";

    private static T Done<T>(Outcome<T> outcome) => Assert.IsType<Completed<T>>(outcome).Value;
}
