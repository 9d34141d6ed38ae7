using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

public sealed class SweepTests
{
    private const int PerTurn = BookDecider.MaxFillsPerTurn;

    [Theory]
    [InlineData(PerTurn - 1)]
    [InlineData(PerTurn)]
    public void Taker_WhenFilledWithTheTurnsLastTradeOrBefore_IsNotPaused(int makers)
    {
        var book = Offers(makers);

        book.EnterOneTurn(Limit(Bob, Side.Buy, 100, makers));

        Assert.False(book.Book.IsSweeping);
        Assert.Null(book.Book.Sweep);
        Assert.Equal(makers + 2, book.Said.Count);
        Assert.Equal($"ended #{makers + 1}: Filled, 0 left", book.Said[^1]);
    }

    [Fact]
    public void Taker_WhenOneTradeMoreThanATurnHolds_IsPausedAndGoesOnInTheNext()
    {
        var book = Offers(PerTurn + 1);
        var taker = Limit(Bob, Side.Buy, 100, PerTurn + 5);

        book.EnterOneTurn(taker);

        Assert.Equal($"paused #{PerTurn + 2}", book.Said[^1]);
        Assert.Equal(PerTurn + 2, book.Said.Count);
        var sweep = Assert.NotNull(book.Book.Sweep);
        Assert.Equal(TestBook.Id(PerTurn + 2), sweep.OrderId);
        Assert.Equal(taker with { Held = AssetUnits.Zero }, sweep.Order);
        Assert.Equal(new QuantityLots(PerTurn), sweep.Taken);
        Assert.Equal(new AssetUnits(PerTurn * 100 * 10), sweep.TakenQuote);

        book.Continue();

        Assert.Equal(
            [
                $"trade {PerTurn + 1}: #{PerTurn + 2} takes 1 of #{PerTurn + 1} at 100",
                $"rested #{PerTurn + 2}: 4 at 100",
            ],
            book.Said);
        Assert.Null(book.Book.Sweep);
    }

    [Fact]
    public void Taker_WhenItExpiresOwnMakers_CountsThemAsFills()
    {
        var book = new TestBook();
        for (var i = 0; i <= PerTurn; i++) book.Enter(Limit(Bob, Side.Sell, 100, 1));

        book.EnterOneTurn(Limit(Bob, Side.Buy, 100, 1, prevention: SelfTradePrevention.ExpireMaker));

        Assert.True(book.Book.IsSweeping);
        Assert.Equal(1, book.Book.RestingOrderCount);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Sweep_WhenRestoredFromItsImageInEveryPause_EndsAsWithoutPause(Side side)
    {
        var makers = 3 * PerTurn + 7;
        var plain = Offers(makers, side == Side.Buy ? Side.Sell : Side.Buy);
        var restored = Offers(makers, side == Side.Buy ? Side.Sell : Side.Buy);
        var taker = MarketByQuote(Bob, side, (makers - 2) * 1_000 + 999);

        plain.Enter(taker);
        restored.EnterOneTurn(taker);
        var pauses = 0;
        for (; restored.Book.IsSweeping; pauses++)
        {
            var before = restored.Book.StateHash();
            restored.RestoreFromImage();
            Assert.Equal(before, restored.Book.StateHash());
            restored.Continue();
        }

        Assert.Equal(3, pauses);
        Assert.Equal(plain.Book.StateHash(), restored.Book.StateHash());
        Assert.Equal(2, restored.Book.RestingOrderCount);
        Assert.EndsWith("Filled, 0 left", restored.Said[^1]);
    }

    [Fact]
    public void Sweep_WhenItsLastTurnTradesNothing_IsStillFilledByTheTurnsBefore()
    {
        var book = Offers(PerTurn);
        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        book.Enter(Limit(Alice, Side.Sell, 200, 1));

        book.EnterOneTurn(MarketByQuote(
            Bob, Side.Buy, (PerTurn + 1) * 1_000, prevention: SelfTradePrevention.ExpireMaker));
        Assert.True(book.Book.IsSweeping);
        book.Continue();

        Assert.Equal(
            [
                $"prevented 1: #{PerTurn + 3} loses 0, #{PerTurn + 1} loses 1 at 100",
                $"off book #{PerTurn + 1}: SelfTradePrevented, 1 left",
                $"ended #{PerTurn + 3}: Filled, 0 left",
            ],
            book.Said);
    }

    [Fact]
    public void FillOrKill_WhenItNeedsSeveralTurns_IsCountedWholeInTheFirst()
    {
        var enough = Offers(PerTurn * 2);
        enough.Enter(Limit(Bob, Side.Buy, 100, PerTurn * 2, TimeInForce.Fok));
        var tooMany = Offers(PerTurn * 2);
        tooMany.Enter(Limit(Bob, Side.Buy, 100, PerTurn * 2 + 1, TimeInForce.Fok));

        Assert.Equal(PerTurn * 2, enough.Book.TradeCount);
        Assert.Equal(0, tooMany.Book.TradeCount);
    }

    [Fact]
    public void MarketBuy_WhenItNeedsSeveralTurns_IsHeldToItsWholeCostInTheFirst()
    {
        var cost = PerTurn * 2 * 100 * 10;

        Assert.Equal(RejectReason.CostExceedsHold, Offers(PerTurn * 2).Enter(Market(Bob, Side.Buy, PerTurn * 2, cost - 1)));
        Assert.Equal(RejectReason.None, Offers(PerTurn * 2).Enter(Market(Bob, Side.Buy, PerTurn * 2, cost)));
    }

    [Fact]
    public void Book_WhenSweepHasNotEnded_TakesNoOrderCancelOrTerms()
    {
        var book = Offers(PerTurn + 1);
        book.EnterOneTurn(Limit(Bob, Side.Buy, 100, PerTurn + 1));

        Assert.Throws<InvariantBrokenException>(() => book.EnterOneTurn(Limit(Carol, Side.Buy, 1, 1)));
        Assert.Throws<InvariantBrokenException>(() => book.Cancel(Alice, PerTurn + 1));
        Assert.Throws<InvariantBrokenException>(() => book.SetTerms(Pairs.BtcUsdt with { TakerFeePpm = 1 }));
    }

    [Fact]
    public void Sweep_WhenBookIsHaltedBetweenItsTurns_GoesOn()
    {
        var book = Offers(PerTurn + 1);
        book.EnterOneTurn(Limit(Bob, Side.Buy, 100, PerTurn + 1));

        book.SetHalted(true);
        book.Continue();

        Assert.True(book.Book.IsHalted);
        Assert.False(book.Book.IsSweeping);
        Assert.Equal(0, book.Book.RestingOrderCount);
    }

    [Fact]
    public void Continue_WhenNothingWasPaused_Throws() =>
        Assert.Throws<InvariantBrokenException>(() => new TestBook().Continue());

    private static TestBook Offers(int count, Side side = Side.Sell)
    {
        var book = new TestBook();
        foreach (var _ in Enumerable.Range(0, count)) book.Enter(Limit(Alice, side, 100, 1));
        return book;
    }
}
