using System.Linq;
using MiniExchange.Domain.Books;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>One triggers the other, or a pair: pending legs wait for the working order's whole fill.</summary>
public sealed class WorkingListTests
{
    private const int PerTurn = BookDecider.MaxFillsPerTurn;

    [Fact]
    public void Oto_WhenWorkingOrderRests_KeepsItsPendingLegOffTheLadderAndTheMarket()
    {
        var book = new TestBook();

        book.EnterList(
            Contingency.Oto, Limit(Alice, Side.Buy, 90, 5), Stop(Alice, OrderType.StopLoss, Side.Sell, 80, 5));

        Assert.Equal(["list 1: Oto", "pending #2", "accepted #1", "rested #1: 5 at 90"], book.Said);
        book.Trade(70);
        Assert.True(book.Book.TryGetParked(TestBook.Id(2), out var pending));
        Assert.True(pending.IsPending);
    }

    [Fact]
    public void Oto_WhenWorkingOrderFillsAtOnce_ThePendingLegTakesInTheNextTurn()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 100, 5));
        book.Enter(Limit(Bob, Side.Buy, 95, 5));

        book.EnterListOneTurn(Contingency.Oto, Limit(Alice, Side.Buy, 100, 5), Limit(Alice, Side.Sell, 95, 5));
        Assert.Equal(
            ["list 1: Oto", "pending #4", "accepted #3", "trade 1: #3 takes 5 of #1 at 100", "ended #3: Filled, 0 left"],
            book.Said);
        Assert.True(book.Book.GoesOn);

        book.Continue();
        Assert.Equal(["triggered #4", "trade 2: #4 takes 5 of #2 at 95", "ended #4: Filled, 0 left"], book.Said);
        Assert.Empty(book.Book.Lists);
    }

    [Fact]
    public void Oto_WhenWorkingOrderFillsAsMakerInParts_ThePendingLegComesWithTheLast()
    {
        var book = new TestBook();
        book.EnterList(Contingency.Oto, Limit(Alice, Side.Buy, 100, 5), PostOnly(Alice, Side.Sell, 110, 5));

        book.Enter(Limit(Bob, Side.Sell, 100, 4));
        Assert.DoesNotContain("triggered #2", book.Said);

        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        Assert.Equal(["triggered #2", "rested #2: 5 at 110"], book.Said.TakeLast(2));
        Assert.Equal(["5 at 110"], book.Asks);
    }

    [Fact]
    public void Abandon_AmidASweep_EndsItsOrderAndThePendingLegAndHaltsTheBook()
    {
        var book = new TestBook();
        for (var i = 0; i <= PerTurn; i++) book.Enter(Limit(Bob, Side.Sell, 100, 1));
        book.EnterListOneTurn(Contingency.Oto, Limit(Alice, Side.Buy, 100, PerTurn + 7), PostOnly(Alice, Side.Sell, 110, 5));

        book.Abandon();

        Assert.Equal(
            ["halted", $"ended #{PerTurn + 2}: Faulted, 7 left", $"ended #{PerTurn + 3}: WorkingOrderEnded, 5 left"],
            book.Said.TakeLast(3));
        Assert.False(book.Book.GoesOn);
        Assert.Equal(["1 at 100"], book.Asks);
        Assert.Equal(0, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Oto_WhenWorkingOrderNeedsSeveralTurns_ThePendingLegWaitsForTheLast()
    {
        var plain = new TestBook();
        var restored = new TestBook { RestoresBetweenTurns = true };
        foreach (var book in new[] { plain, restored })
        {
            for (var i = 0; i <= PerTurn; i++) book.Enter(Limit(Bob, Side.Sell, 100, 1));
            book.EnterListOneTurn(
                Contingency.Oto, Limit(Alice, Side.Buy, 100, PerTurn + 1), PostOnly(Alice, Side.Sell, 110, 5));
            Assert.Equal($"paused #{PerTurn + 2}", book.Said[^1]);
            book.Continue();
            Assert.Equal($"ended #{PerTurn + 2}: Filled, 0 left", book.Said[^1]);
            book.Continue();
            Assert.Equal([$"triggered #{PerTurn + 3}", $"rested #{PerTurn + 3}: 5 at 110"], book.Said);
        }

        Assert.Equal(plain.Book.StateHash(), restored.Book.StateHash());
        Assert.Equal(plain.Book.StateHash(), restored.Replayed().StateHash());
    }

    [Theory]
    [InlineData(TimeInForce.Ioc, "ended #2: UnfilledIoc, 2 left")]
    [InlineData(TimeInForce.Fok, "ended #2: UnfilledFok, 5 left")]
    public void Oto_WhenWorkingOrderExpiresOnEntry_EndsThePendingLegToo(TimeInForce timeInForce, string end)
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 100, 3));

        book.EnterList(
            Contingency.Oto, Limit(Alice, Side.Buy, 100, 5, timeInForce), PostOnly(Alice, Side.Sell, 110, 5));

        Assert.Equal([end, "ended #3: WorkingOrderEnded, 5 left"], book.Said.TakeLast(2));
        Assert.Empty(book.Book.Lists);
        Assert.Equal(0, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Oto_WhenWorkingOrderExpiresAfterAPause_EndsThePendingLegToo()
    {
        var book = new TestBook();
        for (var i = 0; i <= PerTurn; i++) book.Enter(Limit(Bob, Side.Sell, 100, 1));

        book.EnterList(
            Contingency.Oto,
            Limit(Alice, Side.Buy, 100, PerTurn + 5, TimeInForce.Ioc),
            PostOnly(Alice, Side.Sell, 110, 5));

        Assert.Equal(
            [$"ended #{PerTurn + 2}: UnfilledIoc, 4 left", $"ended #{PerTurn + 3}: WorkingOrderEnded, 5 left"],
            book.Said.TakeLast(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Oto_WhenEitherOrderIsCanceled_CancelsBoth(long named)
    {
        var book = new TestBook();
        book.EnterList(Contingency.Oto, Limit(Alice, Side.Buy, 100, 5), PostOnly(Alice, Side.Sell, 110, 5));

        book.Cancel(Alice, named);

        Assert.Equal(
            ["ended #2: Canceled, 5 left", "off book #1: Canceled, 5 left"], book.Said.OrderBy(line => line));
        Assert.Empty(book.Book.Lists);
    }

    [Fact]
    public void Oto_WhenPendingPostOnlyWouldTakeWhenItsTimeComes_IsRefusedThen()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Buy, 110, 9));

        book.EnterList(Contingency.Oto, Limit(Alice, Side.Sell, 110, 5), PostOnly(Alice, Side.Sell, 110, 5));

        Assert.Equal("ended #3: RefusedOnActivation, 5 left", book.Said[^1]);
        Assert.Empty(book.Book.Lists);
    }

    // The working order fills at 100.
    [Theory]
    [InlineData(99, "armed #3")]
    [InlineData(100, "ended #3: RefusedOnActivation, 5 left")]
    [InlineData(101, "ended #3: RefusedOnActivation, 5 left")]
    public void Oto_WhenPendingStopIsAStepAroundTheFillPrice_IsArmedOnlyIfNotMet(long stopPrice, string end)
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 100, 5));

        book.EnterList(
            Contingency.Oto, Limit(Alice, Side.Buy, 100, 5), Stop(Alice, OrderType.StopLoss, Side.Sell, stopPrice, 5));

        Assert.Equal(end, book.Said[^1]);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    public void Oto_WhenOneOrderIsReduced_LeavesTheOther(long named, long workingLeft)
    {
        var book = new TestBook();
        book.EnterList(Contingency.Oto, Limit(Alice, Side.Buy, 100, 5), PostOnly(Alice, Side.Sell, 110, 5));

        book.Reduce(Alice, named, 3);

        Assert.Equal([$"amended #{named}: 3, 3 left"], book.Said);
        Assert.Equal([$"{workingLeft} at 100"], book.Bids);
    }

    [Fact]
    public void Oto_WhenPendingMarketOrderDoesNotStateItsCost_IsRefused()
    {
        var book = new TestBook();
        var working = Limit(Alice, Side.Buy, 100, 5);

        Assert.Equal(RejectReason.UnsupportedListCombination, book.EnterList(Contingency.Oto, working, Market(Alice, Side.Buy, 1)));
        Assert.Equal(
            RejectReason.UnsupportedListCombination, book.EnterList(Contingency.Oto, working, MarketByQuote(Alice, Side.Sell, 1)));
        Assert.Equal(RejectReason.None, book.EnterList(Contingency.Oto, working, Market(Alice, Side.Sell, 1)));
        Assert.Equal(RejectReason.None, book.EnterList(Contingency.Oto, working, MarketByQuote(Alice, Side.Buy, 1)));
        Assert.Equal(
            RejectReason.UnsupportedListCombination,
            book.EnterList(Contingency.Oto, Market(Alice, Side.Buy, 1), Market(Alice, Side.Sell, 1)));
    }

    [Fact]
    public void Otoco_FromEntryToItsLastTrade_GoesThroughAllItsStages()
    {
        var book = new TestBook { RestoresBetweenTurns = true };
        EnterOtoco(book);
        Assert.Equal(["list 1: Otoco", "pending #2", "pending #3", "accepted #1", "rested #1: 5 at 100"], book.Said);

        book.Enter(Limit(Bob, Side.Sell, 100, 5));
        Assert.Equal(["triggered #2", "rested #2: 5 at 110", "armed #3"], book.Said.TakeLast(3));

        book.Enter(Limit(Bob, Side.Buy, 110, 5));
        Assert.Equal(
            [
                "accepted #5",
                "ended #3: OtherLegWorked, 5 left",
                "trade 2: #5 takes 5 of #2 at 110",
                "ended #5: Filled, 0 left",
            ],
            book.Said);
        Assert.Empty(book.Book.Lists);
        Assert.Equal(0, book.Book.RestingOrderCount + book.Book.ParkedOrderCount);
        Assert.Equal(book.Book.StateHash(), book.Replayed().StateHash());
    }

    [Fact]
    public void Otoco_WhenOneOfThePairCannotBeTaken_RefusesBoth()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 85, 5));

        // The working order fills at 85, where the stop at 90 is met already.
        EnterOtoco(book);

        Assert.Equal(
            ["ended #3: RefusedOnActivation, 5 left", "ended #4: RefusedOnActivation, 5 left"], book.Said.TakeLast(2));
    }

    [Fact]
    public void Otoco_WhenCanceledAtAnyStage_CancelsWhatIsLeft()
    {
        var early = new TestBook();
        EnterOtoco(early);
        early.CancelAll(Alice, 3, 1, 2);
        Assert.Equal(3, early.Said.Count);

        var late = new TestBook();
        EnterOtoco(late);
        late.Enter(Limit(Bob, Side.Sell, 100, 5));
        Assert.Equal(RejectReason.UnknownOrder, late.Cancel(Alice, 1));
        late.Cancel(Alice, 3);
        Assert.Equal(["off book #2: Canceled, 5 left", "ended #3: Canceled, 5 left"], late.Said);
    }

    [Theory]
    [InlineData(110, 90, RejectReason.None)]
    [InlineData(91, 90, RejectReason.None)]
    [InlineData(90, 90, RejectReason.PricesOutOfOrder)]
    public void Otoco_WhenItsPairIsOutOfOrder_IsRefusedWhateverTheLastPrice(long above, long below, RejectReason reason)
    {
        var book = new TestBook();
        book.Trade(500);

        Assert.Equal(
            reason,
            book.EnterList(
                Contingency.Otoco,
                Limit(Alice, Side.Buy, 100, 5),
                PostOnly(Alice, Side.Sell, above, 5),
                Stop(Alice, OrderType.StopLoss, Side.Sell, below, 5)));
    }

    private static void EnterOtoco(TestBook book) => book.EnterList(
        Contingency.Otoco,
        Limit(Alice, Side.Buy, 100, 5),
        PostOnly(Alice, Side.Sell, 110, 5),
        Stop(Alice, OrderType.StopLoss, Side.Sell, 90, 5));
}
