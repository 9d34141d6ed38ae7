using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class OpenOrderTests
{
    private static readonly Account Rich = After(Credited(Usd, 10_000_000), Credited(Btc, 10_000_000));

    [Fact]
    public void OpenOrder_WhenAccepted_PlacesTheHoldAndThenTheOrderThatItPaysFor()
    {
        var terms = Limit(Side.Buy, price: 20, lots: 5);
        var account = After(Credited(Usd, 1_000)).Then(Placed(1, Limit(Side.Buy, 10, 4, "other"), held: 120));

        DecisionAssert.Accepted(AccountDecider.Decide(account, Open(terms)), Placed(2, terms, held: 300));

        account = account.Then(Placed(2, terms, held: 300));
        Assert.Equal(Balance(580, 420), account.BalanceOf(Usd.Id));
        Assert.Equal(new Hold(Usd.Id, new AssetUnits(300)), account.Holds[new HoldId(2)]);
        var order = account.OpenOrders[new HoldId(2)];
        Assert.Equal(OrderStatus.UnderWay, order.Status);
        Assert.Equal(OrderId.None, order.OrderId);
        Assert.Equal(terms, order.Terms);
    }

    [Fact]
    public void OpenOrder_WhenAnEarlierHoldIsGone_NeverReusesItsNumber()
    {
        var account = After(Credited(Usd, 1_000)).Then(Placed(1, Limit(Side.Buy, 10, 4), held: 120))
            .Following(NotTaken(1, RejectReason.BookHalted));

        var placed = Assert.IsType<HoldPlaced>(Events(account, Open(Limit(Side.Buy, 10, 4)))[0]);

        Assert.Equal(new HoldId(2), placed.HoldId);
    }

    [Theory]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 20, 5, 0, true)]
    [InlineData(OrderType.Limit, TimeInForce.Ioc, 20, 5, 0, true)]
    [InlineData(OrderType.Limit, TimeInForce.Fok, 20, 5, 0, true)]
    [InlineData(OrderType.Limit, (TimeInForce)0, 20, 5, 0, false)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 0, 5, 0, false)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, -1, 5, 0, false)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 20, 0, 0, false)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 20, -1, 0, false)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 20, 5, 1, false)]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 20, 5, -1, false)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Gtc, 20, 5, 0, true)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Ioc, 20, 5, 0, false)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Fok, 20, 5, 0, false)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Gtc, 0, 5, 0, false)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Gtc, 20, 0, 0, false)]
    [InlineData(OrderType.LimitMaker, TimeInForce.Gtc, 20, 5, 300, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 0, 5, 0, true)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 0, 0, 300, true)]
    [InlineData(OrderType.Market, TimeInForce.Gtc, 0, 5, 0, false)]
    [InlineData(OrderType.Market, TimeInForce.Fok, 0, 5, 0, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 20, 5, 0, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 0, 5, 300, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 0, 0, 0, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 0, -1, 300, false)]
    [InlineData(OrderType.Market, TimeInForce.Ioc, 0, 5, -1, false)]
    [InlineData((OrderType)4, TimeInForce.Gtc, 20, 5, 0, false)]
    public void OpenOrder_TakesOnlyCombinationsThatExist(
        OrderType type, TimeInForce timeInForce, long price, long lots, long quoteUnits, bool exists)
    {
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            var decision = AccountDecider.Decide(
                Rich, Open(Terms(BtcUsd, side, type, timeInForce, price, lots, quoteUnits, "mine")));

            if (exists) Assert.Equal(2, DecisionAssert.Accepted(decision).Length);
            else DecisionAssert.Rejected(RejectReason.UnsupportedOrderCombination, decision);
        }
    }

    [Fact]
    public void OpenOrder_WhenSideOrSelfTradePreventionDoesNotExist_IsRejected()
    {
        var terms = Limit(Side.Buy, 20, 5);

        foreach (var wrong in new[] { terms with { Side = 0 }, terms with { Side = (Side)3 },
            terms with { SelfTradePrevention = 0 }, terms with { SelfTradePrevention = (SelfTradePrevention)6 } })
        {
            DecisionAssert.Rejected(
                RejectReason.UnsupportedOrderCombination, AccountDecider.Decide(Rich, Open(wrong)));
        }
    }

    [Theory]
    [InlineData(9, RejectReason.PriceOutOfRange)]
    [InlineData(10, RejectReason.None)]
    [InlineData(1_000, RejectReason.None)]
    [InlineData(1_001, RejectReason.PriceOutOfRange)]
    public void OpenOrder_KeepsLimitPricesInThePairsRange(long price, RejectReason expected)
    {
        Check(expected, Rich, Limit(Side.Buy, price, 10));
        Check(expected, Rich, Limit(Side.Sell, price, 10));
        Check(expected, Rich, Limit(Side.Sell, price, 10) with { Type = OrderType.LimitMaker });
    }

    [Theory]
    [InlineData(1, RejectReason.QuantityOutOfRange)]
    [InlineData(2, RejectReason.None)]
    [InlineData(500, RejectReason.None)]
    [InlineData(501, RejectReason.QuantityOutOfRange)]
    public void OpenOrder_KeepsQuantitiesInThePairsRange(long lots, RejectReason expected)
    {
        Check(expected, Rich, Limit(Side.Buy, 100, lots));
        Check(expected, Rich, Limit(Side.Sell, 100, lots));
        Check(expected, Rich, MarketByQuantity(Side.Buy, lots));
        Check(expected, Rich, MarketByQuantity(Side.Sell, lots));
    }

    [Theory]
    [InlineData(39, RejectReason.NotionalTooSmall)]
    [InlineData(40, RejectReason.None)]
    public void OpenOrder_WhenLimited_NeedsTheMinimumNotional(long lotTicks, RejectReason expected)
    {
        // Three lots at 13 ticks are one lot-tick short of the minimum, four at ten are exactly it.
        var (price, lots) = lotTicks == 39 ? (13, 3) : (10, 4);

        Check(expected, Rich, Limit(Side.Buy, price, lots));
        Check(expected, Rich, Limit(Side.Sell, price, lots));
    }

    [Theory]
    [InlineData(119, RejectReason.NotionalTooSmall)]
    [InlineData(120, RejectReason.None)]
    public void OpenOrder_WhenByQuoteQuantity_NeedsTheMinimumNotional(long quoteUnits, RejectReason expected)
    {
        Check(expected, Rich, MarketByQuote(Side.Buy, quoteUnits));
        Check(expected, Rich, MarketByQuote(Side.Sell, quoteUnits));
    }

    [Fact]
    public void OpenOrder_WhenAccountIsFrozen_IsRejected() =>
        Check(RejectReason.AccountFrozen, Rich.Then(Frozen()), Limit(Side.Buy, 20, 5));

    [Fact]
    public void OpenOrder_WhenClientOrderIdIsOpen_IsRejected_AndFreeAgainOnceClosed()
    {
        var account = Rich.Then(Placed(1, Limit(Side.Buy, 20, 5), held: 300));
        Check(RejectReason.ClientOrderIdInUse, account, Limit(Side.Sell, 20, 5));
        Check(RejectReason.None, account, Limit(Side.Sell, 20, 5, "MINE"));

        account = account.Following(Entered(1), Rests(1));
        Check(RejectReason.ClientOrderIdInUse, account, Limit(Side.Sell, 20, 5));

        account = account.Following(Finished(1, OrderEnd.Canceled));
        Check(RejectReason.None, account, Limit(Side.Sell, 20, 5));
    }

    [Fact]
    public void OpenOrder_WhenThePairAllowsNoMore_IsRejected_WhateverIsOpenOnOtherPairs()
    {
        var elsewhere = Terms(EthBtc, Side.Buy, OrderType.Limit, TimeInForce.Gtc, 1, 1, 0, "elsewhere");
        var account = Rich.Then(Placed(1, elsewhere, held: 5));
        for (var hold = 2; hold <= 4; hold++)
        {
            account = account.Then(Placed(hold, Limit(Side.Buy, 20, 5, $"order {hold}"), held: 300));
        }

        Check(RejectReason.None, account, Limit(Side.Buy, 20, 5));

        account = account.Then(Placed(5, Limit(Side.Buy, 20, 5, "order 5"), held: 300)).Following(Entered(5), Rests(5));
        Check(RejectReason.TooManyOpenOrders, account, Limit(Side.Buy, 20, 5));

        account = account.Following(Finished(5, OrderEnd.Canceled));
        Check(RejectReason.None, account, Limit(Side.Buy, 20, 5));
    }

    [Theory]
    [InlineData(299, RejectReason.InsufficientAvailable)]
    [InlineData(300, RejectReason.None)]
    public void OpenOrder_WhenBuying_MustHoldItsNotional(long available, RejectReason expected)
    {
        // What another order holds is not available.
        var account = After(Credited(Usd, available + 120), Credited(Btc, 1_000_000))
            .Then(Placed(1, Limit(Side.Buy, 10, 4, "other"), held: 120));

        Check(expected, account, Limit(Side.Buy, 20, 5));
        Check(expected, account, MarketByQuote(Side.Buy, 300));
    }

    [Theory]
    [InlineData(49, RejectReason.InsufficientAvailable)]
    [InlineData(50, RejectReason.None)]
    public void OpenOrder_WhenSelling_MustHoldItsQuantity(long available, RejectReason expected)
    {
        var account = After(Credited(Btc, available + 40), Credited(Usd, 1_000_000))
            .Then(Placed(1, Limit(Side.Sell, 10, 4, "other"), held: 40));

        Check(expected, account, Limit(Side.Sell, 20, 5));
        Check(expected, account, MarketByQuantity(Side.Sell, 5));
    }

    [Fact]
    public void OpenOrder_WhenOnlyTheBookKnowsTheCost_HoldsAllThereIs()
    {
        var account = After(Credited(Usd, 1), Credited(Btc, 1));
        var buy = MarketByQuantity(Side.Buy, 500);
        var sell = MarketByQuote(Side.Sell, 1_000_000);

        DecisionAssert.Accepted(AccountDecider.Decide(account, Open(buy)), Placed(1, buy, held: 1));
        DecisionAssert.Accepted(AccountDecider.Decide(account, Open(sell)), Placed(1, sell, held: 1));
        Check(RejectReason.InsufficientAvailable, After(Credited(Btc, 1)), buy);
        Check(RejectReason.InsufficientAvailable, After(Credited(Usd, 1)), sell);
    }

    [Fact]
    public void OpenOrder_WhenTermsAreOfAnotherPair_BreaksAnInvariant() =>
        Assert.Throws<InvariantBrokenException>(
            () => AccountDecider.Decide(Rich, new OpenOrder(EthBtc, Limit(Side.Buy, 20, 5), Now)));

    [Fact]
    public void Decide_WhenReceivedBeforeTheLastChange_DoesNotLetTimeRunBack()
    {
        var events = Events(Rich, Open(Limit(Side.Buy, 20, 5)) with { ReceivedAtUnixMicros = Now - 1 });
        Assert.Equal([Now, Now], events.Select(happened => happened.OccurredAtUnixMicros));

        events = Events(Rich, Open(Limit(Side.Buy, 20, 5)) with { ReceivedAtUnixMicros = Now + 1 });
        Assert.Equal([Now + 1, Now + 1], events.Select(happened => happened.OccurredAtUnixMicros));
        Assert.Equal(Now + 1, Rich.Then(events).LastChangeAtUnixMicros);
    }

    [Fact]
    public void MayFreeFunds_WhileAnOwnMarketOrderIsUnderWay_IsTrueOfWhatItHolds()
    {
        var account = Rich.Then(Placed(1, Limit(Side.Buy, 20, 5, "limit"), held: 300));
        Assert.False(AccountDecider.MayFreeFunds(account, Usd.Id));

        account = account.Then(Placed(2, MarketByQuantity(Side.Buy, 5), held: 9_999_700));
        Assert.True(AccountDecider.MayFreeFunds(account, Usd.Id));
        Assert.False(AccountDecider.MayFreeFunds(account, Btc.Id));

        account = account.Following(Entered(2), TakerFill(2, 20, 5));
        Assert.True(AccountDecider.MayFreeFunds(account, Usd.Id));

        account = account.Following(Finished(2, OrderEnd.Filled));
        Assert.False(AccountDecider.MayFreeFunds(account, Usd.Id));
    }

    private static void Check(RejectReason expected, Account account, OrderTerms terms)
    {
        var decision = AccountDecider.Decide(account, Open(terms));
        if (expected == RejectReason.None) Assert.Equal(2, DecisionAssert.Accepted(decision).Length);
        else DecisionAssert.Rejected(expected, decision);
    }
}
