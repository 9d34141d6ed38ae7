using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Orders of which the book shows a part at a time.</summary>
public sealed class IcebergTests
{
    [Fact]
    public void Iceberg_WhenItRests_ShowsItsPartOnly()
    {
        var book = new TestBook();

        book.Enter(Iceberg(Alice, Side.Sell, 100, 10, shown: 3));

        Assert.Equal(["accepted #1", "rested #1: 10 at 100"], book.Said);
        Assert.Equal(["3 at 100"], book.Asks);
        Assert.True(book.Book.TryGet(TestBook.Id(1), out var order));
        Assert.Equal(new QuantityLots(10), order.Remaining);
        Assert.Equal(new QuantityLots(3), order.Visible);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Taker_WhenItUsesUpWhatIsShown_TakesTheOthersAtThatPriceFirst(Side makers)
    {
        var book = new TestBook();
        book.Enter(Iceberg(Alice, makers, 100, 8, shown: 3));
        book.Enter(Limit(Bob, makers, 100, 2));
        book.Enter(Iceberg(Bob, makers, 100, 4, shown: 1));

        book.Enter(Limit(Carol, makers == Side.Buy ? Side.Sell : Side.Buy, 100, 12));

        Assert.Equal(
            [
                "accepted #4",
                "trade 1: #4 takes 3 of #1 at 100",
                "trade 2: #4 takes 2 of #2 at 100",
                "trade 3: #4 takes 1 of #3 at 100",
                "trade 4: #4 takes 3 of #1 at 100",
                "trade 5: #4 takes 1 of #3 at 100",
                "trade 6: #4 takes 2 of #1 at 100",
                "ended #4: Filled, 0 left",
            ],
            book.Said);
        Assert.Equal(["1 at 100"], makers == Side.Buy ? book.Bids : book.Asks);
    }

    [Theory]
    [InlineData(2, "2 at 100", 1)]
    [InlineData(3, "4 at 100", 2)]
    public void Iceberg_WhenAStepBeforeOrAtTheEndOfWhatIsShown_IsRefilledAndLosesItsPlaceOnlyThen(
        long taken, string shown, long nextMaker)
    {
        var book = new TestBook();
        book.Enter(Iceberg(Alice, Side.Sell, 100, 8, shown: 3));
        book.Enter(Limit(Bob, Side.Sell, 100, 1));

        book.Enter(Limit(Carol, Side.Buy, 100, taken));
        Assert.Equal([shown], book.Asks);

        book.Enter(Limit(Carol, Side.Buy, 100, 1));
        Assert.Contains($" of #{nextMaker} at 100", book.Said[1]);
    }

    [Fact]
    public void Iceberg_WhenItTakesFirst_TakesWithAllOfItAndShowsAPartOfTheRest()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 5));

        book.Enter(Iceberg(Bob, Side.Buy, 100, 7, shown: 3));

        Assert.Equal(["accepted #2", "trade 1: #2 takes 5 of #1 at 100", "rested #2: 2 at 100"], book.Said);
        Assert.Equal(["2 at 100"], book.Bids);
    }

    [Theory]
    [InlineData(10, "ended #2: Filled, 0 left")]
    [InlineData(11, "ended #2: UnfilledFok, 11 left")]
    public void FillOrKill_WhenOnlyTheHiddenPartIsEnough_CountsIt(long quantity, string end)
    {
        var book = new TestBook();
        book.Enter(Iceberg(Alice, Side.Sell, 100, 10, shown: 3));

        book.Enter(Limit(Bob, Side.Buy, 100, quantity, TimeInForce.Fok));

        Assert.Equal(end, book.Said[^1]);
    }

    [Fact]
    public void Sweep_WhenPausedAmidRefills_GoesOnWhereItWas()
    {
        var plain = new TestBook();
        var restored = new TestBook { RestoresBetweenTurns = true };
        foreach (var book in new[] { plain, restored })
        {
            book.Enter(Iceberg(Alice, Side.Sell, 100, 200, shown: 1));
            book.Enter(Iceberg(Bob, Side.Sell, 100, 200, shown: 2));
            book.Enter(Limit(Carol, Side.Buy, 100, 391));
        }

        Assert.Equal(plain.Book.StateHash(), restored.Book.StateHash());
        Assert.Equal(["1 at 100"], restored.Asks);
        Assert.True(restored.Book.TryGet(TestBook.Id(1), out var left));
        Assert.Equal(new QuantityLots(9), left.Remaining);
    }
}
