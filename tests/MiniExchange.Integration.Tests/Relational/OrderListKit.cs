using System;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Conformance;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>What history tells of stops, icebergs, lists, amendments and prevented matches, on any store.</summary>
public abstract class OrderListKit : RelationalKit
{
    private static readonly HoldId Above = new(1);
    private static readonly HoldId Below = new(2);
    private static readonly OrderListId First = OrderListId.Of(BtcUsdt, 1);
    private static readonly PreventedMatch Match = new(
        1, new PriceTicks(4_100_000), SelfTradePrevention.Decrement, new QuantityLots(10), new QuantityLots(10));

    private static readonly OrderTerms AboveTerms = Terms(Side.Sell, 4_100_000, 100, "above") with
    {
        Type = OrderType.LimitMaker,
        DisplayQuantity = new QuantityLots(20),
        StrategyId = 0,
        StrategyType = 1_000_000,
    };

    private static readonly OrderTerms BelowTerms = Terms(Side.Sell, 3_890_000, 100, "below") with
    {
        Type = OrderType.StopLossLimit,
        Stop = new StopTerms(new PriceTicks(3_900_000), 150),
    };

    [KitFact]
    public async Task Orders_OfAList_AreToldWithAllThatBecameOfThem()
    {
        var history = await WithAListAsync();

        var orders = await history.OrdersAsync(new(Seller, BtcUsdt, null, null, null, 10), None);

        Assert.Equal(
            [
                new AccountOrder(
                    Above, AboveTerms with { Quantity = new QuantityLots(60), ClientOrderId = "smaller" }, Order(1), OrderStatus.Canceled,
                    QuantityLots.Zero, AssetUnits.Zero, [], OrderEnd.Canceled, At(10), At(50))
                {
                    List = Above,
                    ListId = First,
                    WorkingSinceUnixMicros = At(20),
                    Prevented = new QuantityLots(10),
                    LastPreventedMatch = 1,
                    FormerClientOrderId = "above",
                    Amendments = 1,
                    LastExecution = 10,
                },
                new AccountOrder(
                    Below, BelowTerms with { Quantity = new QuantityLots(60) }, Order(2), OrderStatus.Expired,
                    QuantityLots.Zero, AssetUnits.Zero, [], OrderEnd.OtherLegWorked, At(10), At(60))
                {
                    List = Above,
                    ListId = First,
                    WorkingSinceUnixMicros = At(55),
                    FormerClientOrderId = "below",
                    Amendments = 1,
                    LastExecution = 12,
                },
            ],
            orders);
    }

    [KitTheory]
    [InlineData(1)]
    [InlineData(2_000)]
    public async Task Rows_OfAList_AreTheSameWhateverTheBatches(int batchSize)
    {
        await WithAListAsync();
        var rows = await DumpAsync();

        Options.BatchSize = batchSize;
        var again = NewProjection();
        await again.ResetAsync(None);
        await CatchUpAsync(again);

        Assert.Equal(rows, await DumpAsync());
    }

    [KitFact]
    public async Task Totals_WhileHoldsMoveWithinAList_LeaveNoDifference()
    {
        WriteAList();
        Options.BatchSize = 1;
        var projection = NewProjection();
        var history = HistoryOf(projection);
        while (await projection.RunOnceAsync(None) > 0)
        {
            Assert.All((await history.ReconciliationAsync(None)).Assets, asset => Assert.Equal(0, asset.Difference));
        }

        var btc = Assert.Single((await history.ReconciliationAsync(None)).Assets);
        Assert.Equal((5_000_000, 4_900_000, 100_000), ((long)btc.Credited, (long)btc.Available, (long)btc.Frozen));
    }

    [KitFact]
    public async Task OrderListAsync_ByNumberOrName_FindsItWithItsOrders()
    {
        var history = await WithAListAsync();
        var expected = new AccountOrderList(Above, Contingency.Oco, "list", First, [], IsOpen: false, At(10), At(60));

        var byNumber = await history.OrderListAsync(Seller, First, null, None);
        var byName = await history.OrderListAsync(Seller, OrderListId.None, "list", None);

        Assert.Equal(expected, byNumber! with { Legs = expected.Legs });
        Assert.Equal(
            [new ListLeg(Above, Order(1), "smaller"), new ListLeg(Below, Order(2), "below")], byNumber.Legs.AsEnumerable());
        Assert.Equal(byNumber.Legs.AsEnumerable(), byName!.Legs);
        Assert.NotNull(await history.OrderListAsync(Seller, First, "list", None));
        Assert.Null(await history.OrderListAsync(Seller, First, "other", None));
        Assert.Null(await history.OrderListAsync(Buyer, First, null, None));
        Assert.Null(await history.OrderListAsync(Seller, OrderListId.None, null, None));
    }

    [KitFact]
    public async Task OrderLists_RefusedOrUnderWay_AreNotShown()
    {
        var history = await WithAListAsync();

        Assert.Null(await history.OrderListAsync(Seller, OrderListId.None, "refused", None));
        Assert.Null(await history.OrderListAsync(Seller, OrderListId.None, "under way", None));
        Assert.Equal([First], (await history.OrderListsAsync(new(Seller, null, null, null, 10), None)).Select(list => list.ListId));
        Assert.DoesNotContain("refused", string.Join('\n', await DumpAsync()), StringComparison.Ordinal);
        Assert.Equal(4, (await DumpAsync()).Count(row => row.StartsWith("order_list_legs:", StringComparison.Ordinal)));
    }

    [KitTheory]
    [InlineData(null, null, null, 2, "4 5")]
    [InlineData(null, null, null, 9, "1 2 3 4 5")]
    [InlineData(null, 20, null, 2, "2 3")]
    [InlineData(null, 20, 40, 9, "2 3 4")]
    [InlineData(null, null, 30, 2, "2 3")]
    [InlineData(3, null, null, 9, "3 5 2 4")]
    [InlineData(4, null, null, 9, "4")]
    public async Task OrderListsAsync_OnAllPairs_AreTheOldestFromTheStartOrTheNewestToTheEnd(
        int? from, int? start, int? end, int limit, string expected)
    {
        // Odd ones on the first pair, even ones on the second; one every ten microseconds.
        for (var i = 1; i <= 5; i++)
        {
            Feed.Add(
                Seller,
                new ListPlaced(Seller, new HoldId(i), Contingency.Oto, $"list {i}", [new HoldId(i)], At(10 * i)),
                new OrderPlaced(Seller, new HoldId(i), AboveTerms, At(10 * i)) { List = new HoldId(i) },
                new ListNumbered(Seller, new HoldId(i), Number(i), At(10 * i)));
        }

        var projection = NewProjection();
        await CatchUpAsync(projection);
        var query = new OrderListHistoryQuery(
            Seller, from is { } first ? Number(first) : null, start + TradingDay.Start, end + TradingDay.Start, limit);

        var lists = await HistoryOf(projection).OrderListsAsync(query, None);

        Assert.Equal(expected, string.Join(' ', lists.Select(list => list.HoldId.Value)));
        Assert.All(lists, list => Assert.Equal(list.HoldId, Assert.Single(list.Legs).HoldId));

        static OrderListId Number(int i) => OrderListId.Of(new PairId(i % 2 == 0 ? 2 : 1), i);
    }

    [KitFact]
    public async Task AmendmentsAsync_OfAnOrder_TellWhatEachChanged()
    {
        var history = await WithAListAsync();

        var amendment = Assert.Single(await history.AmendmentsAsync(new(Seller, BtcUsdt, Order(1), null, 10), None));

        Assert.Equal(
            new OrderAmendment(
                Order(1), BtcUsdt, ExecutionId: 7, "above", "smaller", new QuantityLots(100), new QuantityLots(60), At(30)),
            amendment);
        Assert.Equal([amendment], await history.AmendmentsAsync(new(Seller, BtcUsdt, Order(1), 7, 10), None));
        Assert.Empty(await history.AmendmentsAsync(new(Seller, BtcUsdt, Order(1), 8, 10), None));
        Assert.Empty(await history.AmendmentsAsync(new(Buyer, BtcUsdt, Order(1), null, 10), None));
        Assert.Empty(await history.AmendmentsAsync(new(Seller, new PairId(2), Order(1), null, 10), None));
    }

    [KitFact]
    public async Task PreventedMatchesAsync_ByNumberOrderOrRange_AreOneEach()
    {
        var history = await WithAListAsync();
        var expected = new HistoricPreventedMatch(BtcUsdt, Match, Order(9), Order(1), At(40));

        Assert.Equal([expected], await history.PreventedMatchesAsync(new(Seller, BtcUsdt, 1, null, null, 10), None));
        Assert.Equal([expected], await history.PreventedMatchesAsync(new(Seller, BtcUsdt, null, Order(1), null, 10), None));
        Assert.Equal([expected], await history.PreventedMatchesAsync(new(Seller, BtcUsdt, null, Order(9), 1, 10), None));
        Assert.Equal([expected], await history.PreventedMatchesAsync(new(Seller, BtcUsdt, 1, Order(9), null, 10), None));
        Assert.Empty(await history.PreventedMatchesAsync(new(Seller, BtcUsdt, null, Order(9), 2, 10), None));
        Assert.Empty(await history.PreventedMatchesAsync(new(Seller, BtcUsdt, null, Order(2), null, 10), None));
        Assert.Empty(await history.PreventedMatchesAsync(new(Seller, new PairId(2), null, null, null, 10), None));
        Assert.Empty(await history.PreventedMatchesAsync(new(Buyer, BtcUsdt, 1, null, null, 10), None));
    }

    [KitFact]
    public async Task Fills_NameTheListOfTheirOrder()
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        Feed.Add(Seller, new Credited(Seller, Btc, new AssetUnits(5_000_000), "in", At(1)));
        Feed.Add(
            Seller,
            new ListPlaced(Seller, Above, Contingency.Oco, "list", [Above, Below], At(2)),
            Held(Above, 100_000, At(2)),
            new OrderPlaced(Seller, Above, AboveTerms, At(2)) { List = Above },
            new OrderPlaced(Seller, Below, BelowTerms, At(2)) { List = Above },
            new ListNumbered(Seller, Above, First, At(3)),
            new OrderNumbered(Seller, Above, Order(1), At(3)),
            new OrderOpened(Seller, Above, At(3)),
            SellerSettles with { HoldId = Above });
        Feed.Add(
            Seller,
            new HoldPlaced(Seller, new HoldId(3), Btc, new AssetUnits(100_000), At(10)),
            new OrderPlaced(Seller, new HoldId(3), Terms(Side.Sell, 4_000_000, 100, "alone"), At(10)),
            new OrderNumbered(Seller, new HoldId(3), Order(3), At(11)),
            SellerSettles with { HoldId = new HoldId(3), Fill = SellerSettles.Fill with { TradeId = Trade(2) } });
        var projection = NewProjection();
        await CatchUpAsync(projection);

        var fills = await HistoryOf(projection).FillsAsync(new(Seller, BtcUsdt, null, null, null, null, 10), None);

        Assert.Equal([(Order(1), First), (Order(3), OrderListId.None)], fills.Select(fill => (fill.OrderId, fill.List)));
    }

    private async Task<IHistory> WithAListAsync()
    {
        WriteAList();
        var projection = NewProjection();
        await CatchUpAsync(projection);
        return HistoryOf(projection);
    }

    // The seller places a pair of which one cancels the other, makes it smaller, is kept from trading with themselves, and
    // cancels the one above, whose hold goes over to the one below. A list of theirs is refused, another is under way.
    private void WriteAList()
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        Feed.Add(Seller, new Credited(Seller, Btc, new AssetUnits(5_000_000), "in", At(1)));
        Feed.Add(
            Seller,
            new ListPlaced(Seller, Above, Contingency.Oco, "list", [Above, Below], At(10)),
            Held(Above, 100_000, At(10)),
            new OrderPlaced(Seller, Above, AboveTerms, At(10)) { List = Above },
            new OrderPlaced(Seller, Below, BelowTerms, At(10)) { List = Above });
        Feed.Add(
            Seller,
            new ListNumbered(Seller, Above, First, At(20)),
            new OrderNumbered(Seller, Above, Order(1), At(20)),
            new OrderOpened(Seller, Above, At(20)),
            new OrderNumbered(Seller, Below, Order(2), At(20)),
            new OrderParkedInBook(Seller, Below, IsPending: false, At(20)));
        Feed.Add(
            Seller,
            new OrderAmended(Seller, Above, new QuantityLots(60), "smaller", At(30)),
            Released(Above, 40_000, At(30)),
            new OrderAmended(Seller, Below, new QuantityLots(60), "below", At(30)));
        Feed.Add(Symbol, At(40), BookEvent.MatchPrevented(Match, Order(9), Seller, new HoldId(9), Side.Buy, Order(1), Above));
        Feed.Add(
            Seller,
            new TradePrevented(Seller, Above, Match, LiquidityRole.Maker, Order(9), new AssetUnits(410_000_000), At(45)),
            Released(Above, 10_000, At(45)));
        Feed.Add(
            Seller,
            Released(Above, 50_000, At(50)),
            Held(Below, 60_000, At(50)),
            new OrderClosed(Seller, Above, OrderEnd.Canceled, At(50)) { CancelName = "cancel" });
        Feed.Add(Seller, new OrderStarted(Seller, Below, At(55)));
        Feed.Add(
            Seller,
            Released(Below, 60_000, At(60)),
            new OrderClosed(Seller, Below, OrderEnd.OtherLegWorked, At(60)),
            new ListClosed(Seller, Above, At(60)));
        WriteUnfinishedList(3, "refused");
        Feed.Add(
            Seller,
            Released(new HoldId(3), 100_000, At(80)),
            new OrderRefused(Seller, new HoldId(3), RejectReason.BookHalted, At(80)),
            new OrderRefused(Seller, new HoldId(4), RejectReason.BookHalted, At(80)));
        WriteUnfinishedList(5, "under way");
    }

    private void WriteUnfinishedList(int hold, string name)
    {
        var (first, second) = (new HoldId(hold), new HoldId(hold + 1));
        Feed.Add(
            Seller,
            new ListPlaced(Seller, first, Contingency.Oco, name, [first, second], At(70)),
            Held(first, 100_000, At(70)),
            new OrderPlaced(Seller, first, AboveTerms, At(70)) { List = first },
            new OrderPlaced(Seller, second, BelowTerms, At(70)) { List = first });
    }

    private static HoldPlaced Held(HoldId hold, long amount, long at) => new(Seller, hold, Btc, new AssetUnits(amount), at);

    private static HoldReleased Released(HoldId hold, long amount, long at) => new(Seller, hold, Btc, new AssetUnits(amount), at);
}
