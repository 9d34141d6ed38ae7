using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Two orders of one account that both lose what they would have traded.</summary>
public sealed class DecrementTests
{
    private const SelfTradePrevention Decrement = SelfTradePrevention.Decrement;

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Decrement_WhenTakerIsSmaller_EndsItAndLeavesTheMakerTheRest(Side taker)
    {
        var book = Offered(taker, 6);

        book.Enter(Limit(Bob, taker, 100, 2, prevention: Decrement));

        Assert.Equal(
            ["accepted #2", "prevented 1: #2 loses 2, #1 loses 2 at 100", "ended #2: SelfTradePrevented, 0 left"], book.Said);
        Assert.Equal(["4 at 100"], taker == Side.Buy ? book.Asks : book.Bids);
        Assert.Equal(PriceTicks.None, book.Book.LastPrice);
        Assert.Equal(2, book.Book.DepthUpdateId);
    }

    [Fact]
    public void Decrement_WhenBothAreEqual_EndsBoth()
    {
        var book = Offered(Side.Buy, 2);

        book.Enter(Limit(Bob, Side.Buy, 100, 2, prevention: Decrement));

        Assert.Equal(
            [
                "accepted #2",
                "prevented 1: #2 loses 2, #1 loses 2 at 100",
                "off book #1: SelfTradePrevented, 0 left",
                "ended #2: SelfTradePrevented, 0 left",
            ],
            book.Said);
        Assert.Empty(book.Asks);
    }

    [Fact]
    public void Decrement_WhenMakerIsSmaller_EndsItAndGoesOn()
    {
        var book = Offered(Side.Buy, 2);
        book.Enter(Limit(Alice, Side.Sell, 100, 1));

        book.Enter(Limit(Bob, Side.Buy, 100, 7, prevention: Decrement));

        Assert.Equal(
            [
                "accepted #3",
                "prevented 1: #3 loses 2, #1 loses 2 at 100",
                "off book #1: SelfTradePrevented, 0 left",
                "trade 1: #3 takes 1 of #2 at 100",
                "rested #3: 4 at 100",
            ],
            book.Said);
        Assert.True(book.Book.TryGet(TestBook.Id(3), out var rests));
        Assert.Equal(new QuantityLots(7), rests.Quantity);
    }

    [Fact]
    public void Decrement_WhenMakerIsAnIceberg_TakesWhatIsShownAtATime()
    {
        var book = new TestBook();
        book.Enter(Iceberg(Bob, Side.Sell, 100, 5, shown: 2));
        book.Enter(Limit(Alice, Side.Sell, 100, 1));

        book.Enter(Limit(Bob, Side.Buy, 100, 4, prevention: Decrement));

        Assert.Equal(
            [
                "accepted #3",
                "prevented 1: #3 loses 2, #1 loses 2 at 100",
                "trade 1: #3 takes 1 of #2 at 100",
                "prevented 2: #3 loses 1, #1 loses 1 at 100",
                "ended #3: SelfTradePrevented, 0 left",
            ],
            book.Said);
        Assert.Equal(["1 at 100"], book.Asks);
    }

    // One lot at 100 is 1,000 units.
    [Theory]
    [InlineData(1_999, "ended #2: SelfTradePrevented, 0 left", "2 at 100")]
    [InlineData(3_000, "ended #2: SelfTradePrevented, 0 left", null)]
    [InlineData(4_000, "ended #2: InsufficientLiquidity, 0 left", null)]
    public void Decrement_WhenTakerIsByQuoteQuantity_PreventsTheLotsItPaysFor(long quote, string end, string? left)
    {
        var book = Offered(Side.Buy, 3);

        book.Enter(MarketByQuote(Bob, Side.Buy, quote, prevention: Decrement));

        Assert.Equal(end, book.Said[^1]);
        Assert.Equal(left is null ? [] : [left], book.Asks);
    }

    [Fact]
    public void FillOrKill_WhenSomeOfItWouldBePrevented_IsKilled()
    {
        var book = Offered(Side.Buy, 3);

        book.Enter(Limit(Bob, Side.Buy, 100, 3, TimeInForce.Fok, Decrement));

        Assert.Equal(["accepted #2", "ended #2: UnfilledFok, 3 left"], book.Said);
    }

    [Fact]
    public void Decrement_WhenTheSweepIsPaused_StillCountsWhatWasPrevented()
    {
        var plain = new TestBook();
        var restored = new TestBook { RestoresBetweenTurns = true };
        foreach (var book in new[] { plain, restored })
        {
            for (var i = 0; i < BookDecider.MaxFillsPerTurn + 2; i++) book.Enter(Limit(i % 2 == 0 ? Bob : Alice, Side.Sell, 100, 1));
            book.Enter(Limit(Bob, Side.Buy, 100, BookDecider.MaxFillsPerTurn + 5, prevention: Decrement));
        }

        Assert.Equal(plain.Book.StateHash(), restored.Book.StateHash());
        Assert.Equal(["3 at 100"], restored.Bids);
        Assert.Equal(BookDecider.MaxFillsPerTurn / 2 + 1, restored.Book.PreventedMatchCount);
    }

    [Fact]
    public void Decrement_WhenMakerIsOfAPair_EndsTheOtherLegFirst()
    {
        var book = new TestBook();
        book.EnterList(
            Contingency.Oco, PostOnly(Bob, Side.Sell, 110, 5), Stop(Bob, OrderType.StopLoss, Side.Sell, 90, 5));

        book.Enter(Limit(Bob, Side.Buy, 110, 2, prevention: Decrement));

        Assert.Equal(
            [
                "accepted #3",
                "ended #2: OtherLegWorked, 5 left",
                "prevented 1: #3 loses 2, #1 loses 2 at 110",
                "ended #3: SelfTradePrevented, 0 left",
            ],
            book.Said);
    }

    [Fact]
    public void ExpireMaker_WhenMakerIsAWorkingOrder_EndsItsPendingLegToo()
    {
        var book = new TestBook();
        book.EnterList(Contingency.Oto, Limit(Bob, Side.Sell, 110, 5), Limit(Bob, Side.Buy, 90, 5));

        book.Enter(Limit(Bob, Side.Buy, 110, 2, prevention: SelfTradePrevention.ExpireMaker));

        Assert.Equal(
            [
                "accepted #3",
                "prevented 1: #3 loses 0, #1 loses 5 at 110",
                "off book #1: SelfTradePrevented, 5 left",
                "ended #2: WorkingOrderEnded, 5 left",
                "rested #3: 2 at 110",
            ],
            book.Said);
        Assert.Empty(book.Book.Lists);
    }

    [Fact]
    public void ExpireTaker_WhenMakerIsOfAPair_LeavesThePairAlone()
    {
        var book = new TestBook();
        book.EnterList(
            Contingency.Oco, PostOnly(Bob, Side.Sell, 110, 5), Stop(Bob, OrderType.StopLoss, Side.Sell, 90, 5));

        book.Enter(Limit(Bob, Side.Buy, 110, 2, prevention: SelfTradePrevention.ExpireTaker));

        Assert.Equal(
            ["accepted #3", "prevented 1: #3 loses 2, #1 loses 0 at 110", "ended #3: SelfTradePrevented, 2 left"], book.Said);
        Assert.Single(book.Book.Lists);
        Assert.Equal(1, book.Book.ParkedOrderCount);
    }

    private static TestBook Offered(Side taker, long quantity)
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, taker == Side.Buy ? Side.Sell : Side.Buy, 100, quantity));
        return book;
    }
}
