using System;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class OpenOrderListTests
{
    private static readonly OrderTerms LossAbove = Stop(Side.Buy, OrderType.StopLoss, 30, 31, 10, "above");
    private static readonly OrderTerms MakerBelow = Limit(Side.Buy, 15, 10, "below") with { Type = OrderType.LimitMaker };
    private static readonly OrderTerms Selling = Limit(Side.Sell, 40, 10, "selling");

    [Fact]
    public void OpenOrderList_OfAPair_HoldsTheLargerNeedOnce_UnderItsFirstOrder()
    {
        var account = After(Credited(Usd, 1_000));

        CheckPlaced(
            AccountDecider.Decide(account, Open(Contingency.Oco, LossAbove, MakerBelow)),
            PlacedList(1, Contingency.Oco, (LossAbove, 930), (MakerBelow, 0)));

        // The other way round, the larger need is that of the order below.
        var profitBelow = Stop(Side.Sell, OrderType.StopLoss, 15, 0, 10, "below");
        var makerAbove = Limit(Side.Sell, 30, 10, "above") with { Type = OrderType.LimitMaker };
        CheckPlaced(
            AccountDecider.Decide(After(Credited(Btc, 100)), Open(Contingency.Oco, makerAbove, profitBelow)),
            PlacedList(1, Contingency.Oco, (makerAbove, 100), (profitBelow, 0)));

        account = account.Then(PlacedList(1, Contingency.Oco, (LossAbove, 930), (MakerBelow, 0)));
        Assert.Equal(Balance(70, 930), account.BalanceOf(Usd.Id));
        Assert.Equal(2, account.LastHold);
        var list = Assert.Single(account.OpenLists).Value;
        Assert.Equal((Contingency.Oco, "list", true), (list.Contingency, list.ClientListId, list.IsOpen));
        Assert.Equal(
            [new ListLeg(new HoldId(1), OrderId.None, "above"), new ListLeg(new HoldId(2), OrderId.None, "below")], list.Legs.AsEnumerable());
        Assert.All(account.OpenOrders.Values, order => Assert.Equal((new HoldId(1), OrderStatus.UnderWay), (order.List, order.Status)));
    }

    [Fact]
    public void OpenOrderList_OfAPair_WhoseSecondOrderNeedsMore_HoldsThatUnderTheFirst()
    {
        var lossAbove = LossAbove with { LimitPrice = new PriceTicks(14) };
        var account = After(Credited(Usd, 450));

        CheckPlaced(
            AccountDecider.Decide(account, Open(Contingency.Oco, lossAbove, MakerBelow)),
            PlacedList(1, Contingency.Oco, (lossAbove, 450), (MakerBelow, 0)));
    }

    [Theory]
    [InlineData(600, 100, RejectReason.None)]
    [InlineData(599, 100, RejectReason.InsufficientAvailable)]
    [InlineData(600, 99, RejectReason.InsufficientAvailable)]
    public void OpenOrderList_OfTwoSides_HoldsWorkingAndPending(long usd, long btc, RejectReason expected)
    {
        var working = Limit(Side.Buy, 20, 10, "working");
        var account = After(Credited(Usd, usd), Credited(Btc, btc));

        var decision = AccountDecider.Decide(account, Open(Contingency.Oto, working, Selling));

        if (expected == RejectReason.None)
        {
            CheckPlaced(decision, PlacedList(1, Contingency.Oto, (working, 600), (Selling, 100)));
        }
        else
        {
            DecisionAssert.Rejected(expected, decision);
        }
    }

    [Theory]
    [InlineData(1_529, RejectReason.InsufficientAvailable)]
    [InlineData(1_530, RejectReason.None)]
    public void OpenOrderList_OfOneSide_NeedsTheSumOfItsHolds(long usd, RejectReason expected)
    {
        var working = Limit(Side.Buy, 20, 10, "working");
        var decision = AccountDecider.Decide(
            After(Credited(Usd, usd)), Open(Contingency.Otoco, working, LossAbove, MakerBelow));

        if (expected == RejectReason.None)
        {
            CheckPlaced(
                decision, PlacedList(1, Contingency.Otoco, (working, 600), (LossAbove, 930), (MakerBelow, 0)));
        }
        else
        {
            DecisionAssert.Rejected(expected, decision);
        }
    }

    [Fact]
    public void OpenOrderList_WhenANameIsInUse_IsRejected()
    {
        var account = After(Credited(Usd, 10_000)).Then(PlacedList(1, Contingency.Oco, (LossAbove, 930), (MakerBelow, 0)));
        var other = LossAbove with { ClientOrderId = "other above" };

        DecisionAssert.Rejected(
            RejectReason.ClientOrderIdInUse, AccountDecider.Decide(account, Open(Contingency.Oco, other, MakerBelow)));
        DecisionAssert.Rejected(
            RejectReason.ListNameInUse,
            AccountDecider.Decide(
                account, Open(Contingency.Oco, other, MakerBelow with { ClientOrderId = "other below" })));

        // Names are free again once the orders are over.
        account = account.Following(ListEntered(1), Entered(1), Entered(2), Waits(1), Rests(2))
            .Following(Finished(1, OrderEnd.Canceled), Finished(2, OrderEnd.Canceled));
        Assert.Equal(4, Events(account, Open(Contingency.Oco, LossAbove, MakerBelow)).Count);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void OpenOrderList_CountsEachOfItsOrders(int open, bool fits)
    {
        var account = After(Credited(Usd, 10_000));
        for (var hold = 1; hold <= open; hold++)
        {
            account = account.Then(Placed(hold, Limit(Side.Buy, 20, 10, $"open {hold}"), held: 600));
        }

        var decision = AccountDecider.Decide(
            account, Open(Contingency.Otoco, Limit(Side.Buy, 20, 10, "working"), LossAbove, MakerBelow));

        if (fits) Assert.Equal(6, DecisionAssert.Accepted(decision).Length);
        else DecisionAssert.Rejected(RejectReason.TooManyOpenOrders, decision);
    }

    [Fact]
    public void OpenOrderList_WhenThePairOrTheExchangeAllowsNoMoreLists_IsRejected()
    {
        var account = After(Credited(Usd, 10_000)).Then(PlacedList(1, Contingency.Oco, (LossAbove, 930), (MakerBelow, 0)));
        var another = Open(
            Contingency.Oco, LossAbove with { ClientOrderId = "a" }, MakerBelow with { ClientOrderId = "b" });
        another = another with { Terms = another.Terms with { ClientListId = "another" } };
        Assert.Equal(4, Events(account, another).Count);

        var one = BtcUsd with { Limits = new PairLimits { MaxOrderLists = 1 } };
        DecisionAssert.Rejected(RejectReason.TooManyOrderLists, AccountDecider.Decide(account, another with { Pair = one }));
        DecisionAssert.Rejected(
            RejectReason.TooManyOrderListsInAll,
            AccountDecider.Decide(account, another with { Limits = new AccountLimits { MaxOrderLists = 1 } }));

        // An order that is none is not held up by it.
        var order = Sample.Open(Limit(Side.Buy, 20, 5)) with { Pair = one, Limits = new AccountLimits { MaxOrderLists = 1 } };
        Assert.Equal(2, Events(account, order).Count);
    }

    // Arrays are equal only to themselves: the list's names are compared apart.
    private static void CheckPlaced(Decision<AccountEvent> decision, AccountEvent[] expected)
    {
        var events = DecisionAssert.Accepted(decision);
        var names = ((ListPlaced)expected[0]).Legs;
        var placed = Assert.IsType<ListPlaced>(events[0]);
        Assert.Equal(names, placed.Legs.AsEnumerable());
        Assert.Equal(expected[0], placed with { Legs = names });
        Assert.Equal(expected[1..], events[1..]);
    }

    private static OpenOrderList Open(Contingency contingency, params OrderTerms[] legs) =>
        new(BtcUsd, new OrderListTerms(contingency, [.. legs], "list", Guid.Empty), AccountLimits.None, Now);
}
