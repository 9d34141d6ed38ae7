using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>Stops that wait and start, and orders that shrink on request or because they met their own account.</summary>
public sealed class WaitingOrderTests
{
    private static readonly HoldId H1 = new(1);

    /// <summary>Buys 10 lots at up to 20 ticks once the market is at 30, for 600 USD units of 1,000.</summary>
    private static readonly Account Waiting = After(Credited(Usd, 1_000))
        .Then(Placed(1, Stop(Side.Buy, OrderType.StopLossLimit, 30, 20, 10), held: 600))
        .Following(Entered(1), Waits(1));

    /// <summary>Buys 10 lots at 20 ticks.</summary>
    private static readonly Account Resting =
        After(Credited(Usd, 1_000)).Then(Placed(1, Limit(Side.Buy, 20, 10), held: 600)).Following(Entered(1), Rests(1));

    [Fact]
    public void OrderWaits_ShowsANewOrderThatDoesNotWork()
    {
        var order = Waiting.OpenOrders[H1];

        Assert.Equal((OrderStatus.New, null, true), (order.Status, order.WorkingSinceUnixMicros, order.IsWaiting));
        Assert.Equal(Balance(400, 600), Waiting.BalanceOf(Usd.Id));

        var resting = Resting.OpenOrders[H1];
        Assert.Equal((OrderStatus.New, Now, false), (resting.Status, resting.WorkingSinceUnixMicros, resting.IsWaiting));
    }

    [Fact]
    public void OrderWorks_TakesLikeANewOrder_AndThenRestsOrEnds()
    {
        var working = Waiting.Then(Events(Waiting, new FollowBook(Works(1), Now + 5)));
        var order = working.OpenOrders[H1];
        Assert.Equal((OrderStatus.UnderWay, Now + 5), (order.Status, order.WorkingSinceUnixMicros));

        var rested = working.Following(TakerFill(1, 18, 3), Rests(1));
        Assert.Equal(OrderStatus.PartiallyFilled, rested.OpenOrders[H1].Status);
        Assert.Equal(Balance(1_000 - 3 * 18 * 3 - 7 * 60, 7 * 60), rested.BalanceOf(Usd.Id));

        var filled = working.Following(TakerFill(1, 18, 10), Finished(1, OrderEnd.Filled));
        Assert.Equal(Balance(1_000 - 540, 0), filled.BalanceOf(Usd.Id));
    }

    [Fact]
    public void StopThatSellsAtMarket_KeepsItsHoldExactForEachLot()
    {
        var account = After(Credited(Btc, 100))
            .Then(Placed(1, Stop(Side.Sell, OrderType.StopLoss, 15, 0, 10), held: 100))
            .Following(Entered(1), Waits(1), Works(1), TakerFill(1, 14, 4));

        Assert.Equal(60, account.Holds[H1].Remaining.Value);
        Assert.Throws<InvariantBrokenException>(() => Events(account, Follow(OddLots(account))));
        Assert.Equal(Balance(60, 0), account.Following(Finished(1, OrderEnd.InsufficientLiquidity)).BalanceOf(Btc.Id));
    }

    [Fact]
    public void OrderReduced_ReleasesTheFreedLotsAndRenamesTheOrder()
    {
        var account = Resting.Following(MakerFill(1, 20, 2));

        DecisionAssert.Accepted(
            AccountDecider.Decide(account, Follow(Reduced(1, 5, "smaller"))),
            new OrderAmended(Owner, H1, new QuantityLots(5), "smaller", Now),
            Released(1, Usd, 5 * 60));

        account = account.Following(Reduced(1, 5, "smaller"));
        var order = account.OpenOrders[H1];
        Assert.Equal((5, 2, "smaller", "mine", 1), (order.Terms.Quantity.Value, order.Executed.Value,
            order.Terms.ClientOrderId, order.FormerClientOrderId, order.Amendments));
        Assert.Equal(3 * 60, account.Holds[H1].Remaining.Value);

        account = account.Following(MakerFill(1, 20, 3), Finished(1, OrderEnd.Filled));
        Assert.Equal(Balance(1_000 - 5 * 60, 0), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void OrderReduced_WithoutAName_KeepsTheOneThatItHas() =>
        Assert.Equal("mine", Resting.Following(Reduced(1, 5, "")).OpenOrders[H1].Terms.ClientOrderId);

    [Fact]
    public void OrderKeptFromTrading_AsMaker_ReleasesWhatItLost()
    {
        DecisionAssert.Accepted(
            AccountDecider.Decide(Resting, Follow(Kept(1, LiquidityRole.Maker, takerLost: 4, makerLost: 4))),
            new TradePrevented(
                Owner, H1, Kept(1, LiquidityRole.Maker, 4, 4).Match, LiquidityRole.Maker, Numbered(99), new AssetUnits(240), Now),
            Released(1, Usd, 240));

        var account = Resting.Following(Kept(1, LiquidityRole.Maker, 4, 4), MakerFill(1, 20, 6));
        Assert.Empty(account.Holds);
        var order = account.OpenOrders[H1];
        Assert.Equal((4, 6, 9), (order.Prevented.Value, order.Executed.Value, order.LastPreventedMatch));

        // Not all of it traded, so it is not filled.
        Assert.Throws<InvariantBrokenException>(() => Events(account, Follow(Finished(1, OrderEnd.Filled))));
        account = account.Following(Finished(1, OrderEnd.SelfTradePrevented));
        Assert.Equal(Balance(1_000 - 360, 0), account.BalanceOf(Usd.Id));
        Assert.Equal(OrderStatus.ExpiredInMatch, account.ClosedOrders.Single().Status);
    }

    [Fact]
    public void OrderKeptFromTrading_WhichTakesNothingFromIt_ReleasesNothing() =>
        Assert.IsType<TradePrevented>(Assert.Single(Events(
            Resting, Follow(Kept(1, LiquidityRole.Maker, takerLost: 4, makerLost: 0)))));

    [Fact]
    public void OrderKeptFromTrading_OfAMarketOrder_KeepsTheHoldUntilTheEnd()
    {
        var account = After(Credited(Usd, 1_000)).Then(Placed(1, MarketByQuantity(Side.Buy, 5), held: 1_000))
            .Following(Entered(1), TakerFill(1, 20, 2), Kept(1, LiquidityRole.Taker, takerLost: 2, makerLost: 2));
        Assert.Equal(880, account.Holds[H1].Remaining.Value);

        account = account.Following(TakerFill(1, 21, 1), Finished(1, OrderEnd.SelfTradePrevented));
        Assert.Equal(Balance(1_000 - 120 - 63, 0), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void LastExecution_CountsWhateverHappensToAnOrder()
    {
        var before = Resting.LastExecution;

        var account = Resting.Following(MakerFill(1, 20, 2));
        Assert.Equal((before + 1, before + 1), (account.LastExecution, account.OpenOrders[H1].LastExecution));

        account = account.Following(Reduced(1, 5));
        Assert.Equal((before + 2, before + 2), (account.LastExecution, account.OpenOrders[H1].LastExecution));

        account = account.Following(Finished(1, OrderEnd.Canceled));
        Assert.Equal((before + 3, before + 3), (account.LastExecution, account.ClosedOrders.Single().LastExecution));

        // Money that comes and goes otherwise is not counted.
        Assert.Equal(before + 3, account.Then(Credited(Usd, 1, "more")).LastExecution);
    }

    [Fact]
    public void OrderFinished_OnRequest_KeepsTheNameOfTheRequest()
    {
        var named = new FollowBook(Finished(1, OrderEnd.Canceled), Now) { CancelName = "cancel" };
        Assert.Equal("cancel", Events(Resting, named).OfType<OrderClosed>().Single().CancelName);

        named = named with { Change = Finished(1, OrderEnd.SelfTradePrevented) };
        Assert.Null(Events(Resting, named).OfType<OrderClosed>().Single().CancelName);
    }

    // A fill whose base amount is not that of its lots.
    private static OrderFilled OddLots(Account account)
    {
        var filled = TakerFill(account.OpenOrders.Keys.Single().Value, 14, 2);
        return filled with { Fill = filled.Fill with { BaseAmount = new AssetUnits(19) } };
    }
}
