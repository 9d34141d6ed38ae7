using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Stop orders whose trigger price follows the market.</summary>
public sealed class TrailingStopTests
{
    [Fact]
    public void Buy_WhenItFollowsFromItsStopPrice_IsTriggeredByARiseFromTheLowestPriceSince()
    {
        var book = new TestBook();
        book.Trade(40_000);
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 44_000, 1, price: 45_000, delta: 500));

        // Not met yet: nothing is followed, however far the price falls.
        book.Trade(37_000);
        Assert.Equal(PriceTicks.None, Extreme(book, 3));
        book.Trade(43_999);
        Assert.Equal(PriceTicks.None, Extreme(book, 3));

        book.Trade(44_000);
        Assert.Equal(new PriceTicks(44_000), Extreme(book, 3));
        book.Trade(46_000);
        Assert.Equal(new PriceTicks(44_000), Extreme(book, 3));
        book.Trade(42_000);
        Assert.Equal(new PriceTicks(42_000), Extreme(book, 3));
        book.Trade(44_099);
        Assert.Equal(1, book.Book.ParkedOrderCount);

        book.Trade(44_100);
        Assert.Equal(["triggered #3", "rested #3: 1 at 45000"], book.Said.TakeLast(2));
    }

    [Fact]
    public void Sell_WhenItFollowsFromItsStopPrice_IsTriggeredByAFallFromTheHighestPriceSince()
    {
        var book = new TestBook();
        book.Trade(40_000);
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 39_000, 1, price: 38_000, delta: 1_000));

        book.Trade(41_500);
        Assert.Equal(PriceTicks.None, Extreme(book, 3));
        book.Trade(39_000);
        Assert.Equal(new PriceTicks(39_000), Extreme(book, 3));
        book.Trade(37_000);
        book.Trade(41_000);
        Assert.Equal(new PriceTicks(41_000), Extreme(book, 3));
        book.Trade(36_901);
        Assert.Equal(1, book.Book.ParkedOrderCount);

        book.Trade(36_900);
        Assert.Equal(["triggered #3", "rested #3: 1 at 38000"], book.Said.TakeLast(2));
    }

    [Fact]
    public void TakeProfit_WhenItFollows_TurnsAtTheSameDistances()
    {
        var book = new TestBook();
        book.Trade(40_000);
        book.Enter(Stop(Alice, OrderType.TakeProfitLimit, Side.Buy, 38_000, 1, price: 1, delta: 850));
        book.Enter(Stop(Alice, OrderType.TakeProfitLimit, Side.Sell, 42_000, 1, price: 90_000, delta: 750));

        book.Trade(38_000);
        book.Trade(37_000);
        book.Trade(39_000);
        book.Trade(40_144);
        Assert.Equal(2, book.Book.ParkedOrderCount);
        book.Trade(40_145);
        Assert.Equal("triggered #3", book.Said[^2]);

        book.Trade(42_000);
        book.Trade(46_500);
        book.Trade(43_013);
        Assert.Equal(1, book.Book.ParkedOrderCount);

        // 46,500 less 7.5 % is 43,012.5, which lies between two ticks.
        book.Trade(43_012);
        Assert.Equal("triggered #4", book.Said[^2]);
    }

    [Fact]
    public void Sell_WhenItHasNoStopPrice_FollowsFromTheNextTrade()
    {
        var book = new TestBook();
        book.Trade(40_000);
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 0, 1, price: 39_000, delta: 700));
        Assert.Equal(PriceTicks.None, Extreme(book, 3));

        book.Trade(42_000);
        Assert.Equal(new PriceTicks(42_000), Extreme(book, 3));
        book.Trade(39_500);
        book.Trade(45_500);
        book.Trade(42_316);
        Assert.Equal(1, book.Book.ParkedOrderCount);

        book.Trade(42_315);
        Assert.Equal("triggered #3", book.Said[^2]);
    }

    [Fact]
    public void Trailing_WhenItsStopPriceIsMetAlready_IsRefused()
    {
        var book = new TestBook();
        book.Trade(100);

        Assert.Equal(
            RejectReason.WouldTriggerAtOnce,
            book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 100, 1, price: 100, delta: 10)));
    }

    [Fact]
    public void Trailing_WhenTheLargestFallIsAsked_IsNotTriggeredByAnyPriceThereIs()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Sell, 0, 1, delta: 9_999));

        book.Trade(1_000);
        book.Trade(1);

        Assert.Equal(1, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Extremes_WhenFollowersStartedAtDifferentTimes_AreEachTheirOwn()
    {
        // #3 from 100 on, #6 from 110, #9 from 120; a new low at 105 is one for the younger two.
        var book = new TestBook();
        book.Trade(90);
        foreach (var price in new[] { 100, 110, 120 })
        {
            book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 0, 1, price: 1, delta: 5_000));
            book.Trade(price);
        }

        book.Trade(105);
        Assert.Equal([100, 105, 105], new long[] { 3, 6, 9 }.Select(order => Extreme(book, order).Value));

        // Canceled amid the others, and the others still turn where they should.
        book.Cancel(Alice, 6);
        book.Trade(149);
        Assert.Equal(2, book.Book.ParkedOrderCount);
        book.Trade(150);
        Assert.Contains("triggered #3", book.Said);
        book.Trade(157);
        Assert.Equal(1, book.Book.ParkedOrderCount);
        book.Trade(158);
        Assert.Contains("triggered #9", book.Said);
    }

    private static PriceTicks Extreme(TestBook book, long order)
    {
        Assert.True(book.Book.TryGetParked(TestBook.Id(order), out var parked));
        return parked.Extreme;
    }
}
