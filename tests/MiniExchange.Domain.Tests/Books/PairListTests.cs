using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>One cancels the other: two orders of which at most one works.</summary>
public sealed class PairListTests
{
    [Fact]
    public void Oco_WhenEntered_NumbersTheListThenItsLegsInOrder()
    {
        var book = new TestBook();
        book.Trade(100);

        Assert.Equal(RejectReason.None, EnterSell(book));

        Assert.Equal(["list 1: Oco", "accepted #3", "rested #3: 5 at 110", "parked #4"], book.Said);
        var list = Assert.Single(book.Book.Lists);
        Assert.Equal([TestBook.Id(3), TestBook.Id(4)], list.Legs);
        Assert.True(book.Book.TryGet(TestBook.Id(3), out var above));
        Assert.Equal(list.ListId, above.ListId);
    }

    [Fact]
    public void Oco_WhenTheRestingLegTradesInPart_EndsTheStopBeforeTheTrade()
    {
        var book = new TestBook();
        EnterSell(book);

        book.Enter(Limit(Bob, Side.Buy, 110, 2));

        Assert.Equal(
            [
                "accepted #3",
                "ended #2: OtherLegWorked, 5 left",
                "trade 1: #3 takes 2 of #1 at 110",
                "ended #3: Filled, 0 left",
            ],
            book.Said);
        Assert.Single(book.Book.Lists);

        book.Enter(Limit(Bob, Side.Buy, 110, 3));
        Assert.Equal("trade 2: #4 takes 3 of #1 at 110", book.Said[1]);
        Assert.Empty(book.Book.Lists);
    }

    [Fact]
    public void Oco_WhenOneTakerTradesWithItTwice_EndsTheStopOnce()
    {
        var book = new TestBook();
        book.EnterList(
            Contingency.Oco,
            PostOnly(Alice, Side.Sell, 110, 5) with { DisplayQuantity = new QuantityLots(2) },
            Stop(Alice, OrderType.StopLoss, Side.Sell, 90, 5));

        book.Enter(Limit(Bob, Side.Buy, 110, 5));

        Assert.Single(book.Said, line => line == "ended #2: OtherLegWorked, 5 left");
        Assert.Equal(3, book.Book.TradeCount);
    }

    [Theory]
    [InlineData(Side.Sell)]
    [InlineData(Side.Buy)]
    public void Oco_WhenTheStopIsTriggered_EndsTheOtherLegFirst(Side side)
    {
        var book = new TestBook();
        book.Trade(100);
        if (side == Side.Sell) EnterSell(book);
        else EnterBuy(book);
        var (stop, ladder) = side == Side.Sell ? (4, 3) : (3, 4);

        book.Trade(side == Side.Sell ? 90 : 110);

        Assert.Equal(
            [$"off book #{ladder}: OtherLegWorked, 5 left", $"triggered #{stop}", $"ended #{stop}: InsufficientLiquidity, 5 left"],
            book.Said.TakeLast(3));
        Assert.Empty(book.Book.Lists);
    }

    [Fact]
    public void Oco_WhenBothLegsAreDue_OnlyTheFirstWorks()
    {
        // One sweep trades at 90 and at 110, and so reaches both.
        var book = new TestBook();
        book.EnterList(
            Contingency.Oco,
            Stop(Alice, OrderType.TakeProfitLimit, Side.Sell, 110, 5, price: 500),
            Stop(Alice, OrderType.StopLossLimit, Side.Sell, 90, 5, price: 500));
        book.Enter(Limit(Bob, Side.Sell, 90, 1));
        book.Enter(Limit(Bob, Side.Sell, 110, 1));

        book.EnterOneTurn(Limit(Carol, Side.Buy, 110, 2));
        Assert.Equal([TestBook.Id(2), TestBook.Id(1)], book.Book.Due);
        book.Continue();

        Assert.Equal(["ended #1: OtherLegWorked, 5 left", "triggered #2", "rested #2: 5 at 500"], book.Said);
        Assert.False(book.Book.GoesOn);
    }

    [Fact]
    public void Oco_WhenItsDueStopsOtherLegTradesInTheSameSweep_TheStopEnds()
    {
        var book = new TestBook();
        EnterSell(book);
        book.Enter(Limit(Bob, Side.Sell, 90, 1));

        book.Enter(Limit(Carol, Side.Buy, 110, 2));

        Assert.Equal(
            [
                "accepted #4",
                "trade 1: #4 takes 1 of #3 at 90",
                "ended #2: OtherLegWorked, 5 left",
                "trade 2: #4 takes 1 of #1 at 110",
                "ended #4: Filled, 0 left",
            ],
            book.Said);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancel_WhenEitherLegIsNamed_CancelsBoth(long named)
    {
        var book = new TestBook();
        EnterSell(book);

        Assert.Equal(RejectReason.None, book.Cancel(Alice, named));

        string[] ends = ["off book #1: Canceled, 5 left", "ended #2: Canceled, 5 left"];
        Assert.Equal(named == 2 ? ends : ends.Reverse(), book.Said);
        Assert.Empty(book.Book.Lists);
    }

    [Fact]
    public void Cancel_WhenBothLegsAreNamed_CancelsEachOnce()
    {
        var book = new TestBook();
        EnterSell(book);

        Assert.Equal(RejectReason.None, book.CancelAll(Alice, 1, 2));

        Assert.Equal(["ended #2: Canceled, 5 left", "off book #1: Canceled, 5 left"], book.Said);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Reduce_WhenEitherLegIsNamed_ReducesBoth(long named, long other)
    {
        var book = new TestBook();
        EnterSell(book);

        book.Reduce(Alice, named, 3);

        Assert.Equal([$"amended #{named}: 3, 3 left", $"amended #{other}: 3, 3 left"], book.Said);
        Assert.Equal(["3 at 110"], book.Asks);
        Assert.True(book.Book.TryGetParked(TestBook.Id(2), out var stop));
        Assert.Equal(new QuantityLots(3), stop.Order.Quantity);
    }

    // The last price is 100. Sell: post-only above, stop below; a stop above the market would trigger at once.
    [Theory]
    [InlineData(101, 99, RejectReason.None)]
    [InlineData(100, 99, RejectReason.PricesOutOfOrder)]
    [InlineData(99, 98, RejectReason.PricesOutOfOrder)]
    [InlineData(101, 100, RejectReason.WouldTriggerAtOnce)]
    [InlineData(101, 101, RejectReason.WouldTriggerAtOnce)]
    public void SellOco_WhenAPriceIsAStepAroundTheLast_IsRefusedUnlessBetween(long above, long below, RejectReason reason)
    {
        var book = new TestBook();
        book.Trade(100);

        Assert.Equal(
            reason,
            book.EnterList(
                Contingency.Oco,
                PostOnly(Alice, Side.Sell, above, 5),
                Stop(Alice, OrderType.StopLoss, Side.Sell, below, 5)));
        Assert.Equal(reason == RejectReason.None ? 1 : 0, book.Book.ListCount);
        Assert.Equal(reason == RejectReason.None ? 4 : 2, book.Book.OrderCount);
    }

    [Theory]
    [InlineData(101, 99, RejectReason.None)]
    [InlineData(101, 100, RejectReason.PricesOutOfOrder)]
    [InlineData(100, 99, RejectReason.WouldTriggerAtOnce)]
    public void BuyOco_WhenAPriceIsAStepAroundTheLast_IsRefusedUnlessBetween(long above, long below, RejectReason reason)
    {
        var book = new TestBook();
        book.Trade(100);

        Assert.Equal(
            reason,
            book.EnterList(
                Contingency.Oco,
                Stop(Alice, OrderType.StopLoss, Side.Buy, above, 5),
                PostOnly(Alice, Side.Buy, below, 5)));
    }

    [Theory]
    [InlineData(91, RejectReason.None)]
    [InlineData(90, RejectReason.PricesOutOfOrder)]
    [InlineData(89, RejectReason.PricesOutOfOrder)]
    public void Oco_WhenNothingHasTradedYet_NeedsOnlyAboveOverBelow(long above, RejectReason reason)
    {
        var book = new TestBook();

        Assert.Equal(
            reason,
            book.EnterList(
                Contingency.Oco, PostOnly(Alice, Side.Sell, above, 5), Stop(Alice, OrderType.StopLoss, Side.Sell, 90, 5)));
    }

    [Fact]
    public void Oco_WhenItsPostOnlyLegWouldTake_IsRefusedWhole()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Buy, 110, 1));

        Assert.Equal(RejectReason.WouldTake, EnterSell(book));
        Assert.Empty(book.Said);
        Assert.Equal(0, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Oco_WhenItsStopTrailsWithoutAStopPrice_IsMeasuredByTheOtherLegOnly()
    {
        var book = new TestBook();
        book.Trade(100);
        var trailing = Stop(Alice, OrderType.StopLoss, Side.Sell, 0, 5, delta: 100);

        Assert.Equal(RejectReason.PricesOutOfOrder, book.EnterList(Contingency.Oco, PostOnly(Alice, Side.Sell, 100, 5), trailing));
        Assert.Equal(RejectReason.None, book.EnterList(Contingency.Oco, PostOnly(Alice, Side.Sell, 101, 5), trailing));
    }

    [Fact]
    public void Oco_WhenItsLegsDoNotMakeAPair_IsRefused()
    {
        var book = new TestBook();
        var above = PostOnly(Alice, Side.Sell, 110, 5);
        var below = Stop(Alice, OrderType.StopLoss, Side.Sell, 90, 5);

        Refused(above);
        Refused(above, below, below);
        Refused(above, below with { Quantity = new QuantityLots(4) });
        Refused(above, below with { AccountId = new AccountId(Bob) });
        Refused(above, Stop(Alice, OrderType.StopLoss, Side.Buy, 90, 5));
        Refused(above, PostOnly(Alice, Side.Sell, 90, 5));
        Refused(Limit(Alice, Side.Sell, 110, 5), below);
        Assert.Equal(0, book.Book.OrderCount);

        void Refused(params NewOrder[] legs) =>
            Assert.Equal(RejectReason.UnsupportedListCombination, book.EnterList(Contingency.Oco, legs));
    }

    private static RejectReason EnterSell(TestBook book) => book.EnterList(
        Contingency.Oco, PostOnly(Alice, Side.Sell, 110, 5), Stop(Alice, OrderType.StopLoss, Side.Sell, 90, 5));

    private static void EnterBuy(TestBook book) => book.EnterList(
        Contingency.Oco, Stop(Alice, OrderType.StopLoss, Side.Buy, 110, 5), PostOnly(Alice, Side.Buy, 90, 5));
}
