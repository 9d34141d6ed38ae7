using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Orders that no account may send: the book would rather stop than trade them.</summary>
public sealed class InvalidOrderTests
{
    public static TheoryData<string, NewOrder> Invalid() => new()
    {
        { "no side", Limit(Bob, 0, 100, 1) },
        { "limit order without price", Limit(Bob, Side.Buy, 0, 1) },
        { "limit order with negative price", Limit(Bob, Side.Buy, -1, 1) },
        { "limit order without quantity", Limit(Bob, Side.Buy, 100, 0) },
        { "negative quantity", Limit(Bob, Side.Buy, 100, -1) },
        { "limit order by quote", Limit(Bob, Side.Buy, 100, 0) with { QuoteQuantity = new AssetUnits(5) } },
        { "market order with a price", Market(Bob, Side.Buy, 1) with { LimitPrice = new PriceTicks(1) } },
        { "market order without any quantity", Market(Bob, Side.Buy, 0) },
        { "market order with both quantities", Market(Bob, Side.Buy, 1) with { QuoteQuantity = new AssetUnits(5) } },
        { "market order that would rest", Market(Bob, Side.Buy, 1) with { TimeInForce = TimeInForce.Gtc } },
        { "post-only that must not rest", PostOnly(Bob, Side.Buy, 100, 1) with { TimeInForce = TimeInForce.Ioc } },
        { "stop that follows by all of its price", Follower(10_000) },
        { "stop that follows by a delta beyond all prices", Follower(int.MaxValue) },
        { "no time in force", Limit(Bob, Side.Buy, 100, 1, 0) },
        { "no self-trade mode", Limit(Bob, Side.Buy, 100, 1) with { SelfTradePrevention = 0 } },
    };

    private static NewOrder Follower(int deltaBips) => Limit(Bob, Side.Buy, 100, 1) with
    {
        Type = OrderType.StopLossLimit,
        Stop = new StopTerms(PriceTicks.None, deltaBips),
    };

    [Fact]
    public void Enter_OfTheLargestDelta_IsParked()
    {
        var book = new TestBook();

        book.Enter(Follower(9_999));

        Assert.Equal(1, book.Book.ParkedOrderCount);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Enter_WhenOrderIsNotValidInItself_ThrowsAndPlansNothing(string why, NewOrder order)
    {
        var book = new TestBook();
        var before = book.Book.StateHash();

        Assert.Throws<InvariantBrokenException>(() => book.Enter(order));

        Assert.True(before == book.Book.StateHash(), why);
        Assert.Single(book.Journal);
    }
}
