using MiniExchange.Domain.Books;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

public sealed class PostOnlyTests
{
    [Theory]
    [InlineData(Side.Buy, 99, RejectReason.None)]
    [InlineData(Side.Buy, 100, RejectReason.WouldTake)]
    [InlineData(Side.Buy, 101, RejectReason.WouldTake)]
    [InlineData(Side.Sell, 101, RejectReason.None)]
    [InlineData(Side.Sell, 100, RejectReason.WouldTake)]
    [InlineData(Side.Sell, 99, RejectReason.WouldTake)]
    public void PostOnly_WhenAtOneTickBelowAtOrAboveTheTouch_RestsOnlyIfItDoesNotReachIt(
        Side side, long price, RejectReason reason)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, side == Side.Buy ? Side.Sell : Side.Buy, 100, 1));

        Assert.Equal(reason, book.Enter(PostOnly(Bob, side, price, 1)));

        Assert.Equal(reason == RejectReason.None ? 2 : 1, book.Book.RestingOrderCount);
    }

    [Fact]
    public void PostOnly_WhenOtherSideIsEmpty_Rests()
    {
        var book = new TestBook();

        Assert.Equal(RejectReason.None, book.Enter(PostOnly(Bob, Side.Sell, 1, 4)));

        Assert.Equal(["accepted #1", "rested #1: 4 at 1"], book.Said);
    }

    [Fact]
    public void PostOnly_WhenRefused_ConsumesNoOrderNumber()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        book.Enter(PostOnly(Bob, Side.Buy, 100, 1));

        book.Enter(PostOnly(Bob, Side.Buy, 99, 1));

        Assert.Equal("accepted #2", book.Said[0]);
    }
}
