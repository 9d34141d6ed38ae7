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

/// <summary>One order in the place of another. Alice has 10,000 units of USD; ten lots at 100 cost all of it.</summary>
public sealed class ReplaceOrderTests
{
    private readonly TradingFloor _floor = new();

    public ReplaceOrderTests()
    {
        Credit(_floor.Alice, usd: 10_000, btc: 0);
        Credit(_floor.Bob, usd: 1_000_000, btc: 1_000_000);
        _floor.Ask<OrderState>(_floor.Alice, _floor.Limit(Side.Buy, 100, 10, "old"));
    }

    [Fact]
    public void Replace_SpendsWhatItsCancelFrees_AndMayUseItsName()
    {
        Assert.Equal((0, 10_000), Balance(_floor.Alice, Exchange.Usd));

        var replaced = _floor.Ask<ReplaceState>(_floor.Alice, Replace("old", 50, 20, "old"));

        var canceled = Assert.Single(replaced.Canceled.Orders);
        Assert.Equal((Exchange.Number(1), OrderStatus.Canceled), (canceled.OrderId, canceled.Status));
        Assert.Equal((Exchange.Number(2), OrderStatus.New), (replaced.Placed!.OrderId, replaced.Placed.Status));
        Assert.Equal((RejectReason.None, RejectReason.None), (replaced.CancelRefusal, replaced.PlaceRefusal));
        Assert.Equal((0, 10_000), Balance(_floor.Alice, Exchange.Usd));
    }

    // Unloaded amid it, the account would answer as if an order had been placed, and never say what was canceled.
    [Fact]
    public void Replace_UntilItIsAnswered_KeepsTheAccountLoaded()
    {
        Assert.False(_floor.Alice.IsAwaited);
        _floor.Begin(_floor.Alice, Replace("old", 50, 20, "new"));
        _floor.Deliver();
        _floor.Deliver();

        Assert.True(_floor.Alice.IsAwaited);
        Assert.NotNull(_floor.End<ReplaceState>().Placed);
        Assert.False(_floor.Alice.IsAwaited);
    }

    [Fact]
    public void Replace_WhoseAccountIsReadAnewMeanwhile_IsForgotten()
    {
        _floor.Begin(_floor.Alice, Replace("old", 50, 20, "new"));
        _floor.Deliver();
        _floor.Deliver();

        _floor.ReadAliceAnew();

        // Neither an order's state nor a refusal, which would tell nothing of the cancel.
        _floor.End<OutcomeForgotten>();
        Assert.Equal("new", Assert.Single(_floor.Alice.State.OpenOrders.Values).Terms.ClientOrderId);
    }

    [Fact]
    public void Order_WhoseAccountIsReadAnewMeanwhile_IsAnswered()
    {
        _floor.Begin(_floor.Bob, _floor.Limit(Side.Sell, 200, 1, "far"));
        _floor.End<OrderState>();
        _floor.Begin(_floor.Alice, new CancelOrder(_floor.Pair, new OrderName(Exchange.Number(1), null), CancelRestriction.None));
        _floor.Deliver();

        _floor.ReadAliceAnew();

        Assert.Single(_floor.End<OrderStates>().Orders);
    }

    [Fact]
    public void Replace_WhoseNewOrderIsRefusedInItself_CancelsNothing()
    {
        var flawed = _floor.Ask<NotDone>(_floor.Alice, Replace("old", 50, 1_000_001, "new"));
        Assert.Equal(RejectReason.QuantityOutOfRange, flawed.Reason);

        var few = Replace("old", 50, 20, "new") with { Limits = new AccountLimits { MaxOrders = 1 } };
        Assert.Equal(RejectReason.TooManyOpenOrdersInAll, _floor.Ask<NotDone>(_floor.Alice, few).Reason);

        Assert.Single(_floor.Alice.State.OpenOrders);
    }

    [Fact]
    public void Replace_WhenTheNewOrderCannotBePaid_CancelsAndSaysSo()
    {
        var replaced = _floor.Ask<ReplaceState>(_floor.Alice, Replace("old", 50, 21, "new"));

        Assert.Single(replaced.Canceled.Orders);
        Assert.Null(replaced.Placed);
        Assert.Equal((RejectReason.None, RejectReason.InsufficientAvailable), (replaced.CancelRefusal, replaced.PlaceRefusal));
        Assert.Equal((10_000, 0), Balance(_floor.Alice, Exchange.Usd));
    }

    [Fact]
    public void Replace_WhenTheBookRefusesTheNewOrder_CancelsAndSaysSo()
    {
        _floor.Ask<OrderState>(_floor.Bob, _floor.Limit(Side.Sell, 110, 5, "ask"));
        var taking = Replace("old", 110, 5, "new");

        var replaced = _floor.Ask<ReplaceState>(
            _floor.Alice, taking with { Terms = taking.Terms with { Type = OrderType.LimitMaker } });

        Assert.Single(replaced.Canceled.Orders);
        Assert.Null(replaced.Placed);
        Assert.Equal(RejectReason.WouldTake, replaced.PlaceRefusal);
        Assert.Equal((10_000, 0), Balance(_floor.Alice, Exchange.Usd));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replace_OfAnOrderThatFillsMeanwhile_PlacesOnlyIfThatIsAllowed(bool evenIfCancelFails)
    {
        // Bob's order reaches the book before her request does.
        Credit(_floor.Alice, usd: 0, btc: 5_000);
        var sell = _floor.Limit(Side.Sell, 120, 5, "new").Terms;
        _floor.Begin(_floor.Bob, _floor.Limit(Side.Sell, 100, 10, "hit"));

        var replaced = _floor.Ask<ReplaceState>(
            _floor.Alice, Replace("old", 120, 5, "new", evenIfCancelFails) with { Terms = sell });

        Assert.Empty(replaced.Canceled.Orders);
        Assert.Equal(RejectReason.UnknownOrder, replaced.CancelRefusal);
        Assert.Equal(RejectReason.None, replaced.PlaceRefusal);
        Assert.Equal(evenIfCancelFails ? OrderStatus.New : null, replaced.Placed?.Status);
        Assert.Equal(evenIfCancelFails ? (9_990, 5_000) : (14_990, 0), Balance(_floor.Alice, Exchange.Btc));
    }

    [Fact]
    public void Replace_OfAnOrderThatFilledMeanwhile_WithNothingLeftToPay_FailsAtBoth()
    {
        _floor.Begin(_floor.Bob, _floor.Limit(Side.Sell, 100, 10, "hit"));

        var replaced = _floor.Ask<ReplaceState>(_floor.Alice, Replace("old", 50, 20, "new", evenIfCancelFails: true));

        Assert.Equal(
            (RejectReason.UnknownOrder, RejectReason.InsufficientAvailable), (replaced.CancelRefusal, replaced.PlaceRefusal));
        Assert.Null(replaced.Placed);
    }

    [Theory]
    [InlineData("never", CancelRestriction.None, RejectReason.UnknownOrder)]
    [InlineData("old", CancelRestriction.OnlyPartiallyFilled, RejectReason.CancelRestrictionNotMet)]
    public void Replace_WhenTheAccountKnowsThatTheCancelFails_PlacesAtOnceOrNotAtAll(
        string name, CancelRestriction restriction, RejectReason refusal)
    {
        Credit(_floor.Alice, usd: 0, btc: 5_000);
        var sell = _floor.Limit(Side.Sell, 120, 5, "new").Terms;
        var stopping = Replace(name, 120, 5, "new", evenIfCancelFails: false, restriction) with { Terms = sell };

        var stopped = Exchange.OnlyAnswer<ReplaceState>(_floor.Begin(_floor.Alice, stopping).Answers);
        Assert.Equal((refusal, null, RejectReason.None), (stopped.CancelRefusal, stopped.Placed, stopped.PlaceRefusal));

        var placed = _floor.Ask<ReplaceState>(_floor.Alice, stopping with { EvenIfCancelFails = true });
        Assert.Equal((refusal, OrderStatus.New), (placed.CancelRefusal, placed.Placed!.Status));
        Assert.Equal(2, _floor.Alice.State.OpenOrders.Count);

        var poor = stopping with { EvenIfCancelFails = true, Terms = sell with { ClientOrderId = "more" } };
        var failed = Exchange.OnlyAnswer<ReplaceState>(_floor.Begin(_floor.Alice, poor).Answers);
        Assert.Equal((refusal, null, RejectReason.InsufficientAvailable), (failed.CancelRefusal, failed.Placed, failed.PlaceRefusal));
    }

    [Fact]
    public void Replace_OfAnOrderUnderWay_IsPutOff()
    {
        Credit(_floor.Alice, usd: 0, btc: 5_000);
        _floor.Begin(_floor.Alice, _floor.Limit(Side.Sell, 130, 5, "under way"));

        Assert.True(_floor.Alice.Turn(Replace("under way", 50, 20, "new")).IsPutOff);
    }

    [Fact]
    public void Replace_OfOneOfAList_CancelsTheList()
    {
        _floor.Ask<OrderStates>(_floor.Alice, _floor.Cancel("old"));
        _floor.TradeAt(100);
        _floor.Ask<ListState>(_floor.Alice, _floor.List(
            Contingency.Oco,
            Stop(Side.Buy, OrderType.StopLoss, 105, 110, 9, "above"),
            _floor.Limit(Side.Buy, 90, 9, "below").Terms with { Type = OrderType.LimitMaker }));

        var replaced = _floor.Ask<ReplaceState>(_floor.Alice, Replace("below", 50, 20, "new"));

        Assert.Equal(["above", "below"], replaced.Canceled.Orders.Select(order => order.Terms.ClientOrderId));
        Assert.False(Assert.Single(replaced.Canceled.Lists).IsOpen);
        Assert.Equal(OrderStatus.New, replaced.Placed!.Status);
        Assert.Equal((0, 10_000), Balance(_floor.Alice, Exchange.Usd));
    }

    [Fact]
    public void Replace_AfterARestart_PlacesAllTheSameAndAnswersNobody()
    {
        var replacement = new Replacement(_floor.Pair, Replace("old", 50, 20, "new").Terms, EvenIfCancelFails: false);
        var restarted = new AccountBehavior(Exchange.Alice) { State = _floor.Alice.State };

        var plan = restarted.Turn(
            new OrdersChanged(_floor.Pair.Symbol, [new OrderFinished(new HoldId(1), OrderEnd.Canceled)], AnswersCancel: true)
            {
                Replacement = replacement,
            },
            Exchange.Told(Exchange.BookAddress, default));

        Assert.Empty(plan.Answers);
        Assert.Equal(20, Assert.IsType<SubmitOrder>(Assert.Single(plan.Sends).Message).Order.Quantity.Value);
        Assert.Equal(OrderStatus.UnderWay, restarted.State.OrderOf("new")!.Status);
    }

    private ReplaceOrder Replace(
        string old,
        long price,
        long lots,
        string name,
        bool evenIfCancelFails = false,
        CancelRestriction restriction = CancelRestriction.None) =>
        new(_floor.Cancel(old, restriction), _floor.Limit(Side.Buy, price, lots, name).Terms, evenIfCancelFails, AccountLimits.None);
}
