using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Orders that wait for a trade at their stop price.</summary>
public sealed class StopOrderTests
{
    [Theory]
    [InlineData(OrderType.StopLoss, Side.Buy, 101, RejectReason.None)]
    [InlineData(OrderType.StopLoss, Side.Buy, 100, RejectReason.WouldTriggerAtOnce)]
    [InlineData(OrderType.StopLoss, Side.Buy, 99, RejectReason.WouldTriggerAtOnce)]
    [InlineData(OrderType.StopLoss, Side.Sell, 99, RejectReason.None)]
    [InlineData(OrderType.StopLoss, Side.Sell, 100, RejectReason.WouldTriggerAtOnce)]
    [InlineData(OrderType.StopLoss, Side.Sell, 101, RejectReason.WouldTriggerAtOnce)]
    [InlineData(OrderType.TakeProfit, Side.Buy, 99, RejectReason.None)]
    [InlineData(OrderType.TakeProfit, Side.Buy, 100, RejectReason.WouldTriggerAtOnce)]
    [InlineData(OrderType.TakeProfit, Side.Sell, 101, RejectReason.None)]
    [InlineData(OrderType.TakeProfit, Side.Sell, 100, RejectReason.WouldTriggerAtOnce)]
    public void Stop_WhenTheLastPriceIsAStepOffAtOrBeyondIt_IsRefusedOnlyIfMet(
        OrderType type, Side side, long stopPrice, RejectReason reason)
    {
        var book = new TestBook();
        book.Trade(100);

        Assert.Equal(reason, book.Enter(Stop(Alice, type, side, stopPrice, 5)));

        Assert.Equal(reason == RejectReason.None ? 1 : 0, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Stop_WhenNothingHasTradedYet_IsParkedOffTheLadder()
    {
        var book = new TestBook();

        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 100, 5, price: 90));

        Assert.Equal(["parked #1"], book.Said);
        Assert.Empty(book.Asks);
        Assert.Equal(0, book.Book.DepthUpdateId);
        Assert.True(book.Book.TryGetParked(TestBook.Id(1), out var parked));
        Assert.Equal(new QuantityLots(5), parked.Order.Quantity);
        Assert.Equal(AssetUnits.Zero, parked.Order.Held);
        Assert.False(parked.IsPending);
    }

    [Theory]
    [InlineData(OrderType.StopLossLimit, Side.Buy, 110, 109)]
    [InlineData(OrderType.StopLossLimit, Side.Sell, 90, 91)]
    [InlineData(OrderType.TakeProfitLimit, Side.Buy, 90, 91)]
    [InlineData(OrderType.TakeProfitLimit, Side.Sell, 110, 109)]
    public void StopLimit_WhenATradeMeetsItsStopPrice_EntersAsALimitOrder(
        OrderType type, Side side, long stopPrice, long oneStepBefore)
    {
        var book = new TestBook();
        book.Trade(100);
        book.Enter(Stop(Alice, type, side, stopPrice, 5, price: stopPrice));

        book.Trade(oneStepBefore);
        Assert.Equal(1, book.Book.ParkedOrderCount);

        book.Trade(stopPrice);
        Assert.Equal(["triggered #3", $"rested #3: 5 at {stopPrice}"], book.Said.TakeLast(2));
        Assert.Equal(0, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Stop_WhenTheTradesPriceGoesBeyondIt_IsTriggeredToo()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 110, 5, price: 110));

        book.Trade(150);

        Assert.Contains("triggered #1", book.Said);
    }

    [Fact]
    public void StopMarket_WhenTriggeredOnAnEmptyBook_Expires()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Sell, 100, 5));

        book.Trade(100);

        Assert.Equal(["triggered #1", "ended #1: InsufficientLiquidity, 5 left"], book.Said.TakeLast(2));
    }

    [Theory]
    [InlineData(109, "ended #1: InsufficientLiquidity, 5 left")]
    [InlineData(110, "ended #1: Filled, 0 left")]
    [InlineData(111, "ended #1: Filled, 0 left")]
    public void StopMarketBuy_WhenTheBookAsksMoreThanItsProtectionPrice_ExpiresInsteadOfPaying(long bound, string end)
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Buy, 100, 5) with { LimitPrice = new PriceTicks(bound) });
        book.Enter(Limit(Bob, Side.Sell, 110, 5));

        book.Trade(100);

        Assert.Equal(end, book.Said[^1]);
        Assert.Equal(0, book.Book.BestBid.Quantity.Value);
    }

    [Theory]
    [InlineData(TimeInForce.Ioc, "ended #1: UnfilledIoc, 3 left")]
    [InlineData(TimeInForce.Fok, "ended #1: UnfilledFok, 5 left")]
    [InlineData(TimeInForce.Gtc, "rested #1: 3 at 100")]
    public void StopLimit_WhenTriggeredAgainstTooLittle_LivesAsLongAsItsTimeInForceSays(TimeInForce timeInForce, string end)
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 90, 5, price: 100, timeInForce: timeInForce));
        book.Enter(Limit(Bob, Side.Sell, 100, 2));

        book.Trade(95);

        Assert.Equal(end, book.Said[^1]);
    }

    [Fact]
    public void Due_WhenATradeRisesThroughSeveralStops_GoesUpAndEqualOnesByNumber()
    {
        // Numbers 1 and 2 have traded; #3 and #5 wait at the same price, and nobody is reached at 111.
        var book = new TestBook();
        book.Trade(100);
        book.Enter(Stop(Alice, OrderType.TakeProfit, Side.Sell, 110, 1));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 105, 1, price: 1));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 110, 1, price: 1));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 111, 1, price: 1));
        book.Enter(Limit(Bob, Side.Sell, 110, 1));

        book.Enter(Limit(Carol, Side.Buy, 110, 1));

        Assert.Equal(
            ["triggered #4", "triggered #3", "triggered #5"],
            book.Said.Where(line => line.StartsWith("triggered")));
        Assert.Equal(1, book.Book.ParkedOrderCount);
    }

    [Fact]
    public void Due_WhenATradeFallsThroughSeveralStops_GoesDownThenTrailingOnes()
    {
        var book = new TestBook();
        book.Trade(100);
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 80, 1, price: 200));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 90, 1, price: 200));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 95, 1, price: 200, delta: 100));
        book.Enter(Stop(Alice, OrderType.TakeProfitLimit, Side.Buy, 90, 1, price: 1));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Sell, 0, 1, price: 200, delta: 100));
        book.Trade(99);

        book.Trade(80);

        Assert.Equal(
            ["triggered #4", "triggered #6", "triggered #3", "triggered #7"],
            book.Said.Where(line => line.StartsWith("triggered")));
        Assert.True(book.Book.TryGetParked(TestBook.Id(5), out var follows));
        Assert.Equal(new PriceTicks(80), follows.Extreme);
    }

    [Fact]
    public void Cascade_WhenATriggeredOrderTradesAtTheNextStop_GoesOnTurnByTurn()
    {
        var book = new TestBook();
        book.Enter(Limit(Bob, Side.Buy, 90, 1));
        book.Enter(Limit(Bob, Side.Buy, 80, 1));
        book.Enter(Limit(Bob, Side.Buy, 100, 1));
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Sell, 90, 1));
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Sell, 100, 1));

        book.EnterOneTurn(Limit(Carol, Side.Sell, 100, 1));
        Assert.True(book.Book.GoesOn);
        Assert.False(book.Book.IsSweeping);
        Assert.Equal([TestBook.Id(5)], book.Book.Due);

        book.Continue();
        Assert.Equal(["triggered #5", "trade 2: #5 takes 1 of #1 at 90", "ended #5: Filled, 0 left"], book.Said);
        book.Continue();
        Assert.Equal(["triggered #4", "trade 3: #4 takes 1 of #2 at 80", "ended #4: Filled, 0 left"], book.Said);
        Assert.False(book.Book.GoesOn);
    }

    [Fact]
    public void Due_WhenBookIsHalted_WaitsAndMayBeCanceled()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 100, 1, price: 5));
        book.Enter(Stop(Alice, OrderType.StopLossLimit, Side.Buy, 100, 2, price: 5));
        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        book.EnterOneTurn(Limit(Carol, Side.Buy, 100, 1));

        book.SetHalted(true);
        Assert.False(book.Book.GoesOn);
        Assert.Equal([TestBook.Id(1), TestBook.Id(2)], book.Book.Due);
        Assert.Equal(RejectReason.BookHalted, book.EnterOneTurn(Limit(Carol, Side.Buy, 1, 1)));
        Assert.Equal(RejectReason.None, book.Cancel(Alice, 1));
        Assert.Equal(["ended #1: Canceled, 1 left"], book.Said);

        book.SetHalted(false);
        Assert.True(book.Book.GoesOn);
        book.Continue();
        Assert.Equal(["triggered #2", "rested #2: 2 at 5"], book.Said);
    }

    [Fact]
    public void Book_WhenAnOrderIsDue_TakesNoMessage()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Buy, 100, 1));
        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        book.EnterOneTurn(Limit(Carol, Side.Buy, 100, 1));

        Assert.Throws<InvariantBrokenException>(() => book.EnterOneTurn(Limit(Carol, Side.Buy, 1, 1)));
        Assert.Throws<InvariantBrokenException>(() => book.Cancel(Alice, 1));
        Assert.Throws<InvariantBrokenException>(() => book.Reduce(Alice, 1, 1));
        Assert.Throws<InvariantBrokenException>(
            () => book.EnterListOneTurn(Contingency.Oto, Limit(Carol, Side.Buy, 1, 1), Limit(Carol, Side.Buy, 1, 1)));
        Assert.Throws<InvariantBrokenException>(() => book.SetTerms(Pairs.BtcUsdt with { TakerFeePpm = 1 }));
    }

    [Fact]
    public void Cancel_WhenStopWaits_EndsItWithoutADepthChange()
    {
        var book = new TestBook();
        book.Enter(Stop(Alice, OrderType.StopLoss, Side.Buy, 100, 3));

        Assert.Equal(RejectReason.UnknownOrder, book.Cancel(Bob, 1));
        Assert.Equal(RejectReason.None, book.Cancel(Alice, 1));

        Assert.Equal(["ended #1: Canceled, 3 left"], book.Said);
        Assert.Equal(0, book.Book.DepthUpdateId);
        book.Trade(200);
        Assert.Equal(3, book.Book.OrderCount);
        Assert.False(book.Book.GoesOn);
    }

    [Theory]
    [InlineData(OrderType.StopLoss, Side.Buy, 0, 0)]
    [InlineData(OrderType.StopLoss, Side.Sell, 10, 0)]
    [InlineData(OrderType.StopLossLimit, Side.Sell, 0, 10)]
    public void Stop_WhenItsPricesDoNotGoTogether_IsAFault(OrderType type, Side side, long price, long stopPrice)
    {
        var order = Stop(Alice, OrderType.StopLossLimit, side, stopPrice, 5, price: 10) with
        {
            Type = type,
            TimeInForce = TimeInForce.Ioc,
            LimitPrice = new PriceTicks(price),
        };

        Assert.Throws<InvariantBrokenException>(() => new TestBook().Enter(order));
    }
}
