using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>What an owner is told, field by field, by what happened.</summary>
public sealed class UserDataReportsTests
{
    private readonly Owner _owner = new();

    [Fact]
    public void Order_WhenNumbered_IsNewAndItsFundsAreLocked()
    {
        var order = _owner.Places(Owner.Terms(Side.Buy));

        var told = _owner.IsTold(new OrderEntered(order, Owner.Number(1)), new OrderRests(order));

        Assert.Equal(2, told.Length);
        HttpJson.Same(
            """
            {"e":"executionReport","E":1700000000250,"s":"BTCUSDT","c":"mine","S":"BUY","o":"LIMIT","f":"GTC","q":"0.01000000",
             "p":"40000.00000000","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"NEW","X":"NEW","r":"NONE","i":1099511627777,
             "l":"0.00000000","z":"0.00000000","L":"0.00000000","n":"0","N":null,"t":-1,"Y":"0.00000000","T":1700000000250,"I":2,
             "w":true,"m":false,"M":false,"O":1700000000000,"Z":"0.00000000","Q":"0.00000000","W":1700000000250,"V":"EXPIRE_MAKER"}
            """,
            told[0]);
        HttpJson.Same(
            """
            {"e":"outboundAccountPosition","E":1700000000250,"u":1700000000250,"B":[{"a":"USDT","f":"600.00000000","l":"400.00000000"}]}
            """,
            told[1]);
    }

    [Fact]
    public void Order_ThatItsBookRefuses_IsShownNowhere()
    {
        var order = _owner.Places(Owner.Terms(Side.Buy, OrderType.LimitMaker));

        Assert.Empty(_owner.IsTold(new OrderNotTaken(order, RejectReason.WouldTake)));
    }

    [Fact]
    public void Fills_OfATaker_AreOneReportEachAndTheLastOneFillsIt()
    {
        var order = _owner.Places(Owner.Terms(Side.Buy));

        var told = _owner.IsTold(
            new OrderEntered(order, Owner.Number(1)),
            Owner.Fill(order, 400, LiquidityRole.Taker, trade: 1, ticks: 3_999_900),
            Owner.Fill(order, 600, LiquidityRole.Taker, trade: 2),
            new OrderFinished(order, OrderEnd.Filled));

        Assert.Equal(["NEW NEW", "TRADE PARTIALLY_FILLED", "TRADE FILLED"], Executions(told));
        Same(told[1], ("l", "0.00400000"), ("z", "0.00400000"), ("L", "39999.00000000"), ("n", "0.00000400"), ("N", "BTC"),
            ("Y", "159.99600000"), ("Z", "159.99600000"), ("t", "1099511627777"), ("T", "1700000000200"), ("w", "True"), ("m", "False"));
        Same(told[2], ("l", "0.00600000"), ("z", "0.01000000"), ("L", "40000.00000000"), ("n", "0.00000600"), ("Z", "399.99600000"),
            ("t", "1099511627778"), ("w", "False"), ("m", "False"), ("W", "1700000000250"));
        HttpJson.Same(
            """
            [{"a":"BTC","f":"1.00999000","l":"0.00000000"},{"a":"USDT","f":"600.00400000","l":"0.00000000"}]
            """,
            told[3].GetProperty("B"));
        Assert.Equal(4, told.Length);
    }

    [Fact]
    public void Fills_OfAMaker_SayThatItMadeThem()
    {
        var order = Rests(Side.Sell);

        var first = _owner.IsTold(Owner.Fill(order, 400, LiquidityRole.Maker));
        var last = _owner.IsTold(Owner.Fill(order, 600, LiquidityRole.Maker, trade: 2), new OrderFinished(order, OrderEnd.Filled));

        Same(first[0], ("x", "TRADE"), ("X", "PARTIALLY_FILLED"), ("m", "True"), ("w", "True"), ("n", "0.16000000"), ("N", "USDT"));
        Same(last[0], ("x", "TRADE"), ("X", "FILLED"), ("m", "True"), ("w", "False"), ("z", "0.01000000"));
        HttpJson.Same(
            """
            [{"a":"BTC","f":"0.99000000","l":"0.00600000"},{"a":"USDT","f":"1159.84000000","l":"0.00000000"}]
            """,
            first[1].GetProperty("B"));
        Assert.Equal((2, 2), (first.Length, last.Length));
    }

    [Fact]
    public void MarketOrder_ByQuote_ShowsWhatItCameToAndWhyTheRestExpired()
    {
        var terms = Owner.Terms(Side.Buy, OrderType.Market, timeInForce: TimeInForce.Ioc, ticks: 0) with
        {
            Quantity = QuantityLots.Zero,
            QuoteQuantity = new AssetUnits(10_000_000_000),
        };
        var order = _owner.Places(terms);

        var told = _owner.IsTold(
            new OrderEntered(order, Owner.Number(1)),
            Owner.Fill(order, 100, LiquidityRole.Taker),
            new OrderFinished(order, OrderEnd.InsufficientLiquidity));

        Assert.Equal(["NEW NEW", "TRADE PARTIALLY_FILLED", "EXPIRED EXPIRED"], Executions(told));
        Same(told[0], ("o", "MARKET"), ("f", "GTC"), ("p", "0.00000000"), ("q", "0.00000000"), ("Q", "100.00000000"));
        Same(told[2], ("q", "0.00100000"), ("z", "0.00100000"), ("Z", "40.00000000"), ("eR", "INSUFFICIENT_LIQUIDITY"), ("w", "False"), ("t", "-1"));
    }

    [Theory]
    [InlineData(TimeInForce.Ioc, OrderEnd.UnfilledIoc, "UNFILLED_IOC_QUANTITY_EXPIRED")]
    [InlineData(TimeInForce.Fok, OrderEnd.UnfilledFok, "UNFILLED_FOK_ORDER_EXPIRED")]
    public void Order_WhichExpiresByItsOwnRules_SaysWhich(TimeInForce timeInForce, OrderEnd end, string reason)
    {
        var order = _owner.Places(Owner.Terms(Side.Buy, timeInForce: timeInForce));

        var told = _owner.IsTold(new OrderEntered(order, Owner.Number(1)), new OrderFinished(order, end));

        Assert.Equal(["NEW NEW", "EXPIRED EXPIRED"], Executions(told));
        Assert.Equal(reason, told[1].GetProperty("eR").GetString());
        Assert.False(told[0].TryGetProperty("eR", out _));
    }

    [Theory]
    [InlineData("cancel-1", "cancel-1")]
    [InlineData(null, "mine")]
    public void Cancel_NamesItselfAndTheOrder(string? cancelName, string shown)
    {
        var order = Rests(Side.Buy);

        var told = _owner.IsToldAs(cancelName, new OrderFinished(order, OrderEnd.Canceled));

        Same(told[0], ("x", "CANCELED"), ("X", "CANCELED"), ("c", shown), ("C", "mine"), ("w", "False"), ("z", "0.00000000"));
        HttpJson.Same("""[{"a":"USDT","f":"1000.00000000","l":"0.00000000"}]""", told[1].GetProperty("B"));
        Assert.Equal(2, told.Length);
    }

    [Fact]
    public void Amendment_ShowsBothNamesAndTheNewQuantity()
    {
        var order = Rests(Side.Buy);

        var told = _owner.IsTold(new OrderReduced(order, new QuantityLots(250), "smaller"));

        Same(told[0], ("x", "REPLACED"), ("X", "NEW"), ("c", "smaller"), ("C", "mine"), ("q", "0.00250000"), ("w", "True"));
        HttpJson.Same("""[{"a":"USDT","f":"900.00000000","l":"100.00000000"}]""", told[1].GetProperty("B"));
    }

    [Fact]
    public void StopOrder_IsNewButNotWorkingUntilItStarts()
    {
        var terms = Owner.Terms(Side.Sell, OrderType.StopLossLimit) with
        {
            Stop = new StopTerms(new PriceTicks(4_100_000), 0), DisplayQuantity = new QuantityLots(100), StrategyId = 9, StrategyType = 1_000_000,
        };
        var order = _owner.Places(terms);

        var entered = _owner.IsTold(new OrderEntered(order, Owner.Number(1)), new OrderWaits(order, IsPending: false));
        var started = _owner.IsTold(new OrderWorks(order), new OrderRests(order));

        Same(Assert.Single(Reports(entered)), ("x", "NEW"), ("X", "NEW"), ("w", "False"), ("o", "STOP_LOSS_LIMIT"), ("P", "41000.00000000"),
            ("F", "0.00100000"), ("j", "9"), ("J", "1000000"));
        Assert.False(entered[0].TryGetProperty("W", out _));
        Assert.False(entered[0].TryGetProperty("d", out _));
        Same(Assert.Single(started), ("x", "NEW"), ("X", "NEW"), ("w", "True"), ("W", "1700000000250"));
    }

    [Fact]
    public void TrailingStop_AtMarket_KeepsItsProtectionToItself()
    {
        var terms = Owner.Terms(Side.Buy, OrderType.StopLoss, timeInForce: TimeInForce.Ioc) with { Stop = new StopTerms(PriceTicks.None, 100) };
        var order = _owner.Places(terms);

        var told = _owner.IsTold(new OrderEntered(order, Owner.Number(1)), new OrderWaits(order, IsPending: false));

        Same(told[0], ("o", "STOP_LOSS"), ("p", "0.00000000"), ("P", "0.00000000"), ("d", "100"), ("D", "1700000000000"));
    }

    [Fact]
    public void PreventedMatch_ThatEndsTheOrder_IsOneReport()
    {
        var order = Rests(Side.Buy);
        var match = new PreventedMatch(3, new PriceTicks(4_000_000), SelfTradePrevention.ExpireMaker, QuantityLots.Zero, new QuantityLots(1_000));

        var told = _owner.IsTold(
            new OrderKeptFromTrading(order, match, LiquidityRole.Maker, Owner.Number(2), Usdt(40_000_000_000)),
            new OrderFinished(order, OrderEnd.SelfTradePrevented));

        Same(Assert.Single(Reports(told)), ("x", "TRADE_PREVENTION"), ("X", "EXPIRED_IN_MATCH"), ("v", "3"), ("A", "0.01000000"), ("B", "0.01000000"),
            ("u", "-1"), ("U", "1099511627778"), ("Cs", "BTCUSDT"), ("pl", "0.01000000"), ("pL", "40000.00000000"), ("pY", "400.00000000"),
            ("w", "False"), ("t", "-1"));
        HttpJson.Same("""[{"a":"USDT","f":"1000.00000000","l":"0.00000000"}]""", told[1].GetProperty("B"));
    }

    [Fact]
    public void PreventedMatch_ThatTakesPartOfTheOrder_LeavesItOpen()
    {
        var order = Rests(Side.Buy);
        var match = new PreventedMatch(4, new PriceTicks(4_000_000), SelfTradePrevention.Decrement, new QuantityLots(300), new QuantityLots(300));

        var told = _owner.IsTold(new OrderKeptFromTrading(order, match, LiquidityRole.Maker, Owner.Number(2), Usdt(12_000_000_000)));

        Same(told[0], ("x", "TRADE_PREVENTION"), ("X", "NEW"), ("A", "0.00300000"), ("B", "0.00300000"), ("w", "True"), ("q", "0.01000000"));
        HttpJson.Same("""[{"a":"USDT","f":"720.00000000","l":"280.00000000"}]""", told[1].GetProperty("B"));
    }

    [Fact]
    public void PreventedMatch_ThatCostsOnlyTheOther_IsNotTold()
    {
        var order = _owner.Places(Owner.Terms(Side.Buy));
        var match = new PreventedMatch(5, new PriceTicks(4_000_000), SelfTradePrevention.ExpireMaker, QuantityLots.Zero, new QuantityLots(50));

        var told = _owner.IsTold(
            new OrderEntered(order, Owner.Number(2)),
            new OrderKeptFromTrading(order, match, LiquidityRole.Taker, Owner.Number(1), Usdt(2_000_000_000)),
            new OrderRests(order));

        Assert.Equal(["NEW NEW"], Executions(told));
    }

    [Fact]
    public void Pair_WhenEntered_IsTwoReportsAListAndTheBalances()
    {
        var legs = Pair();

        var told = EnterPair(legs);

        Assert.Equal(["executionReport", "executionReport", "listStatus", "outboundAccountPosition"], Kinds(told));
        Same(told[0], ("c", "above"), ("o", "LIMIT_MAKER"), ("g", "1099511627777"), ("w", "True"));
        Same(told[1], ("c", "below"), ("o", "STOP_LOSS"), ("g", "1099511627777"), ("w", "False"));
        HttpJson.Same(
            """
            {"e":"listStatus","E":1700000000250,"s":"BTCUSDT","g":1099511627777,"c":"OCO","l":"EXEC_STARTED","L":"EXECUTING","r":"NONE","C":"list",
             "T":1700000000250,"O":[{"s":"BTCUSDT","i":1099511627777,"c":"above"},{"s":"BTCUSDT","i":1099511627778,"c":"below"}]}
            """,
            told[2]);
        HttpJson.Same("""[{"a":"BTC","f":"0.99000000","l":"0.01000000"}]""", told[3].GetProperty("B"));
    }

    [Fact]
    public void Pair_WhenOneTrades_EndsTheOtherFirstAndThenTheList()
    {
        var legs = Pair();
        EnterPair(legs);

        var told = _owner.IsTold(
            new OrderFinished(legs[1], OrderEnd.OtherLegWorked), Owner.Fill(legs[0], 1_000, LiquidityRole.Maker), new OrderFinished(legs[0], OrderEnd.Filled));

        Assert.Equal(["EXPIRED EXPIRED", "TRADE FILLED"], Executions(told));
        Assert.Equal("OCO_TRIGGER", told[0].GetProperty("eR").GetString());
        Same(told[2], ("e", "listStatus"), ("l", "ALL_DONE"), ("L", "ALL_DONE"));
        HttpJson.Same(
            """
            [{"a":"BTC","f":"0.99000000","l":"0.00000000"},{"a":"USDT","f":"1399.60000000","l":"0.00000000"}]
            """,
            told[3].GetProperty("B"));
    }

    [Fact]
    public void Pair_WhenAmended_IsUpdatedOnce()
    {
        var legs = Pair();
        EnterPair(legs);

        var told = _owner.IsTold(new OrderReduced(legs[0], new QuantityLots(500), "above-2"), new OrderReduced(legs[1], new QuantityLots(500), ""));

        Assert.Equal(["REPLACED NEW", "REPLACED NEW"], Executions(told));
        Same(told[0], ("c", "above-2"), ("C", "above"), ("w", "True"));
        Same(told[1], ("c", "below"), ("C", "below"), ("w", "False"));
        Same(told[2], ("e", "listStatus"), ("l", "UPDATED"), ("L", "EXECUTING"));
        Assert.Equal(["executionReport", "executionReport", "listStatus", "outboundAccountPosition"], Kinds(told));
    }

    [Fact]
    public void PendingOrder_IsPendingUntilTheWorkingOneHasFilled()
    {
        var legs = _owner.Places(Contingency.Oto, Owner.Terms(Side.Buy, name: "working"), Owner.Terms(Side.Sell, name: "pending"));

        var entered = _owner.IsTold(
            new ListEntered(legs[0], ListId), new OrderEntered(legs[0], Owner.Number(1)), new OrderEntered(legs[1], Owner.Number(2)),
            new OrderWaits(legs[1], IsPending: true), new OrderRests(legs[0]));
        var filled = _owner.IsTold(Owner.Fill(legs[0], 1_000, LiquidityRole.Maker), new OrderFinished(legs[0], OrderEnd.Filled));
        var started = _owner.IsTold(new OrderWorks(legs[1]), new OrderRests(legs[1]));

        Assert.Equal(["NEW NEW", "NEW PENDING_NEW"], Executions(entered));
        Same(entered[1], ("w", "False"), ("c", "pending"));
        Same(entered[2], ("e", "listStatus"), ("c", "OTO"));
        Assert.Equal(["TRADE FILLED"], Executions(filled));
        Assert.Equal(["NEW NEW"], Executions(started));
        Same(started[0], ("w", "True"), ("W", "1700000000250"));
    }

    [Fact]
    public void PendingOrder_WhenTheWorkingOneEnds_ExpiresWithIt()
    {
        var legs = _owner.Places(Contingency.Oto, Owner.Terms(Side.Buy, name: "working", timeInForce: TimeInForce.Ioc), Owner.Terms(Side.Sell, name: "pending"));

        var told = _owner.IsTold(
            new ListEntered(legs[0], ListId), new OrderEntered(legs[0], Owner.Number(1)), new OrderEntered(legs[1], Owner.Number(2)),
            new OrderWaits(legs[1], IsPending: true), new OrderFinished(legs[0], OrderEnd.UnfilledIoc), new OrderFinished(legs[1], OrderEnd.WorkingOrderEnded));

        Assert.Equal(["NEW NEW", "NEW PENDING_NEW", "EXPIRED EXPIRED", "EXPIRED EXPIRED"], Executions(told));
        Assert.Equal("OTO_PHASE_ONE_EXPIRED", told[3].GetProperty("eR").GetString());
        Assert.Equal(["EXEC_STARTED", "ALL_DONE"], told.Where(one => KindOf(one) == "listStatus").Select(one => one.GetProperty("l").GetString()));
    }

    [Fact]
    public void List_ThatItsBookRefuses_IsShownNowhere()
    {
        var legs = Pair();

        Assert.Empty(_owner.IsTold(
            new OrderNotTaken(legs[0], RejectReason.WouldTriggerAtOnce), new OrderNotTaken(legs[1], RejectReason.WouldTriggerAtOnce)));
    }

    [Fact]
    public void Credit_IsABalanceUpdateAndTheBalance()
    {
        var told = _owner.Does(new Credit(ApiHost.Eth.Id, new AssetUnits(150_000_001), "eth", Owner.ToldMillis * 1_000));

        HttpJson.Same("""{"e":"balanceUpdate","E":1700000000250,"a":"ETH","d":"1.50000001","T":1700000000250}""", told[0]);
        HttpJson.Same(
            """{"e":"outboundAccountPosition","E":1700000000250,"u":1700000000250,"B":[{"a":"ETH","f":"1.50000001","l":"0.00000000"}]}""", told[1]);
        Assert.Equal(2, told.Length);
    }

    private static OrderListId ListId => OrderListId.Of(ApiHost.BtcUsdt.Id, 1);

    private HoldId Rests(Side side)
    {
        var order = _owner.Places(Owner.Terms(side));
        _owner.IsTold(new OrderEntered(order, Owner.Number(1)), new OrderRests(order));
        return order;
    }

    // Sell 0.01 at 40000, or at market once 39000 is met.
    private HoldId[] Pair() => _owner.Places(
        Contingency.Oco,
        Owner.Terms(Side.Sell, OrderType.LimitMaker, "above"),
        Owner.Terms(Side.Sell, OrderType.StopLoss, "below", TimeInForce.Ioc, ticks: 0) with { Stop = new StopTerms(new PriceTicks(3_900_000), 0) });

    private JsonElement[] EnterPair(HoldId[] legs) => _owner.IsTold(
        new ListEntered(legs[0], ListId), new OrderEntered(legs[0], Owner.Number(1)), new OrderEntered(legs[1], Owner.Number(2)),
        new OrderWaits(legs[1], IsPending: false), new OrderRests(legs[0]));

    private static AssetUnits Usdt(long units) => new(units);

    private static IEnumerable<JsonElement> Reports(JsonElement[] told) => told.Where(one => KindOf(one) == "executionReport");

    private static string[] Executions(JsonElement[] told) =>
        [.. Reports(told).Select(report => $"{report.GetProperty("x").GetString()} {report.GetProperty("X").GetString()}")];

    private static string[] Kinds(JsonElement[] told) => [.. told.Select(KindOf)];

    private static string KindOf(JsonElement told) => told.GetProperty("e").GetString()!;

    private static void Same(JsonElement told, params (string Field, string Value)[] fields) =>
        Assert.Equal(fields, fields.Select(field => (field.Field, told.GetProperty(field.Field).ToString())));
}
