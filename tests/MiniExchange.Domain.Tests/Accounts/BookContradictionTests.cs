using System.Collections.Generic;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>What no book may say about an account's orders: settling it would make or lose money.</summary>
public sealed class BookContradictionTests
{
    private static readonly Account UnderWay =
        After(Credited(Usd, 10_000)).Then(Placed(1, Limit(Side.Buy, 20, 10), held: 600));

    private static readonly Account Taking = UnderWay.Following(Entered(1));

    private static readonly Account Resting = Taking.Following(Rests(1));

    private static readonly Account Stopped = After(Credited(Usd, 10_000))
        .Then(Placed(1, Stop(Side.Buy, OrderType.StopLossLimit, 30, 20, 10), held: 600)).Following(Entered(1), Waits(1));

    private static readonly Account TakingAtMarket =
        After(Credited(Usd, 1_000)).Then(Placed(1, MarketByQuantity(Side.Buy, 2), held: 1_000)).Following(Entered(1));

    private static readonly Account SellingByQuote =
        After(Credited(Btc, 1_000)).Then(Placed(1, MarketByQuote(Side.Sell, 120), held: 1_000)).Following(Entered(1));

    private static readonly Dictionary<string, (Account Account, OrderChange Change)> Contradictions = new()
    {
        ["a hold that never was"] = (Taking, TakerFill(2, 20, 1)),
        ["an order that has closed"] = (Resting.Following(Finished(1, OrderEnd.Canceled)), Finished(1, OrderEnd.Canceled)),
        ["numbered twice"] = (Taking, Entered(1)),
        ["numbered with nothing"] = (UnderWay, new OrderEntered(new HoldId(1), OrderId.None)),
        ["filled before it was numbered"] = (UnderWay, TakerFill(1, 20, 1)),
        ["a maker while under way"] = (Taking, MakerFill(1, 20, 1)),
        ["a taker while resting"] = (Resting, TakerFill(1, 20, 1)),
        ["one lot too many"] = (Taking, TakerFill(1, 20, 11)),
        ["one lot too many of a market order, in two fills"] = (
            TakingAtMarket.Following(TakerFill(1, 20, 1)), TakerFill(1, 20, 2)),
        ["no lots"] = (Taking, TakerFill(1, 20, 0)),
        ["nothing received"] = (Taking, Amended(TakerFill(1, 20, 1), baseUnits: 0)),
        ["nothing paid"] = (TakingAtMarket, Amended(TakerFill(1, 20, 1), quoteUnits: 0)),
        ["one tick above a buy limit"] = (Taking, TakerFill(1, 21, 1)),
        ["one tick below a sell limit"] = (
            After(Credited(Btc, 100)).Then(Placed(1, Limit(Side.Sell, 20, 10), held: 100)).Following(Entered(1)),
            TakerFill(1, 19, 1)),
        ["an amount that is not price times lots"] = (Taking, Amended(TakerFill(1, 18, 1), quoteUnits: 55)),
        ["an amount of another lot size"] = (Taking, Amended(TakerFill(1, 18, 1), quoteUnits: 36)),
        ["more than its hold"] = (
            After(Credited(Usd, 130)).Then(Placed(1, MarketByQuantity(Side.Buy, 2), held: 119)).Following(Entered(1)),
            TakerFill(1, 20, 2)),
        ["more than its quote quantity"] = (SellingByQuote, TakerFill(1, 41, 1)),
        ["more than its quote quantity, in two fills"] = (SellingByQuote.Following(TakerFill(1, 20, 1)), TakerFill(1, 21, 1)),
        ["rests before it was numbered"] = (UnderWay, Rests(1)),
        ["rests twice"] = (Resting, Rests(1)),
        ["rests with nothing left"] = (Taking.Following(TakerFill(1, 20, 10)), Rests(1)),
        ["a market order that rests"] = (SellingByQuote, Rests(1)),
        ["finished before it was numbered"] = (UnderWay, Finished(1, OrderEnd.Canceled)),
        ["filled with lots left"] = (Taking, Finished(1, OrderEnd.Filled)),
        ["canceled with no lots left"] = (Taking.Following(TakerFill(1, 20, 10)), Finished(1, OrderEnd.Canceled)),
        ["waits before it was numbered"] = (UnderWay, Waits(1)),
        ["waits without a stop price"] = (Taking, Waits(1)),
        ["waits for a list that it is not of"] = (Taking, Waits(1, isPending: true)),
        ["waits after it has traded"] = (Stopped.Following(Works(1), TakerFill(1, 20, 1)), Waits(1)),
        ["waits twice"] = (Stopped, Waits(1)),
        ["starts without having waited"] = (Resting, Works(1)),
        ["starts twice"] = (Stopped.Following(Works(1)), Works(1)),
        ["a maker while it waits"] = (Stopped, MakerFill(1, 20, 1)),
        ["a taker while it waits"] = (Stopped, TakerFill(1, 20, 1)),
        ["smaller while under way"] = (Taking, Reduced(1, 5)),
        ["smaller by nothing"] = (Resting, Reduced(1, 10)),
        ["larger"] = (Resting, Reduced(1, 11)),
        ["smaller than what has traded"] = (Resting.Following(MakerFill(1, 20, 5)), Reduced(1, 5)),
        ["smaller than what was prevented"] = (Resting.Following(Kept(1, LiquidityRole.Maker, 5, 5)), Reduced(1, 5)),
        ["kept from trading as a maker while under way"] = (Taking, Kept(1, LiquidityRole.Maker, 1, 1)),
        ["kept from trading while it waits"] = (Stopped, Kept(1, LiquidityRole.Maker, 1, 1)),
        ["kept from trading with more than it has"] = (Resting, Kept(1, LiquidityRole.Maker, 11, 11)),
        ["filled with lots prevented"] = (Resting.Following(Kept(1, LiquidityRole.Maker, 10, 10)), Finished(1, OrderEnd.Filled)),
        ["trades what was prevented"] = (Resting.Following(Kept(1, LiquidityRole.Maker, 5, 5)), MakerFill(1, 20, 6)),
        ["an order numbered as a list"] = (UnderWay, ListEntered(1)),
        ["refused after it was numbered"] = (Taking, NotTaken(1, RejectReason.WouldTake)),
        ["refused for no reason"] = (UnderWay, NotTaken(1, RejectReason.None)),
    };

    public static TheoryData<string> Names => [.. Contradictions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void FollowBook_WhenBookAndAccountDisagree_BreaksAnInvariant(string name)
    {
        var (account, change) = Contradictions[name];

        Assert.Throws<InvariantBrokenException>(() => AccountDecider.Decide(account, Follow(change)));
    }

    [Fact]
    public void Evolve_WhenAnEventWouldLeaveLessThanNothing_BreaksAnInvariant()
    {
        AccountEvent[] impossible =
        [
            new HoldPlaced(Owner, new HoldId(2), Usd.Id, new AssetUnits(9_401), Now),
            new HoldPlaced(Owner, new HoldId(1), Usd.Id, new AssetUnits(1), Now),
            Released(1, Usd, 601),
            Released(1, Btc, 1),
            Released(2, Usd, 1),
            new OrderClosed(Owner, new HoldId(1), OrderEnd.Canceled, Now),
            new OrderRefused(Owner, new HoldId(1), RejectReason.WouldTake, Now),
            Credited(Usd, 0, "nothing"),
            new AccountFrozen(new AccountId(Owner.Value + 1), Now),
        ];

        foreach (var happened in impossible)
        {
            Assert.Throws<InvariantBrokenException>(() => AccountDecider.Evolve(Taking, happened));
        }
    }

    [Fact]
    public void Evolve_WhenAHoldIsDrawnInAnotherAsset_BreaksAnInvariant()
    {
        // Both assets have as much frozen, so that only the hold tells them apart.
        var account = Taking.Then(Credited(Btc, 600)).Then(Placed(2, Limit(Side.Sell, 20, 60, "other"), held: 600));

        Assert.Throws<InvariantBrokenException>(() => AccountDecider.Evolve(account, Released(1, Btc, 600)));
    }

    private static OrderFilled Amended(OrderFilled filled, long? baseUnits = null, long? quoteUnits = null) => filled with
    {
        Fill = filled.Fill with
        {
            BaseAmount = new AssetUnits(baseUnits ?? filled.Fill.BaseAmount.Value),
            QuoteAmount = new AssetUnits(quoteUnits ?? filled.Fill.QuoteAmount.Value),
        },
    };
}
