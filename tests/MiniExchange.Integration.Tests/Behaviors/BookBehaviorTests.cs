using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.Exchange;

namespace MiniExchange.Integration.Tests.Behaviors;

public sealed class BookBehaviorTests
{
    private static readonly ActorAddress AliceAddress = Addresses.Account(Alice);
    private static readonly ActorAddress BobAddress = Addresses.Account(Bob);

    private readonly BookBehavior _book = new(Pair.Symbol);

    public BookBehaviorTests() => _book.Turn(new OpenMarket(Pair), Told(Addresses.Catalog, ReplyToken.None));

    [Fact]
    public void Submit_WhenItRests_TellsItsOwnerAlone()
    {
        var plan = Submit(Alice, 1, Limit(Side.Sell, 100, 5));

        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.Equal([new OrderEntered(new HoldId(1), Number(1)), new OrderRests(new HoldId(1))], report.Changes.AsEnumerable());
        Assert.False(report.AnswersCancel);
    }

    [Fact]
    public void Submit_WhenItTrades_TellsEachOwnerOnceAndTheTakerEndsTheFlow()
    {
        Submit(Alice, 1, Limit(Side.Sell, 100, 5));
        Submit(Alice, 2, Limit(Side.Sell, 101, 5));

        var plan = Submit(Bob, 1, Limit(Side.Buy, 101, 8));

        Assert.Equal([BobAddress, AliceAddress], plan.Sends.Select(send => send.To));
        var taker = plan.Sends[0].Sent<OrdersChanged>(BobAddress, Token).Changes;
        Assert.Equal(
            [typeof(OrderEntered), typeof(OrderFilled), typeof(OrderFilled), typeof(OrderFinished)],
            taker.Select(change => change.GetType()));
        Assert.Equal(new OrderFinished(new HoldId(1), OrderEnd.Filled), taker[^1]);

        var maker = plan.Sends[1].Sent<OrdersChanged>(AliceAddress, ReplyToken.None).Changes;
        Assert.Equal(3, maker.Length);
        var first = Assert.IsType<OrderFilled>(maker[0]);
        Assert.Equal((1, LiquidityRole.Maker, 5L, 1_000), (first.HoldId.Value, first.Fill.Role, first.Fill.Quantity.Value, first.Fill.FeeRatePpm));
        Assert.Equal(new OrderFinished(new HoldId(1), OrderEnd.Filled), maker[1]);
        var second = Assert.IsType<OrderFilled>(maker[2]);
        Assert.Equal((2, 3L, 101L), (second.HoldId.Value, second.Fill.Quantity.Value, second.Fill.Price.Value));
    }

    [Fact]
    public void Fill_CarriesTheSameMoneyToBothSides()
    {
        Submit(Alice, 1, Limit(Side.Sell, 100, 5));

        var plan = Submit(Bob, 1, Limit(Side.Buy, 120, 5));

        var fills = plan.Sends
            .SelectMany(send => ((OrdersChanged)send.Message).Changes.OfType<OrderFilled>())
            .Select(change => change.Fill)
            .ToArray();
        Assert.Equal(2, fills.Length);
        Assert.All(fills, fill => Assert.Equal((5_000L, 5_000L, 100L), (fill.BaseAmount.Value, fill.QuoteAmount.Value, fill.Price.Value)));
        Assert.Equal([(LiquidityRole.Taker, 2_000), (LiquidityRole.Maker, 1_000)], fills.Select(fill => (fill.Role, fill.FeeRatePpm)));
        Assert.Single(fills.Select(fill => fill.TradeId).Distinct());
    }

    [Fact]
    public void Submit_WhenBothSidesAreOneAccount_IsOneMessageAndItsOwnEndComesLast()
    {
        Submit(Alice, 1, Limit(Side.Sell, 100, 5));

        var plan = Submit(Alice, 2, Limit(Side.Buy, 100, 5));

        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.Equal(new OrderFinished(new HoldId(2), OrderEnd.Filled), report.Changes[^1]);
        Assert.Contains(new OrderFinished(new HoldId(1), OrderEnd.Filled), report.Changes.AsEnumerable());
    }

    [Fact]
    public void Submit_WhenRefused_LeavesNoTraceAndSaysWhy()
    {
        Submit(Alice, 1, Limit(Side.Sell, 100, 5));

        var plan = _book.Turn(new SubmitOrder(Order(Bob, 1, Market(Side.Buy, 5), held: 4_999)), Told(BobAddress, Token));

        Assert.Empty(plan.Events);
        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(BobAddress, Token);
        Assert.Equal([new OrderNotTaken(new HoldId(1), RejectReason.CostExceedsHold)], report.Changes.AsEnumerable());
    }

    [Fact]
    public void Sweep_OverMoreThanOneTurnHolds_GoesOnAndAnswersWithItsLastMessageOnly()
    {
        var makers = BookDecider.MaxFillsPerTurn + 72;
        for (var i = 1; i <= makers; i++) Submit(Alice, i, Limit(Side.Sell, 100 + i, 1));

        var first = Submit(Bob, 1, Limit(Side.Buy, 1_000, makers));

        Assert.True(_book.GoesOn);
        Assert.All(first.Sends, send => Assert.True(send.Token.IsNone));
        Assert.Equal(128, FillsOf(first, BobAddress));
        Assert.Equal(128, FillsOf(first, AliceAddress));

        var last = _book.GoOn();

        Assert.False(_book.GoesOn);
        Assert.Equal(72, FillsOf(last, BobAddress));
        Assert.Equal(72, FillsOf(last, AliceAddress));
        Assert.Equal(Token, last.Sends.Single(send => send.To == BobAddress).Token);
        Assert.True(last.Sends.Single(send => send.To == AliceAddress).Token.IsNone);
        Assert.Equal(
            new OrderFinished(new HoldId(1), OrderEnd.Filled),
            ((OrdersChanged)last.Sends.Single(send => send.To == BobAddress).Message).Changes[^1]);
    }

    [Fact]
    public void Sweep_OfExactlyOneTurn_DoesNotGoOn()
    {
        for (var i = 1; i <= BookDecider.MaxFillsPerTurn; i++) Submit(Alice, i, Limit(Side.Sell, 100 + i, 1));

        var plan = Submit(Bob, 1, Limit(Side.Buy, 1_000, BookDecider.MaxFillsPerTurn));

        Assert.False(_book.GoesOn);
        Assert.Equal(Token, plan.Sends.Single(send => send.To == BobAddress).Token);
    }

    [Fact]
    public void Cancel_TakesOffWhatStillRestsAndIsAnsweredEitherWay()
    {
        Submit(Alice, 1, Limit(Side.Sell, 100, 5));
        Submit(Alice, 2, Limit(Side.Sell, 101, 5));

        var plan = Cancel(Number(1), Number(2), Number(9));
        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.True(report.AnswersCancel);
        Assert.Equal(
            [new OrderFinished(new HoldId(1), OrderEnd.Canceled), new OrderFinished(new HoldId(2), OrderEnd.Canceled)],
            report.Changes.AsEnumerable());

        var tooLate = Assert.Single(Cancel(Number(1)).Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.True(tooLate.AnswersCancel);
        Assert.Empty(tooLate.Changes);
    }

    [Fact]
    public void Cancel_OfAnotherAccountsOrder_TakesNothingOff()
    {
        Submit(Bob, 1, Limit(Side.Sell, 100, 5));

        var plan = Cancel(Number(1));

        Assert.Empty(plan.Events);
        Assert.Equal(1, _book.State.RestingOrderCount);
    }

    [Fact]
    public void GiveUp_HaltsTheBookAndRefusesTheOrder()
    {
        var plan = _book.GiveUp(new SubmitOrder(Order(Alice, 1, Limit(Side.Sell, 100, 5))), Told(AliceAddress, Token));

        Assert.True(_book.State.IsHalted);
        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.Equal([new OrderNotTaken(new HoldId(1), RejectReason.Faulted)], report.Changes.AsEnumerable());

        var next = Submit(Bob, 1, Limit(Side.Buy, 100, 5));
        Assert.Equal(
            [new OrderNotTaken(new HoldId(1), RejectReason.BookHalted)],
            Assert.Single(next.Sends).Sent<OrdersChanged>(BobAddress, Token).Changes.AsEnumerable());
    }

    [Theory]
    [InlineData(5, RejectReason.CancelRestrictionNotMet)]
    [InlineData(3, RejectReason.None)]
    [InlineData(0, RejectReason.None)]
    public void Cancel_OnlyIfSoMuchRemains_LooksAtTheBook(long onlyIfRemaining, RejectReason expected)
    {
        // A fill of two that the account may not have heard of yet.
        Submit(Alice, 1, Limit(Side.Buy, 100, 5));
        Submit(Bob, 1, Limit(Side.Sell, 100, 2));

        var plan = _book.Turn(
            new CancelOrders(Alice, [Number(1)], new QuantityLots(onlyIfRemaining)), Told(AliceAddress, Token));

        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.True(report.AnswersCancel);
        Assert.Equal(expected, report.CancelRefusal);
        Assert.Equal(expected == RejectReason.None ? 1 : 0, report.Changes.Length);
    }

    [Fact]
    public void GiveUp_OnACancel_AnswersThatNothingWasCanceled()
    {
        var plan = _book.GiveUp(new CancelOrders(Alice, [Number(1)]), Told(AliceAddress, Token));

        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.True(report.AnswersCancel);
        Assert.Equal(RejectReason.Faulted, report.CancelRefusal);
        Assert.Empty(report.Changes.AsEnumerable());
    }

    [Fact]
    public void HaltAndResume_ChangeTheBookOnce()
    {
        Assert.True(OnlyAnswer<DepthState>(_book.Turn(new HaltBook(true)).Answers).IsHalted);
        Assert.Empty(_book.Turn(new HaltBook(true)).Events);
        Assert.False(OnlyAnswer<DepthState>(_book.Turn(new HaltBook(false)).Answers).IsHalted);
        Assert.False(_book.State.IsHalted);
    }

    [Fact]
    public void Depth_ShowsTheBestLevelsOfEachSide()
    {
        foreach (var (price, hold) in new[] { (100L, 1L), (99L, 2L), (98L, 3L) }) Submit(Alice, hold, Limit(Side.Buy, price, 2));
        Submit(Alice, 4, Limit(Side.Sell, 110, 3));

        var depth = OnlyAnswer<DepthState>(_book.Turn(new DepthOf(2)).Answers);

        Assert.Equal([100L, 99L], depth.Bids.Select(level => level.Price.Value));
        Assert.Equal([110L], depth.Asks.Select(level => level.Price.Value));
        Assert.Equal(4, depth.UpdateId);
    }

    private Plan<BookEvent> Submit(AccountId owner, long hold, PlaceOrder place) =>
        _book.Turn(new SubmitOrder(Order(owner, hold, place)), Told(Addresses.Account(owner), Token));

    private Plan<BookEvent> Cancel(params OrderId[] orders) =>
        _book.Turn(new CancelOrders(Alice, [.. orders]), Told(AliceAddress, Token));

    private static int FillsOf(Plan<BookEvent> plan, ActorAddress owner) =>
        ((OrdersChanged)plan.Sends.Single(send => send.To == owner).Message).Changes.OfType<OrderFilled>().Count();
}
