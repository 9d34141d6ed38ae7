using System;
using System.Collections.Immutable;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>Orders on BTCUSDT as an account would tell of them.</summary>
internal static class Orders
{
    public const long PlacedAtUnixMicros = 1_700_000_000_000_123;

    /// <summary>Buy 0.01 at 40000, resting.</summary>
    public static AccountOrder Resting(string clientOrderId = "mine", long orderId = 1_099_511_627_777) => new(
        new HoldId(1),
        Terms(OrderType.Limit, TimeInForce.Gtc, priceTicks: 4_000_000, lots: 1_000, quoteUnits: 0, clientOrderId),
        new OrderId(orderId),
        OrderStatus.New,
        QuantityLots.Zero,
        AssetUnits.Zero,
        [],
        End: null,
        PlacedAtUnixMicros,
        PlacedAtUnixMicros + 5_000) { WorkingSinceUnixMicros = PlacedAtUnixMicros };

    public static AccountOrder Canceled() => Resting() with { Status = OrderStatus.Canceled, End = OrderEnd.Canceled };

    /// <summary>Buy for 100 quote: two fills, 0.001 at 40000 and 0.00149 at 40001.</summary>
    public static AccountOrder MarketByQuote()
    {
        ImmutableList<FillSettled> fills = [Settled(1, ticks: 4_000_000, lots: 100), Settled(2, ticks: 4_000_100, lots: 149)];
        return Resting() with
        {
            Terms = Terms(OrderType.Market, TimeInForce.Ioc, priceTicks: 0, lots: 0, quoteUnits: 10_000_000_000, "mine"),
            Status = OrderStatus.Expired,
            Executed = new QuantityLots(249),
            ExecutedQuote = new AssetUnits(9_960_149_000),
            TakerFills = fills,
            End = OrderEnd.InsufficientLiquidity,
        };
    }

    /// <summary>Sell 0.01 once the price falls to 39000, as the second order of a list; waiting.</summary>
    public static AccountOrder WaitingStop(string clientOrderId = "stop") => Resting(clientOrderId, 1_099_511_627_778) with
    {
        Terms = Terms(OrderType.StopLoss, TimeInForce.Ioc, priceTicks: 0, lots: 1_000, quoteUnits: 0, clientOrderId) with
        {
            Side = Side.Sell, Stop = new StopTerms(new PriceTicks(3_900_000), 0),
        },
        WorkingSinceUnixMicros = null,
    };

    /// <summary>Sell 0.01 at 41000, or once the price falls to 39000: a list with its orders.</summary>
    public static (AccountOrderList List, ImmutableArray<AccountOrder> Legs) Oco(bool isOpen = true)
    {
        var number = OrderListId.Of(ApiHost.BtcUsdt.Id, 1);
        var limit = Resting("limit");
        limit = limit with
        {
            HoldId = new HoldId(1),
            List = new HoldId(1),
            ListId = number,
            Terms = limit.Terms with { Type = OrderType.LimitMaker, Side = Side.Sell, LimitPrice = new PriceTicks(4_100_000) },
        };
        var stop = WaitingStop() with { HoldId = new HoldId(2), List = new HoldId(1), ListId = number };
        if (!isOpen)
        {
            limit = limit with { Status = OrderStatus.Canceled, End = OrderEnd.Canceled };
            stop = stop with { Status = OrderStatus.Canceled, End = OrderEnd.Canceled };
        }

        var list = new AccountOrderList(
            limit.HoldId,
            Contingency.Oco,
            "both",
            number,
            [new ListLeg(limit.HoldId, limit.OrderId, "limit"), new ListLeg(stop.HoldId, stop.OrderId, "stop")],
            isOpen,
            PlacedAtUnixMicros,
            PlacedAtUnixMicros + 5_000);
        return (list, [limit, stop]);
    }

    public static FillSettled Settled(long trade, long ticks, long lots)
    {
        var fill = new Fill(
            TradeId.Of(ApiHost.BtcUsdt.Id, trade),
            LiquidityRole.Taker,
            new PriceTicks(ticks),
            new QuantityLots(lots),
            ApiHost.BtcUsdt.BaseUnits(new QuantityLots(lots)),
            ApiHost.BtcUsdt.Notional(new QuantityLots(lots), new PriceTicks(ticks)),
            FeeRatePpm: 2_000,
            PlacedAtUnixMicros);
        return new FillSettled(
            new AccountId(1), new HoldId(1), fill, ApiHost.Usdt.Id, fill.QuoteAmount, ApiHost.Btc.Id, fill.BaseAmount,
            new AssetUnits(fill.BaseAmount.Value / 500), PlacedAtUnixMicros);
    }

    private static OrderTerms Terms(
        OrderType type, TimeInForce timeInForce, long priceTicks, long lots, long quoteUnits, string clientOrderId) => new(
        ApiHost.BtcUsdt.Id, ApiHost.Btc.Id, ApiHost.Usdt.Id, Side.Buy, type, timeInForce, new PriceTicks(priceTicks),
        new QuantityLots(lots), new AssetUnits(quoteUnits), SelfTradePrevention.ExpireMaker, clientOrderId, Guid.Empty);
}
