using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class AccountHashTests
{
    private static readonly Account Account = After(Credited(Usd, 1_000), Credited(Btc, 1_000))
        .Then(Placed(1, Limit(Side.Buy, 20, 10), held: 600))
        .Following(Entered(1), TakerFill(1, 18, 3), Finished(1, OrderEnd.UnfilledIoc))
        .Then(Placed(2, Limit(Side.Sell, 20, 10), held: 100))
        .Following(Entered(2), TakerFill(2, 20, 3), Rests(2));

    private static readonly AccountOrderList List = new(
        new HoldId(5), Contingency.Oco, "list", new OrderListId(5),
        [new ListLeg(new HoldId(5), Numbered(5), "first"), new ListLeg(new HoldId(6), Numbered(6), "second")],
        IsOpen: true, PlacedAtUnixMicros: Now, ChangedAtUnixMicros: Now);

    [Fact]
    public void StateHash_IsTheSameInEveryProcess() =>
        Assert.Equal(5_905_972_176_027_001_906UL, AccountHash.StateHash(Account));

    [Fact]
    public void StateHash_DoesNotDependOnTheOrderInWhichMapsWereFilled()
    {
        var forward = Account.Empty(Owner);
        var backward = forward;
        for (var n = 0; n < 100; n++)
        {
            forward = forward with { Balances = forward.Balances.Add(new AssetId(n), Balance(n, 0)) };
            backward = backward with { Balances = backward.Balances.Add(new AssetId(99 - n), Balance(99 - n, 0)) };
        }

        Assert.Equal(AccountHash.StateHash(forward), AccountHash.StateHash(backward));
    }

    [Fact]
    public void StateHash_ChangesWithEverythingThatAnAccountRemembers()
    {
        var open = Account.OpenOrders[new HoldId(2)];
        var closed = Account.ClosedOrders.Single();
        var settled = open.TakerFills.Single();
        var fill = settled.Fill;

        var orders = new List<AccountOrder>
        {
            open with { HoldId = new HoldId(9) },
            open with { OrderId = OrderId.None },
            open with { Status = OrderStatus.New },
            open with { Executed = QuantityLots.Zero },
            open with { ExecutedQuote = AssetUnits.Zero },
            open with { TakerFills = [] },
            open with { End = OrderEnd.Filled },
            open with { PlacedAtUnixMicros = 1 },
            open with { ChangedAtUnixMicros = 1 },
        };
        orders.AddRange(
        [
            open with { List = new HoldId(9) },
            open with { ListId = new OrderListId(9) },
            open with { WorkingSinceUnixMicros = null },
            open with { WorkingSinceUnixMicros = 9 },
            open with { Prevented = new QuantityLots(9) },
            open with { LastPreventedMatch = 9 },
            open with { FormerClientOrderId = "" },
            open with { FormerClientOrderId = "former" },
            open with { Amendments = 9 },
            open with { LastExecution = 99 },
        ]);
        orders.AddRange(Variants(open.Terms).Select(terms => open with { Terms = terms }));
        orders.AddRange(Variants(settled).Select(variant => open with { TakerFills = [variant] }));
        orders.AddRange(Variants(fill).Select(variant => open with { TakerFills = [settled with { Fill = variant }] }));

        var accounts = new List<Account>
        {
            Account,
            Account with { Id = new AccountId(9) },
            Account with { IsFrozen = true },
            Account with { LastHold = 9 },
            Account with { LastChangeAtUnixMicros = 9 },
            Account with { Balances = Account.Balances.SetItem(Usd.Id, Balance(1, 0)) },
            Account with { Balances = Account.Balances.SetItem(Usd.Id, Balance(0, 1)) },
            Account with { Balances = Account.Balances.Remove(Usd.Id) },
            Account with { Holds = Account.Holds.Clear() },
            Account with { Holds = Account.Holds.SetItem(new HoldId(2), new Hold(Usd.Id, new AssetUnits(70))) },
            Account with { Holds = Account.Holds.SetItem(new HoldId(2), new Hold(Btc.Id, new AssetUnits(71))) },
            Account with { Credits = Account.Credits.Clear() },
            Account with { Credits = Account.Credits.SetItem("USD", new CreditTerms(Btc.Id, new AssetUnits(1_000))) },
            Account with { Credits = Account.Credits.SetItem("USD", new CreditTerms(Usd.Id, new AssetUnits(1_001))) },
            Account with { Credits = Account.Credits.Remove("USD").Add("usd", Account.Credits["USD"]) },
            Account with { ClosedOrders = [] },
            Account with { ClosedOrders = [closed, open] },
            Account with { ClosedOrders = [open, closed] },
        };
        accounts.Add(Account with { LastExecution = 99 });
        foreach (var list in Variants(List))
        {
            accounts.Add(Account with { OpenLists = Account.OpenLists.Add(List.HoldId, list) });
            accounts.Add(Account with { ClosedLists = [list] });
        }

        accounts.AddRange(orders.Select(
            order => Account with { OpenOrders = Account.OpenOrders.SetItem(new HoldId(2), order) }));

        Assert.Equal(accounts.Count, accounts.Select(AccountHash.StateHash).Distinct().Count());
    }

    private static OrderTerms[] Variants(OrderTerms terms) =>
    [
        terms with { Pair = new PairId(9) },
        terms with { BaseAsset = new AssetId(9) },
        terms with { QuoteAsset = new AssetId(9) },
        terms with { Side = Side.Buy },
        terms with { Type = OrderType.LimitMaker },
        terms with { TimeInForce = TimeInForce.Fok },
        terms with { LimitPrice = PriceTicks.None },
        terms with { Quantity = QuantityLots.Zero },
        terms with { QuoteQuantity = new AssetUnits(1) },
        terms with { SelfTradePrevention = SelfTradePrevention.None },
        terms with { ClientOrderId = "other" },
        terms with { RequestId = Guid.AllBitsSet },
        terms with { Stop = new StopTerms(new PriceTicks(9), 0) },
        terms with { Stop = new StopTerms(PriceTicks.None, 9) },
        terms with { DisplayQuantity = new QuantityLots(9) },
        terms with { StrategyId = 0 },
        terms with { StrategyId = 9 },
        terms with { StrategyType = 0 },
        terms with { StrategyType = 9 },
    ];

    private static AccountOrderList[] Variants(AccountOrderList list) =>
    [
        list,
        list with { HoldId = new HoldId(9) },
        list with { Contingency = Contingency.Oto },
        list with { ClientListId = "other" },
        list with { ListId = OrderListId.None },
        list with { Legs = [list.Legs[0]] },
        list with { Legs = [list.Legs[1], list.Legs[0]] },
        list with { Legs = [list.Legs[0], list.Legs[1] with { HoldId = new HoldId(9) }] },
        list with { Legs = [list.Legs[0], list.Legs[1] with { OrderId = OrderId.None }] },
        list with { Legs = [list.Legs[0], list.Legs[1] with { ClientOrderId = "other" }] },
        list with { IsOpen = false },
        list with { PlacedAtUnixMicros = 9 },
        list with { ChangedAtUnixMicros = 9 },
    ];

    private static FillSettled[] Variants(FillSettled settled) =>
    [
        settled with { AccountId = new AccountId(9) },
        settled with { HoldId = new HoldId(9) },
        settled with { PaidAsset = new AssetId(9) },
        settled with { Paid = AssetUnits.Zero },
        settled with { ReceivedAsset = new AssetId(9) },
        settled with { Received = AssetUnits.Zero },
        settled with { Fee = new AssetUnits(9) },
        settled with { OccurredAtUnixMicros = 9 },
    ];

    private static Fill[] Variants(Fill fill) =>
    [
        fill with { TradeId = new TradeId(9) },
        fill with { Role = LiquidityRole.Maker },
        fill with { Price = PriceTicks.None },
        fill with { Quantity = QuantityLots.Zero },
        fill with { BaseAmount = AssetUnits.Zero },
        fill with { QuoteAmount = AssetUnits.Zero },
        fill with { FeeRatePpm = 9 },
        fill with { ExecutedAtUnixMicros = 9 },
    ];
}
