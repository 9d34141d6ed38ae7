using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Conformance;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Relational.History;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>What history's questions answer, on any store.</summary>
public abstract class HistoryKit : RelationalKit
{
    [KitFact]
    public async Task WaitForAsync_WhenTheRecordIsApplied_AnswersAtOnce()
    {
        TradingDay.Write(Feed);
        var projection = NewProjection();
        await CatchUpAsync(projection);

        Assert.True(HistoryOf(projection).WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None).IsCompletedSuccessfully);
    }

    [KitFact]
    public async Task WaitForAsync_BeforeAnActorsFirstRecord_AnswersAtOnce()
    {
        Assert.True(await HistoryOf(NewProjection()).WaitForAsync(new ReadPoint(Addresses.Account(Seller), 0), None));
    }

    [KitTheory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task WaitForAsync_WhenTheRecordIsToCome_AnswersOnceItIsApplied(int recentStreams)
    {
        // With room for one stream the account is forgotten in between, and is waited for by position.
        Options.RecentStreams = recentStreams;
        Options.BatchSize = 1;
        Options.WaitTimeoutMs = 60_000;
        TradingDay.Write(Feed);
        var projection = NewProjection();
        var history = HistoryOf(projection);
        for (var record = 1; record < BuyerSettlesRecord; record++) await projection.RunOnceAsync(None);

        var settled = new ReadPoint(Addresses.Account(Buyer), 3);
        var waiting = history.WaitForAsync(settled, None);
        Assert.False(waiting.IsCompleted);
        Assert.Empty(await history.FillsAsync(new(Buyer, BtcUsdt, null, null, null, null, 10), None));

        await CatchUpAsync(projection);
        Assert.True(await waiting);
        Assert.Single(await history.FillsAsync(new(Buyer, BtcUsdt, null, null, null, null, 10), None));
    }

    [KitFact]
    public async Task WaitForAsync_AfterARestart_FindsTheRecordInTheJournal()
    {
        TradingDay.Write(Feed);
        await CatchUpAsync(NewProjection());
        var history = HistoryOf(NewProjection());

        Assert.True(await history.WaitForAsync(new ReadPoint(Addresses.Account(Seller), 2), None));
    }

    [KitFact]
    public async Task WaitForAsync_WhenTheRowsStayBehind_GivesUp()
    {
        TradingDay.Write(Feed);
        Options.WaitTimeoutMs = 1;
        var projection = NewProjection();

        Assert.False(await HistoryOf(projection).WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None));
        await CatchUpAsync(projection);
        Assert.False(await HistoryOf(projection).WaitForAsync(new ReadPoint(Addresses.Account(Seller), 7), None));
    }

    [KitTheory]
    [InlineData(null, null, null, 3, "3 4 5")]
    [InlineData(null, null, null, 9, "1 2 3 4 5")]
    [InlineData(2, null, null, 2, "2 3")]
    [InlineData(2, null, 30, 9, "2 3")]
    [InlineData(2, 40, null, 9, "4 5")]
    [InlineData(null, 20, null, 2, "2 3")]
    [InlineData(null, 20, 40, 9, "2 3 4")]
    [InlineData(null, 21, 39, 9, "3")]
    [InlineData(null, null, 40, 2, "3 4")]
    [InlineData(null, null, 9, 2, "")]
    [InlineData(6, null, null, 9, "")]
    public async Task OrdersAndFills_WithinARange_AreTheOldestFromItsStartOrTheNewestToItsEnd(
        int? from, int? start, int? end, int limit, string expected)
    {
        var history = await WithFiveTradedOrdersAsync();

        var orders = await history.OrdersAsync(
            new(Buyer, BtcUsdt, from is { } order ? Order(order) : null, start + Start, end + Start, limit), None);
        var fills = await history.FillsAsync(
            new(Buyer, BtcUsdt, null, from is { } trade ? Trade(trade) : null, start + Start, end + Start, limit), None);

        Assert.Equal(expected, string.Join(' ', orders.Select(order => order.OrderId.Value - Order(1).Value + 1)));
        Assert.Equal(expected, string.Join(' ', fills.Select(fill => fill.Fill.TradeId.Value - Trade(1).Value + 1)));
    }

    [KitFact]
    public async Task OrdersAndFills_OfOtherAccountsAndPairs_AreNotShown()
    {
        var history = await WithFiveTradedOrdersAsync();

        Assert.Empty(await history.OrdersAsync(new(new AccountId(99), BtcUsdt, null, null, null, 9), None));
        Assert.Empty(await history.OrdersAsync(new(Buyer, new PairId(2), null, null, null, 9), None));
        Assert.Empty(await history.FillsAsync(new(new AccountId(99), BtcUsdt, null, null, null, null, 9), None));
        Assert.Empty(await history.FillsAsync(new(Buyer, new PairId(2), null, null, null, null, 9), None));
        Assert.Empty(await history.RecentTradesAsync(new PairId(2), 9, None));
        Assert.Empty(await history.RecentTradesAsync(new PairId(0), 9, None));
    }

    [KitFact]
    public async Task FillsAsync_OfOneOrder_AreItsOwn()
    {
        var history = await WithFiveTradedOrdersAsync();

        var fill = Assert.Single(await history.FillsAsync(new(Buyer, BtcUsdt, Order(3), null, null, null, 9), None));

        Assert.Equal(Trade(3), fill.Fill.TradeId);
    }

    [KitFact]
    public async Task RecentTradesAsync_WithMoreThanTheLimit_AreTheNewestAscending()
    {
        var history = await WithFiveTradedOrdersAsync();

        var trades = await history.RecentTradesAsync(BtcUsdt, 2, None);

        Assert.Equal([Trade(4), Trade(5)], trades.Select(trade => trade.TradeId));
        Assert.All(trades, trade => Assert.True(trade.IsBuyerMaker));
    }

    [KitFact]
    public async Task OrderAsync_ByNumberOrName_FindsItAndTheNewestOfItsName()
    {
        var history = await WithFiveTradedOrdersAsync();

        Assert.Equal(Order(2), (await history.OrderAsync(Buyer, BtcUsdt, Order(2), null, None))?.OrderId);
        Assert.Equal(Order(5), (await history.OrderAsync(Buyer, BtcUsdt, OrderId.None, "odd", None))?.OrderId);
        Assert.Equal(Order(4), (await history.OrderAsync(Buyer, BtcUsdt, OrderId.None, "even", None))?.OrderId);
        Assert.Equal(Order(1), (await history.OrderAsync(Buyer, BtcUsdt, Order(1), "odd", None))?.OrderId);
        Assert.Null(await history.OrderAsync(Buyer, BtcUsdt, Order(1), "even", None));
        Assert.Null(await history.OrderAsync(Buyer, BtcUsdt, Order(6), null, None));
        Assert.Null(await history.OrderAsync(Seller, BtcUsdt, Order(2), null, None));
        Assert.Null(await history.OrderAsync(Buyer, BtcUsdt, OrderId.None, null, None));
    }

    [KitFact]
    public async Task FillsAsync_WhenAnAccountTradedWithItself_ShowsBothSides()
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        for (var hold = 1; hold <= 2; hold++)
        {
            Feed.Add(
                Buyer,
                new OrderPlaced(Buyer, new HoldId(hold), Terms(hold == 1 ? Side.Sell : Side.Buy, 4_000_000, 40, "self"), At(hold)),
                new OrderNumbered(Buyer, new HoldId(hold), Order(hold), At(hold)),
                new OrderOpened(Buyer, new HoldId(hold), At(hold)));
        }

        Feed.Add(Symbol, At(7), Traded(1, 2, Buyer, Side.Buy, 1, Buyer, 4_000_000, 40));
        Feed.Add(Buyer, BuyerSettles, SellerSettles with { AccountId = Buyer });
        var projection = NewProjection();
        await CatchUpAsync(projection);

        var fills = await HistoryOf(projection).FillsAsync(new(Buyer, BtcUsdt, null, null, null, null, 9), None);

        Assert.Equal([(Order(1), Side.Sell), (Order(2), Side.Buy)], fills.Select(fill => (fill.OrderId, fill.Side)));
    }

    [KitFact]
    public async Task EveryQuery_AmongManyRows_FindsItsRowsInOrderByTheIndexMadeForIt()
    {
        await WithManyRowsAsync();

        await AssertUsesAsync("orders_by_number", HistoryStatements.Orders(RangeOf("order_id", "placed_at")));
        await AssertUsesAsync("orders_by_number", HistoryStatements.Orders(RangeOf("order_id", "placed_at", from: 1)));
        await AssertUsesAsync("orders_by_time", HistoryStatements.Orders(RangeOf("order_id", "placed_at", start: 1)));
        await AssertUsesAsync("orders_by_time", HistoryStatements.Orders(RangeOf("order_id", "placed_at", end: 1)));
        await AssertUsesAsync("orders_by_number", HistoryStatements.Order(byNumber: true, byName: false));
        await AssertUsesAsync("orders_by_client_id", HistoryStatements.Order(byNumber: false, byName: true));
        await AssertUsesAsync("fills_by_trade", HistoryStatements.Fills(RangeOf("trade_id", "executed_at"), false));
        await AssertUsesAsync("fills_by_trade", HistoryStatements.Fills(RangeOf("trade_id", "executed_at", from: 1), false));
        await AssertUsesAsync("fills_by_time", HistoryStatements.Fills(RangeOf("trade_id", "executed_at", start: 1), false));
        await AssertUsesAsync("fills_by_time", HistoryStatements.Fills(RangeOf("trade_id", "executed_at", end: 1), false));
        await AssertUsesAsync("fills_of_order", HistoryStatements.Fills(RangeOf("trade_id", "executed_at"), true));
        await AssertUsesAsync("fills_of_order", HistoryStatements.Fills(RangeOf("trade_id", "executed_at", from: 1), true));
        await AssertUsesAsync("order_lists_by_number", HistoryStatements.OrderLists(RangeOf("list_id", "placed_at", from: 1)));
        await AssertUsesAsync("order_lists_by_time", HistoryStatements.OrderLists(RangeOf("list_id", "placed_at", start: 1)));
        await AssertUsesAsync("order_lists_by_time", HistoryStatements.OrderLists(RangeOf("list_id", "placed_at", end: 1)));
        await AssertUsesAsync("order_lists_by_number", HistoryStatements.OrderList(byNumber: true, byName: false), sorts: true);
        await AssertUsesAsync("order_lists_by_client_id", HistoryStatements.OrderList(byNumber: false, byName: true));
        await AssertUsesAsync("prevented_matches", HistoryStatements.PreventedMatches(byNumber: false));
        await AssertUsesAsync("prevented_matches_of_taker", HistoryStatements.PreventedMatchesOfOrder(byNumber: false), sorts: true);
        await AssertUsesAsync("prevented_matches_of_maker", HistoryStatements.PreventedMatchesOfOrder(byNumber: false), sorts: true);
    }

    private static HistoryRange RangeOf(string number, string time, long? from = null, long? start = null, long? end = null) =>
        HistoryRange.Of(number, from, time, start, end);

    // Twenty accounts on two pairs, a thousand orders and fills each, and the database's own count of them.
    private Task WithManyRowsAsync() => ExecuteAsync(
        """
        INSERT INTO orders
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
        SELECT i % 20, i, 1 + i / 20000, i, 1, 2, 1, 1, 1, 1, 1, 0, 1, 'name ' || i, @request, 2, 0, 0, NULL, i, i,
            0, 0, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), i, i, 0, 0, NULL, 0, i FROM n;
        INSERT INTO order_lists
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
        SELECT i % 20, i, i, 1, 'list ' || i, true, i, i FROM n;
        INSERT INTO prevented_matches
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
        SELECT 1 + i / 20000, i, i % 20, i, i + 1, 2, 1, 1, 1, i FROM n;
        INSERT INTO fills
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
        SELECT i, 1, i % 20, 1 + i / 20000, i, 1, 1, 1, 1, 1, 1, 1, 1, i FROM n;
        ANALYZE;
        """,
        new { request = Guid.Empty });

    // A statement may sort the few rows that it has found.
    private async Task AssertUsesAsync(string index, string statement, bool sorts = false)
    {
        await using var connection = await Store.OpenAsync(None);
        await using var reader = await connection.ExecuteReaderAsync(
            $"{Database.Explain} {statement}",
            new
            {
                account = 1L, pair = 1L, underWay = 1L, from = 10_001L, start = 10_001L, end = 10_001L, order = 10_001L,
                orderId = 10_001L, clientOrderId = "name 10001", limit = 10L, listId = 10_001L, clientListId = "list 10001",
            });
        var plan = new StringBuilder();
        while (await reader.ReadAsync()) plan.AppendLine(reader.GetValue(reader.FieldCount - 1).ToString());

        Assert.Contains(index, plan.ToString(), StringComparison.Ordinal);
        if (sorts) return;
        Assert.DoesNotContain("TEMP B-TREE", plan.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan.ToString(), StringComparison.Ordinal);
    }

    // The buyer rests five orders, one every ten microseconds, and each is filled by the seller when it is placed.
    private async Task<IHistory> WithFiveTradedOrdersAsync()
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        for (var i = 1; i <= 5; i++)
        {
            var name = i % 2 == 0 ? "even" : "odd";
            Feed.Add(
                Buyer,
                new OrderPlaced(Buyer, new HoldId(i), Terms(Side.Buy, 4_000_000, 40, name), At(10 * i)),
                new OrderNumbered(Buyer, new HoldId(i), Order(i), At(10 * i)),
                new OrderOpened(Buyer, new HoldId(i), At(10 * i)));
            Feed.Add(Symbol, At(10 * i), Traded(i, 100 + i, Seller, Side.Sell, i, Buyer, 4_000_000, 40));
            var fill = BuyerSettles.Fill with
            {
                TradeId = Trade(i), Role = LiquidityRole.Maker, ExecutedAtUnixMicros = At(10 * i),
            };
            Feed.Add(
                Buyer,
                BuyerSettles with { HoldId = new HoldId(i), Fill = fill },
                new OrderClosed(Buyer, new HoldId(i), OrderEnd.Filled, At(10 * i)));
        }

        var projection = NewProjection();
        await CatchUpAsync(projection);
        return HistoryOf(projection);
    }
}
