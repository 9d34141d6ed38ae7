using MiniExchange.Domain.Books;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Each case: Alice offers 1 at 100, the taker 2 at 100, Alice 3 one tick worse.</summary>
public sealed class SelfTradePreventionTests
{
    [Fact]
    public void None_WhenMeetingAnOwnOrder_Trades()
    {
        var book = Offered(Side.Sell);

        book.Enter(Limit(Bob, Side.Buy, 101, 5, prevention: SelfTradePrevention.None));

        Assert.Equal("trade 2: #4 takes 2 of #2 at 100", book.Said[2]);
        Assert.Equal("trade 3: #4 takes 2 of #3 at 101", book.Said[3]);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void ExpireMaker_WhenMeetingAnOwnOrder_ExpiresItAndGoesOn(Side side)
    {
        var book = Offered(Opposite(side));

        book.Enter(Limit(Bob, side, Worse(side), 5, prevention: SelfTradePrevention.ExpireMaker));

        Assert.Equal(
            [
                "accepted #4",
                "trade 1: #4 takes 1 of #1 at 100",
                "prevented 1: #4 loses 0, #2 loses 2 at 100",
                "off book #2: SelfTradePrevented, 2 left",
                $"trade 2: #4 takes 3 of #3 at {Worse(side)}",
                $"rested #4: 1 at {Worse(side)}",
            ],
            book.Said);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void ExpireTaker_WhenMeetingAnOwnOrder_EndsWithTheMakerLeftAlone(Side side)
    {
        var book = Offered(Opposite(side));

        book.Enter(Limit(Bob, side, Worse(side), 5, prevention: SelfTradePrevention.ExpireTaker));

        Assert.Equal(
            [
                "accepted #4",
                "trade 1: #4 takes 1 of #1 at 100",
                "prevented 1: #4 loses 4, #2 loses 0 at 100",
                "ended #4: SelfTradePrevented, 4 left",
            ],
            book.Said);
        Assert.Equal(2, book.Book.RestingOrderCount);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void ExpireBoth_WhenMeetingAnOwnOrder_EndsBoth(Side side)
    {
        var book = Offered(Opposite(side));

        book.Enter(Limit(Bob, side, Worse(side), 5, prevention: SelfTradePrevention.ExpireBoth));

        Assert.Equal(
            [
                "accepted #4",
                "trade 1: #4 takes 1 of #1 at 100",
                "prevented 1: #4 loses 4, #2 loses 2 at 100",
                "off book #2: SelfTradePrevented, 2 left",
                "ended #4: SelfTradePrevented, 4 left",
            ],
            book.Said);
        Assert.Equal(1, book.Book.RestingOrderCount);
    }

    [Fact]
    public void ExpireBoth_WhenFilledBeforeTheOwnOrder_LeavesItAlone()
    {
        var book = Offered(Side.Sell);

        book.Enter(Limit(Bob, Side.Buy, 101, 1, prevention: SelfTradePrevention.ExpireBoth));

        Assert.Equal("ended #4: Filled, 0 left", book.Said[^1]);
        Assert.True(book.Book.TryGet(TestBook.Id(2), out _));
    }

    [Fact]
    public void Mode_WhenOfTheMakerOnly_DoesNotCount()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 100, 1, prevention: SelfTradePrevention.ExpireBoth));

        book.Enter(Limit(Bob, Side.Buy, 100, 1, prevention: SelfTradePrevention.None));

        Assert.Equal("trade 1: #2 takes 1 of #1 at 100", book.Said[1]);
    }

    [Fact]
    public void ExpireMaker_WhenOnlyOwnOrdersAreThere_RestsWithoutCrossingThem()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        book.Enter(Limit(Bob, Side.Sell, 101, 1));

        book.Enter(Limit(Bob, Side.Buy, 100, 3, prevention: SelfTradePrevention.ExpireMaker));

        Assert.Equal(
            [
                "accepted #3",
                "prevented 1: #3 loses 0, #1 loses 1 at 100",
                "off book #1: SelfTradePrevented, 1 left",
                "rested #3: 3 at 100",
            ],
            book.Said);
        Assert.Equal(["1 at 101"], book.Asks);
    }

    private static TestBook Offered(Side makers)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, makers, 100, 1));
        book.Enter(Limit(Bob, makers, 100, 2));
        book.Enter(Limit(Alice, makers, Worse(Opposite(makers)), 3));
        return book;
    }

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private static long Worse(Side taker) => taker == Side.Buy ? 101 : 99;
}
