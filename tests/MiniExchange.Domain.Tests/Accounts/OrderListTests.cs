using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>What becomes of a list's orders and of the hold that two of them share.</summary>
public sealed class OrderListTests
{
    private static readonly HoldId H1 = new(1);
    private static readonly HoldId H2 = new(2);
    private static readonly HoldId H3 = new(3);

    private static readonly OrderTerms LossAbove = Stop(Side.Buy, OrderType.StopLoss, 30, 31, 10, "above");
    private static readonly OrderTerms MakerBelow = Limit(Side.Buy, 15, 10, "below") with { Type = OrderType.LimitMaker };

    /// <summary>Buys 10 lots at 15 ticks, or at up to 31 once the market is at 30: 930 USD units of 1,000 are held under the first.</summary>
    private static readonly Account Sent =
        After(Credited(Usd, 1_000)).Then(PlacedList(1, Contingency.Oco, (LossAbove, 930), (MakerBelow, 0)));

    private static readonly Account Pair = Sent.Following(ListEntered(1), Entered(1), Entered(2), Waits(1), Rests(2));

    /// <summary>Buys 10 lots at 20 ticks, then sells them at 40, or at market once it is at 15. Has 100 BTC units besides.</summary>
    private static readonly Account Triggering = After(Credited(Usd, 1_000), Credited(Btc, 100))
        .Then(PlacedList(
            1,
            Contingency.Otoco,
            (Limit(Side.Buy, 20, 10, "working"), 600),
            (Limit(Side.Sell, 40, 10, "above") with { Type = OrderType.LimitMaker }, 100),
            (Stop(Side.Sell, OrderType.StopLoss, 15, 0, 10, "below"), 0)))
        .Following(ListEntered(1), Entered(1), Entered(2), Entered(3), Waits(2, isPending: true), Waits(3, isPending: true), Rests(1));

    [Fact]
    public void ListEntered_NumbersTheListAndItsOrders()
    {
        var list = Pair.OpenLists[H1];

        Assert.Equal(OrderListId.Of(BtcUsd.Id, 1), list.ListId);
        Assert.Equal([Numbered(1), Numbered(2)], list.Legs.Select(leg => leg.OrderId));
        Assert.All(Pair.OpenOrders.Values, order => Assert.Equal(list.ListId, order.ListId));
        Assert.Same(list, Pair.ListOf(list.ListId));
        Assert.Same(list, Pair.ListOf("list"));
        Assert.Null(Pair.ListOf(OrderListId.None));
    }

    [Fact]
    public void FirstLegEnds_TheSecondTakesOverNoMoreThanItNeeds()
    {
        DecisionAssert.Accepted(
            AccountDecider.Decide(Pair, Follow(Finished(1, OrderEnd.OtherLegWorked))),
            Released(1, Usd, 930),
            new HoldPlaced(Owner, H2, Usd.Id, new AssetUnits(450), Now),
            new OrderClosed(Owner, H1, OrderEnd.OtherLegWorked, Now));

        var account = Pair.Following(Finished(1, OrderEnd.OtherLegWorked), MakerFill(2, 15, 4));
        Assert.Equal(Balance(550, 270), account.BalanceOf(Usd.Id));
        Assert.Equal(2, account.LastHold);

        account = account.Following(MakerFill(2, 15, 6), Finished(2, OrderEnd.Filled));
        Assert.Equal(Balance(550, 0), account.BalanceOf(Usd.Id));
        Assert.Equal(Balance(100, 0), account.BalanceOf(Btc.Id));
        Assert.Equal(
            [OrderStatus.Expired, OrderStatus.Filled], account.ClosedOrders.Select(order => order.Status));
    }

    [Fact]
    public void SecondLegEnds_TheFirstKeepsWhatItNeeds()
    {
        DecisionAssert.Accepted(
            AccountDecider.Decide(Pair, Follow(Finished(2, OrderEnd.OtherLegWorked))),
            new OrderClosed(Owner, H2, OrderEnd.OtherLegWorked, Now));

        var account = Pair.Following(Finished(2, OrderEnd.OtherLegWorked), Works(1), TakerFill(1, 30, 10), Finished(1, OrderEnd.Filled));
        Assert.Equal(Balance(100, 0), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void SecondLegEnds_TheFirstGivesBackWhatOnlyTheSecondNeeded()
    {
        var lossAbove = LossAbove with { LimitPrice = new PriceTicks(14) };
        var account = After(Credited(Usd, 450)).Then(PlacedList(1, Contingency.Oco, (lossAbove, 450), (MakerBelow, 0)))
            .Following(ListEntered(1), Entered(1), Entered(2), Waits(1), Rests(2));

        DecisionAssert.Accepted(
            AccountDecider.Decide(account, Follow(Finished(2, OrderEnd.OtherLegWorked))),
            Released(1, Usd, 30),
            new OrderClosed(Owner, H2, OrderEnd.OtherLegWorked, Now));
    }

    [Fact]
    public void LastOrderEnds_TheListCloses()
    {
        var account = Pair.Following(Finished(1, OrderEnd.Canceled));
        Assert.True(account.OpenLists[H1].IsOpen);

        Assert.Equal(new ListClosed(Owner, H1, Now), Events(account, Follow(Finished(2, OrderEnd.Canceled)))[^1]);

        account = account.Following(Finished(2, OrderEnd.Canceled));
        Assert.Empty(account.OpenLists);
        Assert.False(account.ClosedLists.Single().IsOpen);
        Assert.Same(account.ClosedLists.Single(), account.ListOf("list"));
        Assert.Equal(Balance(1_000, 0), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void BothLegsShrink_TheSharedHoldShrinksOnce()
    {
        var account = Pair.Following(Reduced(1, 6, ""), Reduced(2, 6, "renamed"));

        Assert.Equal(Balance(1_000 - 558, 558), account.BalanceOf(Usd.Id));
        Assert.Equal(["above", "renamed"], account.OpenLists[H1].Legs.Select(leg => leg.ClientOrderId));

        account = account.Following(Finished(1, OrderEnd.OtherLegWorked));
        Assert.Equal(Balance(1_000 - 270, 270), account.BalanceOf(Usd.Id));
    }

    [Fact]
    public void RefusedList_LeavesNoTrace()
    {
        var account = Sent.Following(NotTaken(1, RejectReason.PricesOutOfOrder), NotTaken(2, RejectReason.PricesOutOfOrder));

        Assert.Equal(Balance(1_000, 0), account.BalanceOf(Usd.Id));
        Assert.Empty(account.Holds);
        Assert.Empty(account.OpenOrders);
        Assert.Empty(account.ClosedOrders);
        Assert.Empty(account.OpenLists);
        Assert.Empty(account.ClosedLists);
    }

    [Fact]
    public void PendingOrders_ComeIntoForceOnceTheWorkingOneHasTraded()
    {
        Assert.Equal(
            [OrderStatus.New, OrderStatus.PendingNew, OrderStatus.PendingNew],
            Triggering.OpenOrdersOn(BtcUsd.Id).Select(order => order.Status));

        var account = Triggering.Following(MakerFill(1, 20, 10), Finished(1, OrderEnd.Filled), Waits(3), Works(2), Rests(2));
        Assert.Equal([OrderStatus.New, OrderStatus.New], account.OpenOrdersOn(BtcUsd.Id).Select(order => order.Status));
        Assert.Equal([false, true], account.OpenOrdersOn(BtcUsd.Id).Select(order => order.IsWaiting));

        // The stop is met: the maker ends first, and its hold pays for the stop.
        account = account.Following(Finished(2, OrderEnd.OtherLegWorked), Works(3), TakerFill(3, 14, 10), Finished(3, OrderEnd.Filled));
        Assert.Equal(Balance(100, 0), account.BalanceOf(Btc.Id));
        Assert.Equal(Balance(400 + 420, 0), account.BalanceOf(Usd.Id));
        Assert.Empty(account.OpenLists);
    }

    [Fact]
    public void PendingOrders_WhoseWorkingOneEnds_GiveBackTheirHold()
    {
        var account = Triggering.Following(
            MakerFill(1, 20, 4),
            Finished(1, OrderEnd.Canceled),
            Finished(2, OrderEnd.WorkingOrderEnded),
            Finished(3, OrderEnd.WorkingOrderEnded));

        Assert.Equal(Balance(1_000 - 240, 0), account.BalanceOf(Usd.Id));
        Assert.Equal(Balance(140, 0), account.BalanceOf(Btc.Id));
        Assert.Single(account.ClosedLists);
    }

    [Fact]
    public void ClosedLists_KeepsTheLastOnes_OldestFirst()
    {
        var account = After(Credited(Usd, 1_000));
        for (var first = 1; first <= 2 * Account.ClosedListsKept + 3; first += 2)
        {
            account = account.Then(PlacedList(first, Contingency.Oco, (LossAbove, 930), (MakerBelow, 0)))
                .Following(ListEntered(first), Entered(first), Entered(first + 1), Waits(first), Rests(first + 1))
                .Following(Finished(first, OrderEnd.Canceled), Finished(first + 1, OrderEnd.Canceled));
        }

        Assert.Equal(
            Enumerable.Range(0, Account.ClosedListsKept).Select(list => 5L + 2 * list),
            account.ClosedLists.Select(list => list.HoldId.Value));
    }

    [Fact]
    public void OneOfAPair_WhichLosesNothingToAnOwnTaker_LeavesTheOtherInForce()
    {
        var account = Pair.Following(Kept(2, LiquidityRole.Maker, takerLost: 5, makerLost: 0));

        Assert.Equal(930, account.Holds[H1].Remaining.Value);
        Assert.Equal(2, account.OpenOrders.Count);
    }

    [Fact]
    public void FollowBook_WhenOneOfAPairTradesBesideTheOther_BreaksAnInvariant()
    {
        Assert.Throws<InvariantBrokenException>(() => Events(Pair, Follow(MakerFill(2, 15, 1))));
        Assert.Throws<InvariantBrokenException>(() => Events(Pair.Following(Works(1)), Follow(TakerFill(1, 30, 1))));
        Assert.Throws<InvariantBrokenException>(() => Events(Pair, Follow(Kept(2, LiquidityRole.Maker, 1, 1))));
    }

    [Fact]
    public void FollowBook_WhenOneOfAPairEndsWhileTheyDifferInQuantity_BreaksAnInvariant() =>
        Assert.Throws<InvariantBrokenException>(
            () => Events(Pair.Following(Reduced(1, 6)), Follow(Finished(2, OrderEnd.Canceled))));

    [Fact]
    public void FollowBook_WhenAListsOrdersAreNumberedBeforeIt_OrItTwice_BreaksAnInvariant()
    {
        Assert.Throws<InvariantBrokenException>(() => Events(Sent, Follow(Entered(1))));
        Assert.Throws<InvariantBrokenException>(() => Events(Pair, Follow(ListEntered(1))));
        Assert.Throws<InvariantBrokenException>(() => Events(Sent, Follow(ListEntered(2))));
        Assert.Throws<InvariantBrokenException>(() => Events(Triggering, Follow(ListEntered(H3.Value))));
    }
}
