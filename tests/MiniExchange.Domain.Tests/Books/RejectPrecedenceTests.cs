using MiniExchange.Domain.Books;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Each order breaks its own rule and every later one that its type knows; the first in declaration order is given.</summary>
public sealed class RejectPrecedenceTests
{
    [Fact]
    public void Enter_WhenThereAreNoTerms_IsHaltedBeforeAllElse() =>
        Assert.Equal(RejectReason.BookHalted, BookDecider.Enter(new Book(), Market(Bob, Side.Buy, 1, held: 0), []));

    [Fact]
    public void Enter_WhenTooSmallAndHaltedAndTooDear_IsTooSmall() =>
        Assert.Equal(RejectReason.NotionalTooSmall, Halted().Enter(Market(Bob, Side.Buy, 9, held: 0)));

    [Fact]
    public void Enter_WhenHaltedAndTooDear_IsHalted() =>
        Assert.Equal(RejectReason.BookHalted, Halted().Enter(Market(Bob, Side.Buy, 10, held: 0)));

    [Fact]
    public void Enter_WhenHaltedAndWouldTake_IsHalted() =>
        Assert.Equal(RejectReason.BookHalted, Halted().Enter(PostOnly(Bob, Side.Buy, 2_000, 1)));

    [Fact]
    public void Enter_WhenQuoteQuantityIsTooSmallAndHaltedAndBelowOneLot_IsTooSmall() =>
        Assert.Equal(RejectReason.NotionalTooSmall, Halted().Enter(MarketByQuote(Bob, Side.Buy, 9_999)));

    [Fact]
    public void Enter_WhenHaltedAndQuoteQuantityBelowOneLot_IsHalted() =>
        Assert.Equal(RejectReason.BookHalted, Halted().Enter(MarketByQuote(Bob, Side.Buy, 10_000)));

    [Fact]
    public void Enter_WhenQuoteQuantityBelowOneLotWithNothingHeld_IsBelowOneLotAsItCostsNothing()
    {
        var book = Halted();
        book.SetHalted(false);

        Assert.Equal(
            RejectReason.QuoteQuantityBelowOneLot, book.Enter(MarketByQuote(Bob, Side.Buy, 10_000, held: 0)));
    }

    [Fact]
    public void Enter_WhenRefused_LeavesEveryCounterAsItWas()
    {
        var book = Halted();
        var before = book.Book.StateHash();

        book.Enter(Limit(Bob, Side.Buy, 2_000, 1));

        Assert.Empty(book.Said);
        Assert.Equal(before, book.Book.StateHash());
    }

    // Last price 100, minimum 10,000 units: ten lots. The best ask is 1,001, so that 10,000 units buy no lot.
    private static TestBook Halted()
    {
        var book = new TestBook(Pairs.BtcUsdt with { MinNotional = new AssetUnits(10_000) });
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        book.Enter(Limit(Bob, Side.Buy, 100, 1));
        book.Enter(Limit(Alice, Side.Sell, 1_001, 50));
        book.SetHalted(true);
        return book;
    }
}
