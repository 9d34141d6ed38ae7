using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.Exchange;

namespace MiniExchange.Integration.Tests.Behaviors;

public sealed class AccountBehaviorTests
{
    private readonly AccountBehavior _account = new(Alice);

    public AccountBehaviorTests()
    {
        _account.Deposit(Usd, 1_000_000, "usd");
        _account.Deposit(Btc, 1_000_000, "btc");
    }

    [Fact]
    public void Place_HoldsFundsAndSendsTheOrderWithItsToken()
    {
        var plan = _account.Turn(Limit(Side.Buy, 100, 5));

        Assert.Empty(plan.Answers);
        var order = Assert.Single(plan.Sends).Sent<SubmitOrder>(BookAddress, Token).Order;
        Assert.Equal((Alice, 1L, 5_000L, 5L, 100L), (order.AccountId, order.HoldId.Value, order.Held.Value, order.Quantity.Value, order.LimitPrice.Value));
        Assert.Equal((995_000L, 5_000L), Balance(Usd.Id));
    }

    [Fact]
    public void Place_WhenRefused_IsAnsweredAtOnceAndChangesNothing()
    {
        var plan = _account.Turn(Limit(Side.Buy, 1_000_000, 5));

        Assert.Equal(RejectReason.InsufficientAvailable, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Events);
        Assert.Empty(plan.Sends);
    }

    [Fact]
    public void Place_AfterItsDeadline_IsRefused()
    {
        Assert.Empty(_account.Turn(Limit(Side.Buy, 100, 5, "in-time"), Asked(deadline: Now)).Answers);

        var plan = _account.Turn(Limit(Side.Buy, 100, 5), Asked(deadline: Now - 1));

        Assert.Equal(RejectReason.DeadlinePassed, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Sends);
    }

    [Fact]
    public void Place_WhileAMarketOrderHoldsEverything_IsPutOffUntilTheBookHasAnswered()
    {
        _account.Turn(Market(Side.Buy, 1, "market"));
        var waiting = Limit(Side.Buy, 100, 5);
        Assert.True(_account.Turn(waiting).IsPutOff);
        Assert.True(_account.Turn(Market(Side.Buy, 1, "another")).IsPutOff);

        // Only what it holds is short: an order that pays in the other asset is not held up.
        Assert.False(_account.Turn(Limit(Side.Sell, 100, 5, "sell")).IsPutOff);
        Follow(new OrderNotTaken(new HoldId(1), RejectReason.CostExceedsHold));

        Assert.False(_account.Turn(waiting).IsPutOff);
        Assert.Equal((995_000L, 5_000L), Balance(Usd.Id));
    }

    [Fact]
    public void Place_WhenTheAccountsTimeIsAheadOfTheClock_HoldsTheClockAgainstTheDeadline()
    {
        // The clock had been set forward for a moment: turns keep the later time, callers keep theirs.
        var plan = _account.Turn(Limit(Side.Buy, 100, 5), Asked(deadline: Now + 5, at: Now + 3_600_000_000, received: Now));

        Assert.IsType<SubmitOrder>(Assert.Single(plan.Sends).Message);
    }

    [Fact]
    public void PutOffOrder_AfterItsDeadline_IsRefused()
    {
        _account.Turn(Market(Side.Buy, 1, "market"));

        var plan = _account.Turn(Limit(Side.Buy, 100, 5), Asked(deadline: Now, at: Now + 1));

        Assert.Equal(RejectReason.DeadlinePassed, OnlyAnswer<NotDone>(plan.Answers).Reason);
    }

    [Fact]
    public void Report_ThatEndsTheFlow_IsAnsweredWithTheOrderAndItsFills()
    {
        _account.Turn(Limit(Side.Buy, 100, 5));

        var plan = Follow(new OrderEntered(new HoldId(1), Number(1)), Filled(1, 90, 2), new OrderRests(new HoldId(1)));

        var order = OnlyAnswer<OrderState>(plan.Answers).Order;
        Assert.Equal((OrderStatus.PartiallyFilled, Number(1), 2L), (order.Status, order.OrderId, order.Executed.Value));
        Assert.Equal(1_800, Assert.Single(order.TakerFills).Paid.Value);

        // The price improvement of two lots is available again, the other three stay held.
        Assert.Equal((1_000_000 - 1_800 - 3_000L, 3_000L), Balance(Usd.Id));
        Assert.Equal((1_000_000 + 2_000 - 4L, 0L), Balance(Btc.Id));
    }

    [Fact]
    public void Report_WithoutAToken_IsFollowedAndNotAnswered()
    {
        Rest("mine", 1);

        var plan = Follow(ReplyToken.None, answersCancel: false, MakerFilled(1, 100, 5), new OrderFinished(new HoldId(1), OrderEnd.Filled));

        Assert.Empty(plan.Answers);
        Assert.Equal(OrderStatus.Filled, _account.State.OrderOf(Number(1))!.Status);
    }

    [Fact]
    public void Report_OfARefusal_ReleasesTheHoldAndIsAnsweredWithTheReason()
    {
        _account.Turn(Limit(Side.Buy, 100, 5));

        var plan = Follow(new OrderNotTaken(new HoldId(1), RejectReason.BookHalted));

        Assert.Equal(RejectReason.BookHalted, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Equal((1_000_000L, 0L), Balance(Usd.Id));
    }

    [Fact]
    public void Report_OfASelfTrade_AnswersWithTheTaker()
    {
        Rest("maker", 1, Side.Sell);
        _account.Turn(Limit(Side.Buy, 100, 5, "taker"));

        var plan = Follow(
            new OrderEntered(new HoldId(2), Number(2)),
            Filled(2, 100, 5),
            MakerFilled(1, 100, 5),
            new OrderFinished(new HoldId(1), OrderEnd.Filled),
            new OrderFinished(new HoldId(2), OrderEnd.Filled));

        Assert.Equal("taker", OnlyAnswer<OrderState>(plan.Answers).Order.Terms.ClientOrderId);
    }

    [Fact]
    public void Cancel_OfARestingOrder_AsksItsBook()
    {
        Rest("mine", 1);

        var plan = _account.Turn(CancelNamed("mine"));

        var cancel = Assert.Single(plan.Sends).Sent<CancelOrders>(BookAddress, Token);
        Assert.Equal(Alice, cancel.Owner);
        Assert.Equal([Number(1)], cancel.Orders.AsEnumerable());
        Assert.Empty(plan.Events);

        var answered = Follow(Token, answersCancel: true, new OrderFinished(new HoldId(1), OrderEnd.Canceled));
        Assert.Equal(OrderStatus.Canceled, Assert.Single(OnlyAnswer<OrderStates>(answered.Answers).Orders).Status);
        Assert.Equal((1_000_000L, 0L), Balance(Usd.Id));
    }

    [Fact]
    public void Cancel_WhichCameTooLate_IsRefused()
    {
        Rest("mine", 1);
        _account.Turn(CancelNamed("mine"));

        var plan = _account.Turn(
            new OrdersChanged(Pair.Symbol, [], AnswersCancel: true, RejectReason.UnknownOrder), Told(BookAddress, Token));

        Assert.Equal(RejectReason.UnknownOrder, OnlyAnswer<NotDone>(plan.Answers).Reason);
    }

    [Fact]
    public void Cancel_OfAnOrderUnderWay_IsPutOffAndOfAnUnknownOneRefused()
    {
        _account.Turn(Limit(Side.Buy, 100, 5));

        Assert.True(_account.Turn(CancelNamed("mine")).IsPutOff);
        Assert.Equal(RejectReason.UnknownOrder, OnlyAnswer<NotDone>(_account.Turn(CancelNamed("other")).Answers).Reason);
    }

    [Theory]
    [InlineData(CancelRestriction.None, true, true)]
    [InlineData(CancelRestriction.OnlyNew, true, false)]
    [InlineData(CancelRestriction.OnlyPartiallyFilled, false, true)]
    public void Cancel_WhenRestricted_LooksAtWhatHasTraded(CancelRestriction restriction, bool whenNew, bool whenPartial)
    {
        Rest("new", 1);
        Rest("partial", 2);
        Follow(ReplyToken.None, answersCancel: false, MakerFilled(2, 100, 2));

        var fresh = _account.Turn(CancelNamed("new", restriction));
        Assert.Equal(whenNew, fresh.Sends.Count == 1);
        if (restriction == CancelRestriction.OnlyNew)
        {
            Assert.Equal(_account.State.OpenOrders[new HoldId(1)].Terms.Quantity, ((CancelOrders)fresh.Sends[0].Message).OnlyIfRemaining);
        }

        var partial = _account.Turn(CancelNamed("partial", restriction));
        Assert.Equal(whenPartial, partial.Sends.Count == 1);
        if (!whenPartial) Assert.Equal(RejectReason.CancelRestrictionNotMet, OnlyAnswer<NotDone>(partial.Answers).Reason);
    }

    [Fact]
    public void Cancel_WhenTheBookRefuses_IsAnsweredWithTheBooksReason()
    {
        Rest("new", 1);

        var plan = _account.Turn(
            new OrdersChanged(Pair.Symbol, [], AnswersCancel: true, RejectReason.CancelRestrictionNotMet), Told(BookAddress, Token));

        Assert.Equal(RejectReason.CancelRestrictionNotMet, OnlyAnswer<NotDone>(plan.Answers).Reason);
    }

    [Fact]
    public void Cancel_WhenNumberAndNameDisagree_IsRefused()
    {
        Rest("first", 1);
        Rest("second", 2);

        var plan = _account.Turn(new CancelOrder(Pair, new OrderName(Number(1), "second"), CancelRestriction.None));

        Assert.Equal(RejectReason.UnknownOrder, OnlyAnswer<NotDone>(plan.Answers).Reason);
    }

    [Fact]
    public void CancelAll_NamesEveryRestingOrderOfThePairAndNoneUnderWay()
    {
        Rest("first", 1);
        Rest("second", 2);
        _account.Turn(Limit(Side.Buy, 100, 5, "under-way"));

        var plan = _account.Turn(new CancelOpenOrders(Pair));

        Assert.Equal([Number(1), Number(2)], Assert.Single(plan.Sends).Sent<CancelOrders>(BookAddress, Token).Orders.AsEnumerable());
    }

    [Fact]
    public void CancelAll_WhenNothingRests_IsRefused()
    {
        Assert.Equal(
            RejectReason.UnknownOrder, OnlyAnswer<NotDone>(_account.Turn(new CancelOpenOrders(Pair)).Answers).Reason);
    }

    [Fact]
    public void CancelAll_OfMoreOrdersThanAreRememberedClosed_IsAnsweredWithAll()
    {
        var count = Account.ClosedOrdersKept + 8;
        for (var i = 1; i <= count; i++) Rest($"order-{i}", i, lots: 1);

        var plan = Follow(
            Token,
            answersCancel: true,
            [.. Enumerable.Range(1, count).Select(i => new OrderFinished(new HoldId(i), OrderEnd.Canceled))]);

        var orders = OnlyAnswer<OrderStates>(plan.Answers).Orders;
        Assert.Equal(Enumerable.Range(1, count).Select(i => $"order-{i}"), orders.Select(order => order.Terms.ClientOrderId));
        Assert.All(orders, order => Assert.Equal(OrderStatus.Canceled, order.Status));
    }

    [Fact]
    public void Queries_AboutAnOrderUnderWay_WaitAndNeverSayThatItDoesNotExist()
    {
        _account.Turn(Limit(Side.Buy, 100, 5));
        var byName = new OrderNamed(Pair.Id, new OrderName(OrderId.None, "mine"));
        var byRequest = new OrderOfRequest(RequestId("mine"), RequestedSinceUnixMicros: 0);

        Assert.True(_account.Turn(byName).IsPutOff);
        Assert.True(_account.Turn(byRequest).IsPutOff);
        Assert.Empty(OnlyAnswer<OrderStates>(_account.Turn(new OpenOrdersOf(null)).Answers).Orders);

        Follow(new OrderEntered(new HoldId(1), Number(1)), new OrderRests(new HoldId(1)));

        Assert.Equal(Number(1), OnlyAnswer<OrderState>(_account.Turn(byName).Answers).Order.OrderId);
        Assert.Equal(Number(1), OnlyAnswer<OrderState>(_account.Turn(byRequest).Answers).Order.OrderId);
        Assert.Single(OnlyAnswer<OrderStates>(_account.Turn(new OpenOrdersOf(Pair.Id)).Answers).Orders);
        Assert.Empty(OnlyAnswer<OrderStates>(_account.Turn(new OpenOrdersOf(new PairId(2))).Answers).Orders);
    }

    [Fact]
    public void Query_ForARequestThatMadeNoOrder_IsRefused()
    {
        var plan = _account.Turn(new OrderOfRequest(RequestId("never"), RequestedSinceUnixMicros: 0));

        Assert.Equal(RejectReason.UnknownOrder, OnlyAnswer<NotDone>(plan.Answers).Reason);
    }

    [Theory]
    [InlineData(0, Now, false)]
    [InlineData(1, Now, true)]
    [InlineData(1, Now + 1, false)]
    public void Query_ForARequestOfAForgottenTime_SaysThatTheOutcomeIsForgotten(int orderClosed, long requestedSince, bool isForgotten)
    {
        // Every order closes at the same moment; one fewer than are kept, and nothing can have been forgotten.
        var count = Account.ClosedOrdersKept - 1 + orderClosed;
        for (var i = 1; i <= count; i++) Rest($"order-{i}", i, lots: 1);
        Follow([.. Enumerable.Range(1, count).Select(i => new OrderFinished(new HoldId(i), OrderEnd.Canceled))]);

        var answers = _account.Turn(new OrderOfRequest(RequestId("never"), requestedSince)).Answers;

        if (isForgotten) OnlyAnswer<OutcomeForgotten>(answers);
        else Assert.Equal(RejectReason.UnknownOrder, OnlyAnswer<NotDone>(answers).Reason);
    }

    [Fact]
    public void Deposit_IsCreditedAndItsTransferTold()
    {
        var plan = _account.Deposit(Usd, 5, "more");

        Assert.Equal("more", Assert.IsType<Credited>(Assert.Single(plan.Events)).Reference);
        var told = Assert.Single(plan.Sends).Sent<DepositAnswered>(Addresses.Transfer(Alice, "more"), Token);
        Assert.Equal((RejectReason.None, 1_000_005L), (told.Refusal, Balance(Usd.Id).Available));
    }

    [Fact]
    public void Deposit_WithAKnownReference_ChangesNothingAndIsTaken()
    {
        var plan = _account.Deposit(Usd, 1_000_000, "usd");

        Assert.Empty(plan.Events);
        Assert.Equal(RejectReason.None, Assert.Single(plan.Sends).Sent<DepositAnswered>(Addresses.Transfer(Alice, "usd"), Token).Refusal);
        Assert.Equal(1_000_000, Balance(Usd.Id).Available);
    }

    [Fact]
    public void Deposit_ThatTheAccountRefuses_IsAnsweredWithTheReason()
    {
        var plan = _account.Deposit(Usd, long.MaxValue, "too much");

        Assert.Empty(plan.Events);
        Assert.Equal(RejectReason.BalanceOverflow, Assert.Single(plan.Sends).Sent<DepositAnswered>(Addresses.Transfer(Alice, "too much"), Token).Refusal);
    }

    [Fact]
    public void GiveUp_OnADeposit_RefusesItAndFreezesNothing()
    {
        var transfer = Addresses.Transfer(Alice, "bad");

        var plan = _account.GiveUp(new CreditDeposit(Usd.Id, new AssetUnits(1), "bad"), Told(transfer, Token));

        Assert.Equal(RejectReason.Faulted, Assert.Single(plan.Sends).Sent<DepositAnswered>(transfer, Token).Refusal);
        Assert.False(_account.State.IsFrozen);
    }

    [Fact]
    public void Freeze_StopsOrdersAndUnfreezeLetsThemGo()
    {
        Assert.True(OnlyAnswer<BalancesState>(_account.Turn(new SetFrozen(true), Told(Addresses.Risk, Token)).Answers).IsFrozen);
        Assert.Equal(RejectReason.AccountFrozen, OnlyAnswer<NotDone>(_account.Turn(Limit(Side.Buy, 100, 5)).Answers).Reason);
        Assert.False(OnlyAnswer<BalancesState>(_account.Turn(new SetFrozen(false), Told(Addresses.Risk, Token)).Answers).IsFrozen);
        Assert.Single(_account.Turn(Limit(Side.Buy, 100, 5)).Sends);
    }

    [Fact]
    public void GiveUp_FreezesTheAccountOnceAndAnswersThatItFailed()
    {
        var report = new OrdersChanged(Pair.Symbol, [], AnswersCancel: false);

        var plan = _account.GiveUp(report, Told(BookAddress, Token));

        Assert.True(_account.State.IsFrozen);
        Assert.Equal(RejectReason.Faulted, OnlyAnswer<NotDone>(plan.Answers).Reason);
        var told = Assert.Single(plan.Sends).Sent<AccountGaveUp>(Addresses.Risk, ReplyToken.None);
        Assert.Equal((Alice, "gave up on OrdersChanged from book-BTCUSD"), (told.Account, told.Reason));
        Assert.Empty(_account.GiveUp(report, Told(BookAddress, Token)).Events);
    }

    [Fact]
    public void GiveUp_OnWhatRiskSays_DoesNotTellRisk()
    {
        // Or the two would go on telling each other.
        var plan = _account.GiveUp(new SetFrozen(true), Told(Addresses.Risk, Token));

        Assert.True(_account.State.IsFrozen);
        Assert.Empty(plan.Sends);
    }

    /// <summary>Places a limit order that rests: the n-th of the account and of the book.</summary>
    private void Rest(string name, long number, Side side = Side.Buy, long lots = 5)
    {
        _account.Turn(Limit(side, 100, lots, name));
        Follow(ReplyToken.None, answersCancel: false, new OrderEntered(new HoldId(number), Number(number)), new OrderRests(new HoldId(number)));
    }

    private Plan<AccountEvent> Follow(params OrderChange[] changes) => Follow(Token, answersCancel: false, changes);

    private Plan<AccountEvent> Follow(ReplyToken token, bool answersCancel, params IReadOnlyList<OrderChange> changes) =>
        _account.Turn(new OrdersChanged(Pair.Symbol, [.. changes], answersCancel), Told(BookAddress, token));

    private (long Available, long Frozen) Balance(AssetId asset)
    {
        var balance = _account.State.BalanceOf(asset);
        return (balance.Available.Value, balance.Frozen.Value);
    }

    private static CancelOrder CancelNamed(string name, CancelRestriction restriction = CancelRestriction.None) =>
        new(Pair, new OrderName(OrderId.None, name), restriction);

    private static OrderFilled Filled(long hold, long price, long lots) => Fill(hold, price, lots, LiquidityRole.Taker, Pair.TakerFeePpm);

    private static OrderFilled MakerFilled(long hold, long price, long lots) => Fill(hold, price, lots, LiquidityRole.Maker, Pair.MakerFeePpm);

    private static OrderFilled Fill(long hold, long price, long lots, LiquidityRole role, int feePpm) => new(
        new HoldId(hold),
        new Fill(
            TradeId.Of(Pair.Id, 1), role, new PriceTicks(price), new QuantityLots(lots), Pair.BaseUnits(new QuantityLots(lots)),
            Pair.Notional(new QuantityLots(lots), new PriceTicks(price)), feePpm, Now));
}
