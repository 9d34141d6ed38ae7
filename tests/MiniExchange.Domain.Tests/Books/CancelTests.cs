using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

public sealed class CancelTests
{
    [Theory]
    [InlineData(1, 1, "6 at 100", 2, 3)]
    [InlineData(2, 2, "5 at 100", 1, 3)]
    [InlineData(3, 4, "3 at 100", 1, 2)]
    public void Cancel_WhenOrderIsFirstMiddleOrLastAtItsPrice_LeavesTheOthersInOrder(
        long counter, long quantity, string left, long first, long second)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        book.Enter(Limit(Alice, Side.Sell, 100, 2));
        book.Enter(Limit(Alice, Side.Sell, 100, 4));

        Assert.Equal(RejectReason.None, book.Cancel(Alice, counter));

        Assert.Equal([$"off book #{counter}: Canceled, {quantity} left"], book.Said);
        Assert.Equal([left], book.Asks);
        book.Enter(Market(Bob, Side.Buy, 7));
        Assert.Contains($" of #{first} at 100", book.Said[1]);
        Assert.Contains($" of #{second} at 100", book.Said[2]);
        Assert.Contains("InsufficientLiquidity", book.Said[3]);
    }

    [Fact]
    public void Cancel_WhenOrderIsTheLastAtItsPrice_DropsTheLevel()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 1));
        book.Enter(Limit(Alice, Side.Buy, 99, 2));

        book.Cancel(Alice, 1);

        Assert.Equal(["2 at 99"], book.Bids);
        Assert.Equal(new PriceTicks(99), book.Book.BestBid.Price);
        Assert.False(book.Book.TryGet(TestBook.Id(1), out _));
    }

    [Fact]
    public void Cancel_WhenPartlyFilled_ReportsWhatWasLeft()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 5));
        book.Enter(Limit(Bob, Side.Sell, 100, 2));

        book.Cancel(Alice, 1);

        Assert.Equal(["off book #1: Canceled, 3 left"], book.Said);
    }

    [Theory]
    [InlineData(Bob, 1)]
    [InlineData(Alice, 2)]
    [InlineData(Alice, 3)]
    public void Cancel_WhenForeignFilledOrUnknown_IsRefusedAndChangesNothing(long account, long counter)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 5));
        book.Enter(Limit(Alice, Side.Sell, 100, 2));
        var before = book.Book.StateHash();

        Assert.Equal(RejectReason.UnknownOrder, book.Cancel(account, counter));

        Assert.Equal(before, book.Book.StateHash());
    }

    [Fact]
    public void Cancel_WhenBookIsHalted_GoesOn()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 5));
        book.SetHalted(true);

        Assert.Equal(RejectReason.None, book.Cancel(Alice, 1));
        Assert.Equal(0, book.Book.RestingOrderCount);
    }

    [Fact]
    public void Cancel_WhenOrderIdIsNone_IsRefused()
    {
        var book = new TestBook();

        Assert.Equal(
            RejectReason.UnknownOrder,
            BookDecider.Cancel(book.Book, new AccountId(Alice), OrderId.None, QuantityLots.Zero, []));
    }
}
