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

/// <summary>What owners are told of stops, icebergs, lists, orders made smaller and prevented matches.</summary>
public sealed class BookBehaviorListTests
{
    private static readonly ActorAddress AliceAddress = Addresses.Account(Alice);
    private static readonly HoldId One = new(1);
    private static readonly HoldId Two = new(2);
    private static readonly OrderListId First = OrderListId.Of(Pair.Id, 1);
    private static readonly Replacement Replacement = new(Pair, Limit(Side.Buy, 90, 1).Terms, EvenIfCancelFails: true);

    private readonly BookBehavior _book = new(Pair.Symbol);

    public BookBehaviorListTests() => _book.Turn(new OpenMarket(Pair), Told(Addresses.Catalog, ReplyToken.None));

    [Fact]
    public void Submit_OfAStopOrder_AnswersThatItWaits()
    {
        var plan = Submit(Order(Alice, 1, Stop(Side.Buy, 110, 3)));

        Assert.Equal(
            [new OrderEntered(One, Number(1)), new OrderWaits(One, IsPending: false)], ChangesFor(plan, AliceAddress, Token));
    }

    [Fact]
    public void GoOn_WhenAStopPriceIsMet_TellsItsOwnerThatItWorksAndAnswersNobody()
    {
        Submit(Order(Alice, 1, Stop(Side.Buy, 110, 3)));
        Submit(Order(Bob, 1, Limit(Side.Sell, 110, 5)));

        var met = Submit(Order(Bob, 2, Limit(Side.Buy, 110, 1)));
        Assert.True(_book.GoesOn);
        Assert.DoesNotContain(met.Sends, send => send.To == AliceAddress);

        var plan = _book.GoOn();

        Assert.False(_book.GoesOn);
        var changes = ChangesFor(plan, AliceAddress, ReplyToken.None);
        Assert.Equal(
            [typeof(OrderWorks), typeof(OrderFilled), typeof(OrderFinished)], changes.Select(change => change.GetType()));
        Assert.All(plan.Sends, send => Assert.True(send.Token.IsNone));
    }

    [Fact]
    public void SubmitList_WhenTaken_NamesTheListByItsFirstOrder()
    {
        var plan = SubmitPair();

        var changes = ChangesFor(plan, AliceAddress, Token);
        Assert.Equal(new ListEntered(One, First), changes[0]);
        Assert.Equal(
            [new OrderEntered(One, Number(1)), new OrderRests(One)], changes.Where(change => change.HoldId == One).Skip(1));
        Assert.Equal(
            [new OrderEntered(Two, Number(2)), new OrderWaits(Two, IsPending: false)],
            changes.Where(change => change.HoldId == Two));
    }

    [Fact]
    public void SubmitList_WhenRefused_RefusesEachOfItsOrdersInOneMessage()
    {
        var plan = _book.Turn(new SubmitOrderList(PairAround(above: 90, below: 100)), Told(AliceAddress, Token));

        Assert.Empty(plan.Events);
        Assert.Equal(
            [new OrderNotTaken(One, RejectReason.PricesOutOfOrder), new OrderNotTaken(Two, RejectReason.PricesOutOfOrder)],
            ChangesFor(plan, AliceAddress, Token));
    }

    [Fact]
    public void Trade_OfOneOfAPair_TellsTheEndOfTheOtherFirst()
    {
        SubmitPair();

        var plan = Submit(Order(Bob, 1, Limit(Side.Buy, 120, 2)));

        var changes = ChangesFor(plan, AliceAddress, ReplyToken.None);
        Assert.Equal(new OrderFinished(Two, OrderEnd.OtherLegWorked), changes[0]);
        Assert.Equal(One, Assert.IsType<OrderFilled>(changes[1]).HoldId);
    }

    [Fact]
    public void Reduce_OfOneOfAPair_RenamesOnlyTheOneAskedFor()
    {
        SubmitPair();

        var plan = _book.Turn(new ReduceOrder(Alice, Number(2), new QuantityLots(3), "smaller"), Told(AliceAddress, Token));

        Assert.Equal(
            [new OrderReduced(Two, new QuantityLots(3), "smaller"), new OrderReduced(One, new QuantityLots(3), "")],
            ChangesFor(plan, AliceAddress, Token));
    }

    [Theory]
    [InlineData(5, RejectReason.AmendmentChangesNothing)]
    [InlineData(6, RejectReason.AmendmentNotAReduction)]
    public void Reduce_WhenRefused_SaysWhyAndIsNoCancel(long quantity, RejectReason expected)
    {
        SubmitPair();

        var plan = _book.Turn(new ReduceOrder(Alice, Number(1), new QuantityLots(quantity), "x"), Told(AliceAddress, Token));

        Assert.Empty(plan.Events);
        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.Equal((expected, false, 0), (report.CancelRefusal, report.AnswersCancel, report.Changes.Length));
    }

    [Theory]
    [InlineData(1, RejectReason.None)]
    [InlineData(9, RejectReason.UnknownOrder)]
    public void Cancel_WithANameAndAReplacement_GivesBothBackEitherWay(int order, RejectReason expected)
    {
        Submit(Order(Alice, 1, Limit(Side.Sell, 100, 5)));

        var plan = _book.Turn(
            new CancelOrders(Alice, [Number(order)]) { CancelName = "name", Replacement = Replacement }, Told(AliceAddress, Token));

        var report = Assert.Single(plan.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.Equal(("name", Replacement, true, expected), (report.CancelName, report.Replacement, report.AnswersCancel, report.CancelRefusal));
    }

    [Fact]
    public void Cancel_OfOrdersOfOneList_EndsEachOnce()
    {
        SubmitPair();

        var plan = _book.Turn(new CancelOrders(Alice, [Number(1), Number(2)]), Told(AliceAddress, Token));

        Assert.Equal(
            [One, Two], ChangesFor(plan, AliceAddress, Token).Cast<OrderFinished>().Select(end => end.HoldId).OrderBy(hold => hold.Value));
    }

    [Fact]
    public void Submit_ThatMeetsItsOwnAccount_TellsBothOrdersWhatWasPrevented()
    {
        Submit(Order(Alice, 1, Limit(Side.Sell, 100, 5)));

        var plan = Submit(Order(Alice, 2, Limit(Side.Buy, 100, 2, prevention: SelfTradePrevention.Decrement)));

        var match = new PreventedMatch(
            1, new PriceTicks(100), SelfTradePrevention.Decrement, new QuantityLots(2), new QuantityLots(2));
        Assert.Equal(
            [
                new OrderEntered(Two, Number(2)),
                new OrderKeptFromTrading(Two, match, LiquidityRole.Taker, Number(1), new AssetUnits(2_000)),
                new OrderKeptFromTrading(One, match, LiquidityRole.Maker, Number(2), new AssetUnits(2_000)),
                new OrderFinished(Two, OrderEnd.SelfTradePrevented),
            ],
            ChangesFor(plan, AliceAddress, Token));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(6, 0)]
    public void Trade_WithAnIceberg_EndsItWithTheFillThatEmptiesIt(long taken, int ends)
    {
        Submit(Order(Alice, 1, Limit(Side.Sell, 100, 7)) with { DisplayQuantity = new QuantityLots(2) });

        var plan = Submit(Order(Bob, 1, Limit(Side.Buy, 100, taken)));

        var changes = ChangesFor(plan, AliceAddress, ReplyToken.None);
        Assert.Equal(taken, changes.OfType<OrderFilled>().Sum(fill => fill.Fill.Quantity.Value));
        Assert.Equal(ends, changes.OfType<OrderFinished>().Count());
        Assert.Equal(ends == 1, changes[^1] is OrderFinished);
    }

    [Fact]
    public void Try_OfAnOrder_SaysWhatTheMarketWouldAndChangesNothing()
    {
        Submit(Order(Alice, 1, Limit(Side.Sell, 100, 5)));
        var before = _book.State.StateHash();

        var passed = _book.Turn(new TryOrder(Order(Bob, 1, Market(Side.Buy, 5), held: 0)));
        var refused = _book.Turn(new TryOrder(Order(Bob, 1, Limit(Side.Buy, 100, 5)) with { Type = OrderType.LimitMaker }));

        OnlyAnswer<OrderPassed>(passed.Answers);
        Assert.Equal(RejectReason.WouldTake, OnlyAnswer<NotDone>(refused.Answers).Reason);
        Assert.Empty(passed.Events);
        Assert.Equal(before, _book.State.StateHash());
    }

    [Fact]
    public void GiveUp_OnAList_RefusesEachOfItsOrders()
    {
        var plan = _book.GiveUp(new SubmitOrderList(PairAround(above: 110, below: 90)), Told(AliceAddress, Token));

        Assert.True(_book.State.IsHalted);
        Assert.Equal(
            [new OrderNotTaken(One, RejectReason.Faulted), new OrderNotTaken(Two, RejectReason.Faulted)],
            ChangesFor(plan, AliceAddress, Token));
    }

    [Fact]
    public void GiveUp_OnAChangeOfAnOrder_SaysThatItFailedAndGivesBackWhatWasToFollow()
    {
        var reduced = _book.GiveUp(new ReduceOrder(Alice, Number(1), new QuantityLots(1), "x"), Told(AliceAddress, Token));
        var canceled = _book.GiveUp(
            new CancelOrders(Alice, [Number(1)]) { Replacement = Replacement }, Told(AliceAddress, Token));

        var refusal = Assert.Single(reduced.Sends).Sent<OrdersChanged>(AliceAddress, Token);
        Assert.Equal((RejectReason.Faulted, false), (refusal.CancelRefusal, refusal.AnswersCancel));
        Assert.Same(Replacement, Assert.Single(canceled.Sends).Sent<OrdersChanged>(AliceAddress, Token).Replacement);
    }

    private Plan<BookEvent> Submit(NewOrder order) =>
        _book.Turn(new SubmitOrder(order), Told(Addresses.Account(order.AccountId), Token));

    private Plan<BookEvent> SubmitPair() =>
        _book.Turn(new SubmitOrderList(PairAround(above: 110, below: 90)), Told(AliceAddress, Token));

    // Alice sells above the market, or below it if it falls that far.
    private static NewOrderList PairAround(long above, long below) => new(
        Contingency.Oco,
        [
            Order(Alice, 1, Limit(Side.Sell, above, 5)) with { Type = OrderType.LimitMaker },
            Order(Alice, 2, Stop(Side.Sell, below, 5)),
        ]);

    private static PlaceOrder Stop(Side side, long stopPrice, long lots)
    {
        var limit = Limit(side, stopPrice, lots);
        return limit with
        {
            Terms = limit.Terms with { Type = OrderType.StopLossLimit, Stop = new StopTerms(new PriceTicks(stopPrice), 0) },
        };
    }

    private static OrderChange[] ChangesFor(Plan<BookEvent> plan, ActorAddress owner, ReplyToken token) =>
        [.. plan.Sends.Single(send => send.To == owner).Sent<OrdersChanged>(owner, token).Changes];
}
