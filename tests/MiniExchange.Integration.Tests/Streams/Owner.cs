using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using MiniExchange.Api.Streams;
using MiniExchange.Application.Markets;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>An account by the domain's own rules, and what its owner is told of each of its turns.</summary>
internal sealed class Owner
{
    public const long PlacedMillis = 1_700_000_000_000;
    public const long ToldMillis = 1_700_000_000_250;

    private readonly List<byte[]> _told = [];
    private readonly UserDataReports _reports;
    private Account _account = Account.Empty(new AccountId(7));

    public Owner()
    {
        var markets = new MarketDirectory();
        markets.Replace(new MarketCatalog([ApiHost.Btc, ApiHost.Usdt, ApiHost.Eth], [ApiHost.BtcUsdt]));
        _reports = new UserDataReports(markets, json => _told.Add(json.ToArray()));
        Does(new Credit(ApiHost.Btc.Id, new AssetUnits(100_000_000), "btc", 1));
        Does(new Credit(ApiHost.Usdt.Id, new AssetUnits(100_000_000_000), "usdt", 1));
    }

    /// <summary>A turn that somebody outside asked for.</summary>
    public JsonElement[] Does(AccountCommand command) => Turn(command.ReceivedAtUnixMicros, [command]);

    /// <summary>A turn in which its book told the account what it had done.</summary>
    public JsonElement[] IsTold(params OrderChange[] changes) => IsToldAs(null, changes);

    /// <summary>The same, on a request to cancel by this name.</summary>
    public JsonElement[] IsToldAs(string? cancelName, params OrderChange[] changes) => Turn(
        ToldMillis * 1_000, [.. changes.Select(change => new FollowBook(change, ToldMillis * 1_000) { CancelName = cancelName })]);

    /// <summary>Places an order, which nobody is told of yet.</summary>
    public HoldId Places(OrderTerms terms)
    {
        Assert.Empty(Does(new OpenOrder(ApiHost.BtcUsdt, terms, PlacedMillis * 1_000)));
        return _account.OpenOrders.Keys.MaxBy(hold => hold.Value);
    }

    /// <summary>Places a list, which nobody is told of yet.</summary>
    public HoldId[] Places(Contingency contingency, params OrderTerms[] legs)
    {
        var terms = new OrderListTerms(contingency, [.. legs], "list", Guid.Empty);
        Assert.Empty(Does(new OpenOrderList(ApiHost.BtcUsdt, terms, AccountLimits.None, PlacedMillis * 1_000)));
        return [.. _account.OpenLists.Values.Single().Legs.Select(leg => leg.HoldId)];
    }

    /// <summary>An order of 0.01 BTC at 40000, unless it says otherwise.</summary>
    public static OrderTerms Terms(
        Side side, OrderType type = OrderType.Limit, string name = "mine", TimeInForce timeInForce = TimeInForce.Gtc, long ticks = 4_000_000) => new(
        ApiHost.BtcUsdt.Id, ApiHost.Btc.Id, ApiHost.Usdt.Id, side, type, timeInForce, new PriceTicks(ticks), new QuantityLots(1_000),
        AssetUnits.Zero, SelfTradePrevention.ExpireMaker, name, Guid.Empty);

    public static OrderId Number(long count) => OrderId.Of(ApiHost.BtcUsdt.Id, count);

    public static OrderFilled Fill(HoldId hold, long lots, LiquidityRole role, long trade = 1, long ticks = 4_000_000) => new(hold, new Fill(
        TradeId.Of(ApiHost.BtcUsdt.Id, trade), role, new PriceTicks(ticks), new QuantityLots(lots), ApiHost.BtcUsdt.BaseUnits(new QuantityLots(lots)),
        ApiHost.BtcUsdt.Notional(new QuantityLots(lots), new PriceTicks(ticks)), FeeRatePpm: 1_000, (ToldMillis - 50) * 1_000));

    private JsonElement[] Turn(long at, ImmutableArray<AccountCommand> commands)
    {
        _told.Clear();
        foreach (var command in commands)
        {
            var decision = AccountDecider.Decide(_account, command);
            foreach (var happened in Assert.IsType<Accepted<AccountEvent>>(decision).Events)
            {
                _reports.Applying(_account, happened, at);
                _account = AccountDecider.Evolve(_account, happened);
                _reports.Applied(_account, happened, at);
            }
        }

        _reports.TurnEnded(_account, at);
        return [.. _told.Select(json => JsonDocument.Parse(json).RootElement)];
    }
}
