using MiniExchange.Domain.Books;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Orders that are made smaller in their place.</summary>
public sealed class AmendmentTests
{
    // Of 10 lots 4 are traded: 5 to 9 are what it may come to have.
    [Theory]
    [InlineData(4, RejectReason.AmendmentLeavesNothing)]
    [InlineData(5, RejectReason.None)]
    [InlineData(9, RejectReason.None)]
    [InlineData(10, RejectReason.AmendmentChangesNothing)]
    [InlineData(11, RejectReason.AmendmentNotAReduction)]
    public void Reduce_WhenAStepAroundWhatIsTradedAndWhatThereIs_IsDoneOnlyBetween(long quantity, RejectReason reason)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 10));
        book.Enter(Limit(Bob, Side.Buy, 100, 4));

        Assert.Equal(reason, book.Reduce(Alice, 1, quantity));

        var left = reason == RejectReason.None ? quantity - 4 : 6;
        Assert.Equal([$"{left} at 100"], book.Asks);
        if (reason == RejectReason.None) Assert.Equal([$"amended #1: {quantity}, {left} left"], book.Said);
    }

    [Fact]
    public void Reduce_WhenOthersWaitAtThePrice_KeepsItsPlace()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 10));
        book.Enter(Limit(Bob, Side.Buy, 100, 10));
        var depth = book.Book.DepthUpdateId;

        book.Reduce(Alice, 1, 3);

        Assert.Equal(depth + 1, book.Book.DepthUpdateId);
        book.Enter(Limit(Carol, Side.Sell, 100, 4));
        Assert.Equal(["trade 1: #3 takes 3 of #1 at 100", "trade 2: #3 takes 1 of #2 at 100"], [book.Said[1], book.Said[2]]);
    }

    [Theory]
    [InlineData(9, 3, false)]
    [InlineData(3, 3, false)]
    [InlineData(2, 2, true)]
    public void Reduce_WhenIcebergKeepsMoreOrLessThanItShows_ShrinksWhatIsShownOnlyBelow(long quantity, long shown, bool depthMoves)
    {
        var book = new TestBook();
        book.Enter(Iceberg(Alice, Side.Buy, 100, 10, shown: 3));
        var depth = book.Book.DepthUpdateId;

        book.Reduce(Alice, 1, quantity);

        Assert.Equal([$"{shown} at 100"], book.Bids);
        Assert.Equal(depth + (depthMoves ? 1 : 0), book.Book.DepthUpdateId);
        book.Enter(Limit(Bob, Side.Sell, 100, 10, TimeInForce.Ioc));
        Assert.Equal($"ended #2: UnfilledIoc, {10 - quantity} left", book.Said[^1]);
    }

    [Fact]
    public void Reduce_WhenOrderIsParked_IsTriggeredWithLess()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 90, 10, price: 90));

        Assert.Equal(RejectReason.AmendmentLeavesNothing, book.Reduce(Alice, 1, 0));
        Assert.Equal(RejectReason.None, book.Reduce(Alice, 1, 4));
        book.Trade(90);

        Assert.Equal(["4 at 90"], book.Asks);
    }

    [Fact]
    public void Reduce_WhenOrderIsUnknownOrAnothers_IsRefused()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 10));

        Assert.Equal(RejectReason.UnknownOrder, book.Reduce(Bob, 1, 5));
        Assert.Equal(RejectReason.UnknownOrder, book.Reduce(Alice, 2, 5));
    }
}
