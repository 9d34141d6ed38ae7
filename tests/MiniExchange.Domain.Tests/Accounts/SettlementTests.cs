using System;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class SettlementTests
{
    /// <summary>Buys 10 lots at 20 ticks or better for 600 USD units of 1,000.</summary>
    private static readonly Account Buying =
        After(Credited(Usd, 1_000)).Then(Placed(1, Limit(Side.Buy, 20, 10), held: 600)).Following(Entered(1));

    /// <summary>Sells 10 lots at 20 ticks or better out of 150 BTC units.</summary>
    private static readonly Account Selling =
        After(Credited(Btc, 150)).Then(Placed(1, Limit(Side.Sell, 20, 10), held: 100)).Following(Entered(1));

    private static readonly HoldId H1 = new(1);

    [Fact]
    public void OrderEntered_NumbersTheOrder()
    {
        Assert.Equal(Numbered(1), Buying.OpenOrders[H1].OrderId);
        Assert.Equal(OrderStatus.UnderWay, Buying.OpenOrders[H1].Status);
    }

    [Fact]
    public void OrderFilled_WhenBuyingBelowTheLimit_PaysThePriceAndReleasesTheImprovementAtOnce()
    {
        var filled = TakerFill(1, price: 18, lots: 3);

        var events = Events(Buying, Follow(filled));

        // 3 lots: 162 at the price, 180 at the limit. The fee of 2,000 ppm on 30 units rounds down to nothing.
        Assert.Equal(
            [
                new FillSettled(
                    Owner, H1, filled.Fill, Usd.Id, new AssetUnits(162), Btc.Id, new AssetUnits(30), AssetUnits.Zero, Now),
                Released(1, Usd, 18),
            ],
            events);
        var account = Buying.Then(events);
        Assert.Equal(Balance(418, 420), account.BalanceOf(Usd.Id));
        Assert.Equal(Balance(30, 0), account.BalanceOf(Btc.Id));
        Assert.Equal(420, account.Holds[H1].Remaining.Value);
    }

    [Fact]
    public void OrderFilled_WhenBuyingAtTheLimit_ReleasesNothing()
    {
        Assert.IsType<FillSettled>(Assert.Single(Events(Buying, Follow(TakerFill(1, 20, 3)))));
        Assert.Equal(420, Buying.Following(TakerFill(1, 20, 3)).Holds[H1].Remaining.Value);
    }

    [Fact]
    public void OrderFilled_WhenTheImprovementIsOneUnit_ReleasesIt()
    {
        // A pair whose lot costs one quote unit a tick.
        var account = After(Credited(Usd, 200)).Then(Placed(1, Limit(Side.Buy, 20, 10), held: 200)).Following(Entered(1));
        var fill = TakerFill(1, 19, 1).Fill with { QuoteAmount = new AssetUnits(19) };

        Assert.Equal(Released(1, Usd, 1), Events(account, Follow(new OrderFilled(H1, fill)))[^1]);
    }

    [Fact]
    public void OrderFilled_WhenSellingAboveTheLimit_ReceivesThePriceAndKeepsTheHoldExact()
    {
        var filled = TakerFill(1, price: 250, lots: 4);

        var events = Events(Selling, Follow(filled));

        // 4 lots at 250 bring 3,000, of which 2,000 ppm are exactly 6.
        Assert.Equal(
            [
                new FillSettled(
                    Owner, H1, filled.Fill, Btc.Id, new AssetUnits(40), Usd.Id, new AssetUnits(3_000), new AssetUnits(6), Now),
            ],
            events);
        var account = Selling.Then(events);
        Assert.Equal(Balance(50, 60), account.BalanceOf(Btc.Id));
        Assert.Equal(Balance(2_994, 0), account.BalanceOf(Usd.Id));
    }

    [Theory]
    [InlineData(166, 0)]
    [InlineData(167, 1)]
    [InlineData(333, 1)]
    [InlineData(334, 2)]
    public void OrderFilled_TakesTheFeeFromWhatIsReceived_RoundedDown(long price, long fee)
    {
        // One lot brings 3 units a tick; at 2,000 ppm every 500 units received make one unit of fee.
        var account = Selling.Following(TakerFill(1, price, lots: 1));

        Assert.Equal(Balance(price * 3 - fee, 0), account.BalanceOf(Usd.Id));
        Assert.Equal(fee, account.OpenOrders[H1].TakerFills.Single().Fee.Value);
    }

    [Fact]
    public void OrderFilled_AsMaker_TakesTheRateOfTheFill()
    {
        var account = Selling.Following(Rests(1), MakerFill(1, price: 20, lots: 9));

        // 540 at 1,000 ppm is less than one unit; at the taker's rate it would be one.
        Assert.Equal(Balance(540, 0), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void OrderFilled_ToTheLastLot_LeavesNoHold_AndItsEndReleasesNothing()
    {
        var account = Buying.Following(TakerFill(1, 17, 4), TakerFill(1, 20, 6));

        Assert.Empty(account.Holds);
        Assert.Equal(OrderStatus.UnderWay, account.OpenOrders[H1].Status);
        DecisionAssert.Accepted(
            AccountDecider.Decide(account, Follow(Finished(1, OrderEnd.Filled))),
            new OrderClosed(Owner, H1, OrderEnd.Filled, Now));
        Assert.Equal(Balance(1_000 - 4 * 17 * 3 - 6 * 20 * 3, 0), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void OrderRests_ShowsWhatTradedBefore()
    {
        Assert.Equal(OrderStatus.New, Buying.Following(Rests(1)).OpenOrders[H1].Status);

        var order = Buying.Following(TakerFill(1, 19, 4), Rests(1)).OpenOrders[H1];
        Assert.Equal(OrderStatus.PartiallyFilled, order.Status);
        Assert.Equal(4, order.Executed.Value);
        Assert.Equal(4 * 19 * 3, order.ExecutedQuote.Value);
        Assert.Null(order.End);
    }

    [Fact]
    public void OrderFinished_AfterPartialFills_ReleasesExactlyWhatIsLeft()
    {
        var account = Buying.Following(TakerFill(1, 15, 2), Rests(1), MakerFill(1, 20, 3));

        DecisionAssert.Accepted(
            AccountDecider.Decide(account, Follow(Finished(1, OrderEnd.Canceled))),
            Released(1, Usd, 5 * 20 * 3),
            new OrderClosed(Owner, H1, OrderEnd.Canceled, Now));

        account = account.Following(Finished(1, OrderEnd.Canceled));
        Assert.Equal(Balance(1_000 - 2 * 15 * 3 - 3 * 20 * 3, 0), account.BalanceOf(Usd.Id));
        Assert.Equal(Balance(50, 0), account.BalanceOf(Btc.Id));
        Assert.Empty(account.Holds);
        Assert.Empty(account.OpenOrders);
        Assert.Equal(5, account.ClosedOrders.Single().Executed.Value);
    }

    [Theory]
    [InlineData(OrderEnd.Canceled, OrderStatus.Canceled)]
    [InlineData(OrderEnd.UnfilledIoc, OrderStatus.Expired)]
    [InlineData(OrderEnd.UnfilledFok, OrderStatus.Expired)]
    [InlineData(OrderEnd.InsufficientLiquidity, OrderStatus.Expired)]
    [InlineData(OrderEnd.SelfTradePrevented, OrderStatus.ExpiredInMatch)]
    public void OrderFinished_ReleasesTheHoldAndShowsHowItEnded(OrderEnd end, OrderStatus status)
    {
        foreach (var account in new[] { Buying, Selling })
        {
            var after = account.Following(Finished(1, end));

            Assert.Empty(after.Holds);
            Assert.Empty(after.OpenOrders);
            Assert.Equal(Balance(account == Buying ? 1_000 : 0, 0), after.BalanceOf(Usd.Id));
            Assert.Equal(Balance(account == Buying ? 0 : 150, 0), after.BalanceOf(Btc.Id));
            var order = after.ClosedOrders.Single();
            Assert.Equal(status, order.Status);
            Assert.Equal(end, order.End);
        }
    }

    [Fact]
    public void OrderFinished_WhenFilled_IsFilled()
    {
        var account = Selling.Following(Rests(1), MakerFill(1, 20, 10), Finished(1, OrderEnd.Filled));

        Assert.Equal(OrderStatus.Filled, account.ClosedOrders.Single().Status);
        Assert.Equal(Balance(50, 0), account.BalanceOf(Btc.Id));
    }

    [Fact]
    public void MarketBuyByQuantity_ReleasesWhatItDidNotNeed()
    {
        var account = After(Credited(Usd, 1_000)).Then(Placed(1, MarketByQuantity(Side.Buy, 5), held: 1_000));
        Assert.Equal(Balance(0, 1_000), account.BalanceOf(Usd.Id));

        account = account.Following(Entered(1), TakerFill(1, 20, 2), TakerFill(1, 21, 3));
        Assert.Equal(Balance(0, 691), account.BalanceOf(Usd.Id));

        account = account.Following(Finished(1, OrderEnd.Filled));
        Assert.Equal(Balance(691, 0), account.BalanceOf(Usd.Id));
        Assert.Equal(Balance(50, 0), account.BalanceOf(Btc.Id));
    }

    [Fact]
    public void MarketOrdersByQuoteQuantity_PayNoMoreThanTheirHold_AndReleaseTheRest()
    {
        // One lot at 20 ticks costs 60: 130 USD units buy two and leave 10; 130 are received by selling two.
        var buyer = After(Credited(Usd, 1_000)).Then(Placed(1, MarketByQuote(Side.Buy, 130), held: 130))
            .Following(Entered(1), TakerFill(1, 20, 2), Finished(1, OrderEnd.Filled));
        Assert.Equal(Balance(880, 0), buyer.BalanceOf(Usd.Id));
        Assert.Equal(Balance(20, 0), buyer.BalanceOf(Btc.Id));

        var seller = After(Credited(Btc, 100)).Then(Placed(1, MarketByQuote(Side.Sell, 130), held: 100))
            .Following(Entered(1), TakerFill(1, 20, 2), Finished(1, OrderEnd.Filled));
        Assert.Equal(Balance(80, 0), seller.BalanceOf(Btc.Id));
        Assert.Equal(Balance(120, 0), seller.BalanceOf(Usd.Id));
    }

    [Fact]
    public void OrderNotTaken_LeavesNothingOfTheOrder()
    {
        var before = After(Credited(Usd, 1_000));
        var placed = before.Then(Placed(1, Limit(Side.Buy, 20, 10), held: 600));

        DecisionAssert.Accepted(
            AccountDecider.Decide(placed, Follow(NotTaken(1, RejectReason.WouldTake))),
            Released(1, Usd, 600),
            new OrderRefused(Owner, H1, RejectReason.WouldTake, Now));

        var after = placed.Following(NotTaken(1, RejectReason.WouldTake));
        Assert.Equal(before.Balances, after.Balances);
        Assert.Empty(after.Holds);
        Assert.Empty(after.OpenOrders);
        Assert.Empty(after.ClosedOrders);
    }

    [Fact]
    public void TakerFills_GatherOverSeveralMessages_AndStayUntilTheFirstFillAsMaker()
    {
        var account = Buying.Following(TakerFill(1, 18, 1), TakerFill(1, 19, 2));
        Assert.Equal([1, 2], LotsTaken(account.OpenOrders[H1]));

        account = account.Following(Rests(1));
        Assert.Equal([1, 2], LotsTaken(account.OpenOrders[H1]));
        Assert.Equal([1, 2], LotsTaken(account.Following(Finished(1, OrderEnd.Canceled)).ClosedOrders.Single()));

        account = account.Following(MakerFill(1, 20, 3));
        Assert.Empty(account.OpenOrders[H1].TakerFills);

        account = account.Following(MakerFill(1, 20, 4), Finished(1, OrderEnd.Filled));
        Assert.Empty(account.ClosedOrders.Single().TakerFills);

        static long[] LotsTaken(AccountOrder order) =>
            [.. order.TakerFills.Select(settled => settled.Fill.Quantity.Value)];
    }

    // A sweep through thousands of makers: were each fill to copy those before it, these would come to 64 MB.
    [Fact]
    public void TakerFills_OfALongSweep_AllocateInProportionToIt()
    {
        const int Fills = 4_000;
        var account = After([Credited(Usd, 60L * Fills), .. Placed(1, Limit(Side.Buy, 20, Fills), 60L * Fills)]).Following(Entered(1));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var fill = 0; fill < Fills; fill++) account = account.Following(TakerFill(1, 20, 1));

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Fills, account.OpenOrders[H1].TakerFills.Count);
        Assert.True(allocated < 40_000_000, $"{Fills} fills allocated {allocated} bytes.");
    }

    [Fact]
    public void ClosedOrders_KeepsTheLastOnes_OldestFirst()
    {
        var account = After(Credited(Usd, 120));
        for (var hold = 1; hold <= Account.ClosedOrdersKept + 2; hold++)
        {
            account = account.Then(Placed(hold, Limit(Side.Buy, 10, 4), held: 120))
                .Following(Entered(hold), Rests(hold), Finished(hold, OrderEnd.Canceled));
            Assert.Equal(hold <= Account.ClosedOrdersKept ? hold : Account.ClosedOrdersKept, account.ClosedOrders.Length);
        }

        Assert.Equal(
            Enumerable.Range(3, Account.ClosedOrdersKept).Select(hold => (long)hold),
            account.ClosedOrders.Select(order => order.HoldId.Value));
    }

    [Fact]
    public void AccountOrder_KeepsWhenItWasPlacedAndWhenItLastChanged()
    {
        var account = After(Credited(Usd, 1_000)).Then(Placed(1, Limit(Side.Buy, 20, 10), held: 600));
        OrderChange[] changes = [Entered(1), TakerFill(1, 20, 1), Rests(1), MakerFill(1, 20, 1)];

        for (var step = 0; step < changes.Length; step++)
        {
            account = account.Then(Events(account, new FollowBook(changes[step], Now + 10 + step)));
            Assert.Equal(Now, account.OpenOrders[H1].PlacedAtUnixMicros);
            Assert.Equal(Now + 10 + step, account.OpenOrders[H1].ChangedAtUnixMicros);
        }

        account = account.Then(Events(account, new FollowBook(Finished(1, OrderEnd.Canceled), Now + 20)));
        Assert.Equal(Now, account.ClosedOrders.Single().PlacedAtUnixMicros);
        Assert.Equal(Now + 20, account.ClosedOrders.Single().ChangedAtUnixMicros);
    }
}
