using MiniExchange.Domain.Books;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

public sealed class FillOrKillTests
{
    [Theory]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void FillOrKill_WhenAtOneLotBelowAtOrAboveWhatItsLimitReaches_FillsWholeOrNotAtAll(long quantity, bool fills)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 2));
        book.Enter(Limit(Alice, Side.Sell, 101, 3));
        book.Enter(Limit(Alice, Side.Sell, 102, 9));

        book.Enter(Limit(Bob, Side.Buy, 101, quantity, TimeInForce.Fok));

        if (fills)
        {
            Assert.Equal("ended #4: Filled, 0 left", book.Said[^1]);
            Assert.Equal(2, book.Book.TradeCount);
        }
        else
        {
            Assert.Equal(["accepted #4", $"ended #4: UnfilledFok, {quantity} left"], book.Said);
            Assert.Equal(["2 at 100", "3 at 101", "9 at 102"], book.Asks);
        }
    }

    [Theory]
    [InlineData(SelfTradePrevention.None, 6, true)]
    [InlineData(SelfTradePrevention.ExpireMaker, 4, true)]
    [InlineData(SelfTradePrevention.ExpireMaker, 5, false)]
    [InlineData(SelfTradePrevention.ExpireTaker, 2, true)]
    [InlineData(SelfTradePrevention.ExpireTaker, 3, false)]
    [InlineData(SelfTradePrevention.ExpireBoth, 2, true)]
    [InlineData(SelfTradePrevention.ExpireBoth, 3, false)]
    public void FillOrKill_WhenItsOwnOrderIsInTheWay_CountsOnlyWhatItCouldTrade(
        SelfTradePrevention mode, long quantity, bool fills)
    {
        // Bids of 2 by Alice, 2 of the seller's own, 2 by Alice, from best to worst.
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Buy, 100, 2));
        book.Enter(Limit(Bob, Side.Buy, 99, 2));
        book.Enter(Limit(Alice, Side.Buy, 98, 2));

        book.Enter(Limit(Bob, Side.Sell, 98, quantity, TimeInForce.Fok, mode));

        Assert.Equal(fills ? "ended #4: Filled, 0 left" : $"ended #4: UnfilledFok, {quantity} left", book.Said[^1]);
        if (!fills) Assert.Equal(["2 at 100", "2 at 99", "2 at 98"], book.Bids);
    }
}
