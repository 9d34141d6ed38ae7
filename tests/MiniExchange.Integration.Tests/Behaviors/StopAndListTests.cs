using System.Linq;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.TradingFloor;

namespace MiniExchange.Integration.Tests.Behaviors;

/// <summary>Accounts and their book about stops and lists. A lot at one tick costs 10 units of USD; a lot is 1,000 of BTC.</summary>
public sealed class StopAndListTests
{
    private readonly TradingFloor _floor = new();

    public StopAndListTests()
    {
        Credit(_floor.Alice, usd: 20_000, btc: 0);
        Credit(_floor.Bob, usd: 1_000_000, btc: 1_000_000);
        _floor.TradeAt(100);
    }

    [Fact]
    public void Stop_IsAnsweredOnceItWaits_AndTradesWhenItsPriceComes()
    {
        var stop = Stop(Side.Buy, OrderType.StopLoss, 110, 120, 10, "stop");

        var order = _floor.Ask<OrderState>(_floor.Alice, new PlaceOrder(_floor.Pair, stop)).Order;

        Assert.Equal((OrderStatus.New, null), (order.Status, order.WorkingSinceUnixMicros));
        Assert.Equal((8_000, 12_000), Balance(_floor.Alice, Exchange.Usd));
        Assert.Single(_floor.Ask<OrderStates>(_floor.Alice, new OpenOrdersOf(null)).Orders);

        // Four lots at 115 are there for it when the market comes to 110; what it cannot buy up to 120 expires.
        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Sell, 115, 4, "ask"));
        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Sell, 121, 9, "far"));
        _floor.TradeAt(110);

        order = _floor.Alice.State.OrderOf("stop")!;
        Assert.Equal((OrderStatus.Expired, 4L, OrderEnd.InsufficientLiquidity), (order.Status, order.Executed.Value, order.End));
        Assert.Equal((20_000 - 4_600, 0), Balance(_floor.Alice, Exchange.Usd));
    }

    [Fact]
    public void List_OfAPair_IsAnsweredWithBothOrders_AndTheStopEndsTheMaker()
    {
        var state = PlaceBuyingPair();

        Assert.Equal([OrderStatus.New, OrderStatus.New], state.Orders.Select(order => order.Status));
        Assert.Equal([true, false], state.Orders.Select(order => order.IsWaiting));
        Assert.Equal((8_000, 12_000), Balance(_floor.Alice, Exchange.Usd));
        Assert.Equal(state.List.ListId, Assert.Single(_floor.Ask<ListStates>(_floor.Alice, new OpenListsOf()).Lists).ListId);

        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Sell, 115, 10, "ask"));
        _floor.TradeAt(110);

        var list = _floor.Ask<ListState>(_floor.Alice, new ListNamed(new ListName(OrderListId.None, "list")));
        Assert.Equal([OrderStatus.Filled, OrderStatus.Expired], list.Orders.Select(order => order.Status));
        Assert.False(list.List.IsOpen);
        Assert.Equal((20_000 - 11_500, 0), Balance(_floor.Alice, Exchange.Usd));
    }

    [Fact]
    public void List_OfAPair_WhoseMakerTrades_EndsTheStopAndKeepsOnlyWhatIsLeft()
    {
        PlaceBuyingPair();

        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Sell, 90, 4, "hit"));

        Assert.Equal((20_000 - 9_000, 5_400), Balance(_floor.Alice, Exchange.Usd));
        Assert.Equal("below", Assert.Single(_floor.Alice.State.OpenOrders).Value.Terms.ClientOrderId);
        Assert.True(_floor.Alice.State.ListOf("list")!.IsOpen);
    }

    [Fact]
    public void List_ThatTheBookRefuses_IsAnsweredWithItsReasonAndLeavesNoTrace()
    {
        // The stop price lies where the market has been.
        var refused = _floor.Ask<NotDone>(_floor.Alice, _floor.List(
            Contingency.Oco, Stop(Side.Buy, OrderType.StopLoss, 99, 120, 10, "above"), Maker(Side.Buy, 90, "below")));

        Assert.NotEqual(RejectReason.None, refused.Reason);
        Assert.Equal((20_000, 0), Balance(_floor.Alice, Exchange.Usd));
        Assert.Empty(_floor.Alice.State.OpenLists);
        Assert.Equal(
            RejectReason.UnknownOrderList,
            _floor.Ask<NotDone>(_floor.Alice, new ListNamed(new ListName(OrderListId.None, "list"))).Reason);
    }

    [Fact]
    public void List_ThatTheAccountRefuses_IsAnsweredAtOnce()
    {
        var plan = _floor.Begin(_floor.Alice, _floor.List(Contingency.Oto, Maker(Side.Buy, 90, "a"), Maker(Side.Buy, 90, "a")));

        Assert.Equal(RejectReason.UnsupportedListCombination, Exchange.OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Sends);
    }

    [Fact]
    public void WorkingOrder_ThatFillsAtOnce_IsAnsweredBesideItsPendingOrder_WhichComesIntoForceThen()
    {
        Credit(_floor.Alice, usd: 0, btc: 10_000);
        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Sell, 101, 10, "ask"));

        var state = _floor.Ask<ListState>(_floor.Alice, _floor.List(
            Contingency.Otoco,
            _floor.Limit(Side.Buy, 101, 10, "working").Terms,
            Maker(Side.Sell, 130, "above"),
            Stop(Side.Sell, OrderType.StopLoss, 80, 0, 10, "below")));

        Assert.Equal(
            [OrderStatus.Filled, OrderStatus.PendingNew, OrderStatus.PendingNew], state.Orders.Select(order => order.Status));
        Assert.Equal([OrderStatus.New, OrderStatus.New], _floor.Alice.State.OpenOrdersOn(_floor.Pair.Id).Select(order => order.Status));
        Assert.Equal((9_980, 10_000), Balance(_floor.Alice, Exchange.Btc));

        // The maker is hit in part: the stop goes, the rest stays.
        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Buy, 130, 3, "hit"));
        Assert.Equal("above", Assert.Single(_floor.Alice.State.OpenOrders).Value.Terms.ClientOrderId);
        Assert.Equal((9_980, 7_000), Balance(_floor.Alice, Exchange.Btc));
    }

    [Fact]
    public void CancelOfOneOrder_CancelsItsList_AndIsAnsweredWithBoth()
    {
        PlaceBuyingPair();

        var canceled = _floor.Ask<OrderStates>(_floor.Alice, _floor.Cancel("below"));

        Assert.Equal(["above", "below"], canceled.Orders.Select(order => order.Terms.ClientOrderId));
        Assert.False(Assert.Single(canceled.Lists).IsOpen);
        Assert.Equal((20_000, 0), Balance(_floor.Alice, Exchange.Usd));
    }

    [Fact]
    public void CancelOfAList_IsAnsweredWithTheList()
    {
        var placed = PlaceBuyingPair();

        var canceled = _floor.Ask<ListState>(_floor.Alice, CancelList(new ListName(placed.List.ListId, "list")));

        Assert.False(canceled.List.IsOpen);
        Assert.All(canceled.Orders, order => Assert.Equal(OrderStatus.Canceled, order.Status));
        Assert.Equal(
            RejectReason.UnknownOrderList,
            _floor.Ask<NotDone>(_floor.Alice, CancelList(new ListName(placed.List.ListId, "list"))).Reason);
        Assert.Equal(
            RejectReason.UnknownOrderList,
            _floor.Ask<NotDone>(_floor.Alice, CancelList(new ListName(placed.List.ListId, "other"))).Reason);
    }

    [Fact]
    public void CancelOfAll_TakesRestingWaitingAndListedOrders()
    {
        _floor.Ask<OrderState>(_floor.Alice, _floor.Limit(Side.Buy, 50, 2, "resting"));
        _floor.Ask<OrderState>(
            _floor.Alice, new PlaceOrder(_floor.Pair, Stop(Side.Buy, OrderType.StopLossLimit, 150, 60, 2, "waiting")));
        PlaceBuyingPair();

        var canceled = _floor.Ask<OrderStates>(_floor.Alice, new CancelOpenOrders(_floor.Pair));

        Assert.Equal(["resting", "waiting", "above", "below"], canceled.Orders.Select(order => order.Terms.ClientOrderId));
        Assert.Single(canceled.Lists);
        Assert.Empty(_floor.Alice.State.OpenOrders);
        Assert.Equal((20_000, 0), Balance(_floor.Alice, Exchange.Usd));
    }

    // Its sweep may go on for many turns, each of which tells of some: it is neither gone nor to be left out.
    [Fact]
    public void OpenOrders_WhileATriggeredStopIsTaking_AreNotShownOrCanceledWithoutIt()
    {
        _floor.Ask<OrderState>(_floor.Alice, _floor.Limit(Side.Buy, 50, 2, "resting"));
        var stop = _floor.Ask<OrderState>(
            _floor.Alice, new PlaceOrder(_floor.Pair, Stop(Side.Buy, OrderType.StopLossLimit, 110, 60, 2, "stop"))).Order;
        Tell(new OrderWorks(stop.HoldId));

        Assert.True(_floor.Alice.Turn(new CancelOpenOrders(_floor.Pair)).IsPutOff);
        Assert.True(_floor.Alice.Turn(new OpenOrdersOf(null)).IsPutOff);
        Assert.True(_floor.Alice.Turn(new OpenOrdersOf(_floor.Pair.Id)).IsPutOff);
        Assert.False(_floor.Alice.Turn(new OpenOrdersOf(new PairId(2))).IsPutOff);

        Tell(new OrderRests(stop.HoldId));
        Assert.Equal(2, _floor.Ask<OrderStates>(_floor.Alice, new CancelOpenOrders(_floor.Pair)).Orders.Length);

        void Tell(OrderChange change) => _floor.Alice.Turn(
            new OrdersChanged(_floor.Pair.Symbol, [change], AnswersCancel: false), Exchange.Told(Exchange.BookAddress, default));
    }

    [Fact]
    public void Amend_OfOneOfAPair_MustSuitTheOtherToo()
    {
        var floor = new TradingFloor(new PairLimits { MinMarketQuantity = new QuantityLots(7) });
        Credit(floor.Alice, usd: 20_000, btc: 0);
        floor.Ask<ListState>(floor.Alice, floor.List(
            Contingency.Oco, Stop(Side.Buy, OrderType.StopLoss, 110, 120, 10, "above"), Maker(Side.Buy, 90, "below")));

        var smaller = new AmendOrder(floor.Pair, new OrderName(OrderId.None, "below"), new QuantityLots(6), "below");

        Assert.Equal(RejectReason.MarketQuantityOutOfRange, floor.Ask<NotDone>(floor.Alice, smaller).Reason);
        floor.Ask<OrderState>(floor.Alice, smaller with { Quantity = new QuantityLots(7) });
    }

    [Fact]
    public void Queries_AboutAListUnderWay_Wait()
    {
        _floor.Begin(_floor.Alice, _floor.List(
            Contingency.Oco, Stop(Side.Buy, OrderType.StopLoss, 110, 120, 10, "above"), Maker(Side.Buy, 90, "below")));

        Assert.True(_floor.Alice.Turn(new ListNamed(new ListName(OrderListId.None, "list"))).IsPutOff);
        Assert.True(_floor.Alice.Turn(CancelList(new ListName(OrderListId.None, "list"))).IsPutOff);
        Assert.Empty(Exchange.OnlyAnswer<ListStates>(_floor.Alice.Turn(new OpenListsOf()).Answers).Lists);

        var placed = _floor.End<ListState>();
        var outcome = _floor.Ask<OrderState>(_floor.Alice, new OrderOfRequest(Exchange.RequestId("below"), 0));
        Assert.Equal(placed.Orders[0].OrderId, outcome.Order.OrderId);
    }

    [Fact]
    public void Amend_OfOneOfAPair_ShrinksBothAndRenamesOne()
    {
        PlaceBuyingPair();

        var amended = _floor.Ask<OrderState>(_floor.Alice, Amend("below", 6, "smaller")).Order;

        Assert.Equal(("smaller", "below", 6L), (amended.Terms.ClientOrderId, amended.FormerClientOrderId, amended.Terms.Quantity.Value));
        Assert.Equal([6, 6], _floor.Alice.State.OpenOrders.Values.Select(order => order.Terms.Quantity.Value));
        Assert.Equal("above", _floor.Alice.State.OrderOf("above")!.Terms.ClientOrderId);
        Assert.Equal((20_000 - 7_200, 7_200), Balance(_floor.Alice, Exchange.Usd));
    }

    [Fact]
    public void Amend_WhenItsNewNameIsTakenMeanwhile_KeepsTheOldOne()
    {
        _floor.Ask<OrderState>(_floor.Alice, _floor.Limit(Side.Buy, 50, 9, "mine"));
        _floor.Begin(_floor.Alice, Amend("mine", 6, "wanted"));
        _floor.Alice.Turn(_floor.Limit(Side.Buy, 50, 1, "wanted"));

        var amended = _floor.End<OrderState>().Order;

        Assert.Equal(("mine", 6L), (amended.Terms.ClientOrderId, amended.Terms.Quantity.Value));
        Assert.Equal(["mine", "wanted"], _floor.Alice.State.OpenOrders.Values.Select(order => order.Terms.ClientOrderId).Order());
    }

    [Fact]
    public void Amend_IsRefusedByAccountAndBook()
    {
        var floor = new TradingFloor(new PairLimits { MaxAmendments = 1 });
        Credit(floor.Alice, usd: 20_000, btc: 0);
        floor.Ask<OrderState>(floor.Alice, floor.Limit(Side.Buy, 50, 9, "mine"));
        floor.Ask<OrderState>(floor.Alice, floor.Limit(Side.Buy, 50, 9, "other"));

        Assert.Equal(RejectReason.UnknownOrder, Refused(new OrderName(OrderId.None, "never"), 5, "mine"));
        Assert.Equal(RejectReason.ClientOrderIdInUse, Refused(new OrderName(OrderId.None, "mine"), 5, "other"));
        Assert.Equal(RejectReason.AmendmentNotAReduction, Refused(new OrderName(OrderId.None, "mine"), 10, "mine"));
        Assert.Equal(RejectReason.AmendmentChangesNothing, Refused(new OrderName(OrderId.None, "mine"), 9, "mine"));

        floor.Ask<OrderState>(floor.Alice, new AmendOrder(floor.Pair, new OrderName(OrderId.None, "mine"), new QuantityLots(8), "mine"));
        Assert.Equal(RejectReason.TooManyAmendments, Refused(new OrderName(OrderId.None, "mine"), 7, "mine"));

        floor.Begin(floor.Alice, floor.Limit(Side.Buy, 50, 9, "under way"));
        Assert.True(floor.Alice.Turn(
            new AmendOrder(floor.Pair, new OrderName(OrderId.None, "under way"), new QuantityLots(8), "x")).IsPutOff);

        RejectReason Refused(OrderName name, long lots, string newName) =>
            floor.Ask<NotDone>(floor.Alice, new AmendOrder(floor.Pair, name, new QuantityLots(lots), newName)).Reason;
    }

    [Fact]
    public void Test_LooksAtTheAccountAndPlacesNothing()
    {
        var dear = _floor.Limit(Side.Buy, 1_000_000, 1_000, "dear").Terms;

        Assert.IsType<OrderPassed>(_floor.Ask<OrderPassed>(_floor.Alice, new TestOrder(_floor.Pair, dear, AccountLimits.None)));
        Assert.Equal(
            RejectReason.QuantityOutOfRange,
            _floor.Ask<NotDone>(
                _floor.Alice,
                new TestOrder(_floor.Pair, dear with { Quantity = new QuantityLots(1_000_001) }, AccountLimits.None)).Reason);
        Assert.Empty(_floor.Alice.State.OpenOrders);
    }

    /// <summary>Buys ten lots at 90, or at up to 120 once the market is at 110: 12,000 USD units are held for either.</summary>
    private ListState PlaceBuyingPair() => _floor.Ask<ListState>(_floor.Alice, _floor.List(
        Contingency.Oco, Stop(Side.Buy, OrderType.StopLoss, 110, 120, 10, "above"), Maker(Side.Buy, 90, "below")));

    private OrderTerms Maker(Side side, long price, string name) =>
        _floor.Limit(side, price, 10, name).Terms with { Type = OrderType.LimitMaker };

    private CancelOrderList CancelList(ListName name) => new(_floor.Pair, name, "cancel");

    private AmendOrder Amend(string name, long lots, string newName) =>
        new(_floor.Pair, new OrderName(OrderId.None, name), new QuantityLots(lots), newName);
}
