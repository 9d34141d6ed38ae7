using System;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class AccountLookupTests
{
    private static readonly Guid Second = new("00000000-0000-0000-0000-000000000002");

    // 1 and 2 have closed, 3 rests, 4 is under way; 1, 2 and 3 share a name, 5 is on another pair.
    private static readonly Account Account = After(Credited(Usd, 1_000), Credited(Btc, 1_000))
        .Then(Placed(1, Limit(Side.Buy, 10, 4), held: 120))
        .Following(Entered(1), Finished(1, OrderEnd.Canceled))
        .Then(Placed(2, Limit(Side.Buy, 10, 4) with { RequestId = Second }, held: 120))
        .Following(Entered(2), Finished(2, OrderEnd.Canceled));

    private static readonly Account WithOpen = Account
        .Then(Placed(3, Limit(Side.Buy, 10, 4) with { RequestId = Guid.AllBitsSet }, held: 120))
        .Following(Entered(3), Rests(3))
        .Then(Placed(4, Limit(Side.Buy, 10, 4, "new"), held: 120))
        .Then(Placed(5, Terms(EthBtc, Side.Buy, OrderType.Limit, TimeInForce.Gtc, 1, 1, 0, "elsewhere"), held: 5));

    [Fact]
    public void OrderOf_OrderId_FindsOpenAndClosed()
    {
        Assert.Equal(3, WithOpen.OrderOf(Numbered(3))?.HoldId.Value);
        Assert.Equal(1, WithOpen.OrderOf(Numbered(1))?.HoldId.Value);
        Assert.Null(WithOpen.OrderOf(Numbered(9)));
    }

    [Fact]
    public void OrderOf_OrderId_WhenNone_FindsNoOrderUnderWay() => Assert.Null(WithOpen.OrderOf(OrderId.None));

    [Fact]
    public void OrderOf_ClientOrderId_PrefersTheOpenOne_ThenTheOneThatClosedLast()
    {
        Assert.Equal(3, WithOpen.OrderOf("mine")?.HoldId.Value);
        Assert.Equal(2, Account.OrderOf("mine")?.HoldId.Value);
        Assert.Equal(4, WithOpen.OrderOf("new")?.HoldId.Value);
        Assert.Null(WithOpen.OrderOf("Mine"));
    }

    [Fact]
    public void OrderOf_RequestId_FindsOpenAndClosed()
    {
        Assert.Equal(2, WithOpen.OrderOf(Second)?.HoldId.Value);
        Assert.Equal(3, WithOpen.OrderOf(Guid.AllBitsSet)?.HoldId.Value);
        Assert.Null(WithOpen.OrderOf(new Guid("00000000-0000-0000-0000-000000000003")));
    }

    [Fact]
    public void OpenOrdersOn_ListsThePairsOrdersAsTheyWerePlaced()
    {
        Assert.Equal([3, 4], WithOpen.OpenOrdersOn(BtcUsd.Id).Select(order => order.HoldId.Value));
        Assert.Equal([5], WithOpen.OpenOrdersOn(EthBtc.Id).Select(order => order.HoldId.Value));
        Assert.Empty(Account.OpenOrdersOn(BtcUsd.Id));
    }
}
