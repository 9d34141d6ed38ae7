using System;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

public sealed class PriorityTests
{
    [Theory]
    [InlineData(Side.Buy, 102, 101, 100)]
    [InlineData(Side.Sell, 100, 101, 102)]
    public void Taker_WhenSeveralPricesAccepted_TakesBestPriceFirstAtTheMakersPrice(
        Side side, long worst, long middle, long best)
    {
        var book = new TestBook();
        var makers = side == Side.Buy ? Side.Sell : Side.Buy;
        book.Enter(Limit(Alice, makers, worst, 1));
        book.Enter(Limit(Alice, makers, best, 2));
        book.Enter(Limit(Alice, makers, middle, 3));

        book.Enter(Limit(Bob, side, worst, 6));

        Assert.Equal(
            [
                "accepted #4",
                $"trade 1: #4 takes 2 of #2 at {best}",
                $"trade 2: #4 takes 3 of #3 at {middle}",
                $"trade 3: #4 takes 1 of #1 at {worst}",
                "ended #4: Filled, 0 left",
            ],
            book.Said);
        Assert.Equal(0, book.Book.RestingOrderCount);
        Assert.Equal(new PriceTicks(worst), book.Book.LastPrice);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Taker_WhenOnePriceHasSeveralOrders_TakesOldestFirst(Side side)
    {
        var book = new TestBook();
        var makers = side == Side.Buy ? Side.Sell : Side.Buy;
        book.Enter(Limit(Alice, makers, 100, 5));
        book.Enter(Limit(Bob, makers, 100, 5));

        book.Enter(Limit(Carol, side, 100, 7));

        Assert.Equal(
            [
                "accepted #3",
                "trade 1: #3 takes 5 of #1 at 100",
                "trade 2: #3 takes 2 of #2 at 100",
                "ended #3: Filled, 0 left",
            ],
            book.Said);
        Assert.Equal(["3 at 100"], side == Side.Buy ? book.Asks : book.Bids);
    }

    [Fact]
    public void Maker_WhenPartlyFilled_KeepsItsPlaceBeforeYoungerOrders()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 5));
        book.Enter(Limit(Bob, Side.Sell, 100, 5));
        book.Enter(Limit(Carol, Side.Buy, 100, 2));

        book.Enter(Limit(Carol, Side.Buy, 100, 4));

        Assert.Equal("trade 2: #4 takes 3 of #1 at 100", book.Said[1]);
        Assert.Equal("trade 3: #4 takes 1 of #2 at 100", book.Said[2]);
    }

    [Theory]
    [InlineData(Side.Buy, 99, false)]
    [InlineData(Side.Buy, 100, true)]
    [InlineData(Side.Buy, 101, true)]
    [InlineData(Side.Sell, 101, false)]
    [InlineData(Side.Sell, 100, true)]
    [InlineData(Side.Sell, 99, true)]
    public void Limit_WhenAtOneTickBelowAtOrAboveTheTouch_TradesOnlyIfItReachesIt(Side side, long price, bool trades)
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, side == Side.Buy ? Side.Sell : Side.Buy, 100, 1));

        book.Enter(Limit(Bob, side, price, 1));

        Assert.Equal(trades ? "trade 1: #2 takes 1 of #1 at 100" : $"rested #2: 1 at {price}", book.Said[1]);
        Assert.Equal(trades ? 0 : 2, book.Book.RestingOrderCount);
    }

    [Fact]
    public void GoodTillCanceled_WhenPartlyFilled_RestsItsRemainderAtItsLimit()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 3));

        book.Enter(Limit(Bob, Side.Buy, 105, 10));

        Assert.Equal(["accepted #2", "trade 1: #2 takes 3 of #1 at 100", "rested #2: 7 at 105"], book.Said);
        Assert.Equal(["7 at 105"], book.Bids);
        Assert.Empty(book.Asks);
    }

    [Fact]
    public void ImmediateOrCancel_WhenPartlyFilled_ExpiresItsRemainder()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 3));

        book.Enter(Limit(Bob, Side.Buy, 105, 10, TimeInForce.Ioc));

        Assert.Equal(["accepted #2", "trade 1: #2 takes 3 of #1 at 100", "ended #2: UnfilledIoc, 7 left"], book.Said);
        Assert.Empty(book.Bids);
    }

    [Fact]
    public void InPriority_WhenLevelsCameInAnyOrder_ListsBestPriceThenOldest()
    {
        var book = new TestBook();
        foreach (var price in new long[] { 50, 70, 60, 70, 50, 65 }) book.Enter(Limit(Alice, Side.Buy, price, 1));
        foreach (var price in new long[] { 90, 80, 85, 80, 90, 81 }) book.Enter(Limit(Alice, Side.Sell, price, 1));

        Assert.Equal(
            [2, 4, 6, 3, 1, 5],
            book.Book.InPriority(Side.Buy).Select(order => order.OrderId.Value - TestBook.Id(1).Value + 1));
        Assert.Equal(
            [8, 10, 12, 9, 7, 11],
            book.Book.InPriority(Side.Sell).Select(order => order.OrderId.Value - TestBook.Id(1).Value + 1));
    }

    [Fact]
    public void CopyDepth_WhenSpanIsShorterThanTheSide_GivesTheBestLevels()
    {
        var book = new TestBook();
        foreach (var price in new long[] { 50, 70, 60 }) book.Enter(Limit(Alice, Side.Buy, price, 1));
        book.Enter(Limit(Bob, Side.Buy, 70, 4));

        Span<BookLevel> levels = new BookLevel[2];

        Assert.Equal(2, book.Book.CopyDepth(Side.Buy, levels));
        Assert.Equal(new BookLevel(new PriceTicks(70), new QuantityLots(5)), levels[0]);
        Assert.Equal(new BookLevel(new PriceTicks(60), new QuantityLots(1)), levels[1]);
        Assert.Equal(levels[0], book.Book.BestBid);
        Assert.Equal(default, book.Book.BestAsk);
    }
}
