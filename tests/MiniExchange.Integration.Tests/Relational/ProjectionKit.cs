using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Conformance;
using MiniExchange.Actors;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>What a projection of the journal must show, on any store.</summary>
public abstract class ProjectionKit : RelationalKit
{
    [KitFact]
    public async Task Orders_AfterADay_AreAsTheirAccountsHaveThem()
    {
        TradingDay.Write(Feed);
        var projection = NewProjection();
        await CatchUpAsync(projection);

        var history = HistoryOf(projection);
        var sold = Assert.Single(await history.OrdersAsync(new(Seller, BtcUsdt, null, null, null, 10), None));
        var bought = Assert.Single(await history.OrdersAsync(new(Buyer, BtcUsdt, null, null, null, 10), None));

        // The seller's second order is under way and shown to nobody, the buyer's second was refused and never was.
        Assert.Equal(
            new AccountOrder(
                new HoldId(1), Terms(Side.Sell, 4_000_000, 100, "offer"), Order(1), OrderStatus.Canceled,
                new QuantityLots(40), new AssetUnits(1_600_000_000), [], OrderEnd.Canceled, At(3), At(11))
            {
                WorkingSinceUnixMicros = At(5),
                LastExecution = 5,
            },
            sold);
        Assert.Equal(
            new AccountOrder(
                new HoldId(2), Terms(Side.Buy, 4_000_100, 40, "bid"), Order(2), OrderStatus.Filled,
                new QuantityLots(40), new AssetUnits(1_600_000_000), [], OrderEnd.Filled, At(6), At(8))
            {
                WorkingSinceUnixMicros = At(8),
                LastExecution = 4,
            },
            bought);
    }

    [KitTheory]
    [InlineData(6, OrderStatus.New)]
    [InlineData(TradeRecord, OrderStatus.New)]
    [InlineData(SellerSettlesRecord, OrderStatus.PartiallyFilled)]
    [InlineData(RecordCount, OrderStatus.Canceled)]
    public async Task Orders_AfterEachStep_ShowItsStatus(int records, OrderStatus expected)
    {
        TradingDay.Write(Feed);
        Options.BatchSize = 1;
        var projection = NewProjection();
        for (var i = 0; i < records; i++) await projection.RunOnceAsync(None);

        var order = await HistoryOf(projection).OrderAsync(Seller, BtcUsdt, Order(1), null, None);

        Assert.Equal(expected, order!.Status);
    }

    [KitFact]
    public async Task FillsAndTrades_AfterADay_HaveBothSidesAndTheBooksTime()
    {
        TradingDay.Write(Feed);
        var projection = NewProjection();
        await CatchUpAsync(projection);

        var history = HistoryOf(projection);
        var sold = Assert.Single(await history.FillsAsync(new(Seller, BtcUsdt, null, null, null, null, 10), None));
        var bought = Assert.Single(await history.FillsAsync(new(Buyer, BtcUsdt, null, null, null, null, 10), None));
        var trade = Assert.Single(await history.RecentTradesAsync(BtcUsdt, 10, None));

        Assert.Equal(
            new HistoricFill(Order(1), BtcUsdt, Side.Sell, SellerSettles.Fill, new AssetUnits(1_600_000), Usdt), sold);
        Assert.Equal(new HistoricFill(Order(2), BtcUsdt, Side.Buy, BuyerSettles.Fill, new AssetUnits(80), Btc), bought);
        Assert.Equal(
            new PublicTrade(
                Trade(1), new PriceTicks(4_000_000), new QuantityLots(40), new AssetUnits(1_600_000_000), At(7),
                IsBuyerMaker: false),
            trade);
    }

    [KitFact]
    public async Task Totals_AfterADay_AreWhereTheMoneyIs()
    {
        TradingDay.Write(Feed);
        var projection = NewProjection();
        await CatchUpAsync(projection);

        var reconciliation = await HistoryOf(projection).ReconciliationAsync(None);

        Assert.Equal(Feed.LastPosition, reconciliation.Position);
        Assert.Equal(
            [
                new AssetReconciliation(Btc, 5_000_000, 4_998_920, 1_000, 80, 0),
                new AssetReconciliation(Usdt, 10_000_000_000, 9_998_400_000, 0, 1_600_000, 0),
            ],
            reconciliation.Assets);
    }

    [KitFact]
    public async Task Totals_AtEveryRecord_LeaveNoDifferenceAndShowWhatIsInFlight()
    {
        TradingDay.Write(Feed);
        Options.BatchSize = 1;
        var projection = NewProjection();
        var history = HistoryOf(projection);
        for (var record = 1; record <= RecordCount; record++)
        {
            Assert.Equal(1, await projection.RunOnceAsync(None));

            var reconciliation = await history.ReconciliationAsync(None);
            Assert.Equal(Feed.Records[record - 1].Position, reconciliation.Position);
            Assert.All(reconciliation.Assets, asset => Assert.Equal(0, asset.Difference));

            // Only between the two settlements has one side moved: the buyer has paid what the seller has not got, and
            // has got what the seller has not paid.
            var inFlight = reconciliation.Assets.ToDictionary(asset => asset.Asset, asset => asset.InFlight);
            Assert.Equal(record == BuyerSettlesRecord ? -40_000 : 0, inFlight.GetValueOrDefault(Btc));
            Assert.Equal(record == BuyerSettlesRecord ? 1_600_000_000 : 0, inFlight.GetValueOrDefault(Usdt));

            var unsettled = record switch { TradeRecord => 2, BuyerSettlesRecord => 1, _ => 0 };
            Assert.Equal(unsettled, (await DumpAsync()).Count(row => row.StartsWith("unsettled_sides:", StringComparison.Ordinal)));
        }
    }

    [KitTheory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 0, 1)]
    public async Task Totals_WhenAnAccountSettlesAnotherAmountThanTheBookTraded_ShowADifference(
        long paidTooMuch, long receivedTooMuch, int settledTooOften)
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        Feed.Add(
            Buyer,
            new Credited(Buyer, Usdt, new AssetUnits(10_000_000_000), "in", At(1)),
            new HoldPlaced(Buyer, new HoldId(2), Usdt, new AssetUnits(9_000_000_000), At(1)),
            new OrderPlaced(Buyer, new HoldId(2), Terms(Side.Buy, 4_000_000, 40, "bid"), At(1)),
            new OrderNumbered(Buyer, new HoldId(2), Order(2), At(1)));
        Feed.Add(Symbol, At(7), Traded(1, 2, Buyer, Side.Buy, 1, Seller, 4_000_000, 40));
        var wrong = BuyerSettles with
        {
            Paid = new AssetUnits(1_600_000_000 + paidTooMuch),
            Received = new AssetUnits(40_000 + receivedTooMuch),
        };
        for (var times = 0; times <= settledTooOften; times++) Feed.Add(Buyer, wrong);
        var projection = NewProjection();
        await CatchUpAsync(projection);

        var assets = (await HistoryOf(projection).ReconciliationAsync(None)).Assets;

        Assert.Equal(Feed.LastPosition, projection.Status.Position);
        Assert.Equal(-receivedTooMuch - settledTooOften * 40_000, assets.Single(asset => asset.Asset == Btc).Difference);
        Assert.Equal(paidTooMuch + settledTooOften * 1_600_000_000L, assets.Single(asset => asset.Asset == Usdt).Difference);
    }

    [KitFact]
    public async Task Totals_WhenTheirSumExceeds64Bits_AreExact()
    {
        var everything = new AssetUnits(long.MaxValue);
        for (var account = 1; account <= 3; account++)
        {
            Feed.Add(new AccountId(account), new Credited(new AccountId(account), Btc, everything, "in", At(account)));
        }

        var projection = NewProjection();
        await CatchUpAsync(projection);

        var asset = Assert.Single((await HistoryOf(projection).ReconciliationAsync(None)).Assets);
        Assert.Equal((Int128)long.MaxValue * 3, asset.Credited);
        Assert.Equal((Int128)long.MaxValue * 3, asset.Available);
    }

    [KitTheory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public async Task OrdersAndTotals_OfARandomMarket_AreThoseOfItsAccountsAtEveryBatch(ulong seed)
    {
        var market = new SmallMarket(Feed, seed);
        for (var step = 0; step < 1_500; step++) market.Step();
        Options.BatchSize = 17;
        var projection = NewProjection();
        var history = HistoryOf(projection);
        var wasInFlight = false;
        while (await projection.RunOnceAsync(None) > 0)
        {
            var reconciliation = await history.ReconciliationAsync(None);
            foreach (var asset in reconciliation.Assets)
            {
                Assert.Equal(0, asset.Difference);
                Assert.Equal(market.SumsAt[reconciliation.Position][asset.Asset], (asset.Available, asset.Frozen));
                wasInFlight |= asset.InFlight != 0;
            }
        }

        Assert.True(wasInFlight);
        var happenedAtAll = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var account in market.Accounts)
        {
            var orders = await history.OrdersAsync(new(account.Id, BtcUsdt, null, null, null, 10_000), None);
            var open = account.OpenOrders.Values.Where(order => order.Status != OrderStatus.UnderWay);
            foreach (var order in open.Concat(account.ClosedOrders))
            {
                Assert.Equal(order with { TakerFills = [] }, orders.Single(row => row.OrderId == order.OrderId));
            }

            Assert.Equal(open.Count(), orders.Count(order => order.End is null));

            var lists = await history.OrderListsAsync(new(account.Id, null, null, null, 10_000), None);
            var numbered = account.OpenLists.Values.Where(list => list.ListId != OrderListId.None).Concat(account.ClosedLists);
            foreach (var list in numbered)
            {
                var row = lists.Single(row => row.ListId == list.ListId);
                Assert.Equal(list, row with { Legs = list.Legs });
                Assert.Equal(list.Legs.AsEnumerable(), row.Legs);
            }

            foreach (var order in orders.Where(order => order.Amendments > 0))
            {
                var amendments = await history.AmendmentsAsync(new(account.Id, BtcUsdt, order.OrderId, null, 100), None);
                Assert.Equal(order.Amendments, amendments.Count);
                Assert.Equal((order.FormerClientOrderId, order.Terms.Quantity), (amendments[^1].FormerClientOrderId, amendments[^1].Quantity));
                happenedAtAll.Add("amended");
            }

            foreach (var order in orders.Where(order => order.LastPreventedMatch > 0))
            {
                var matches = await history.PreventedMatchesAsync(new(account.Id, BtcUsdt, null, order.OrderId, null, 1_000), None);
                Assert.Equal(order.LastPreventedMatch, matches[^1].Match.MatchId);
                Assert.Equal(
                    order.Prevented.Value,
                    matches.Sum(row => (row.TakerOrderId == order.OrderId ? row.Match.TakerPrevented : row.Match.MakerPrevented).Value));
                happenedAtAll.Add("prevented");
            }

            if (account.ClosedLists.Length > 0) happenedAtAll.Add("listed");
        }

        Assert.Equal(["amended", "listed", "prevented"], happenedAtAll);
    }

    [KitTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2_000)]
    public async Task ResetAsync_ThenCatchingUp_MakesTheSameRows(int liveBatchSize)
    {
        TradingDay.Write(Feed);
        Options.BatchSize = liveBatchSize;
        await CatchUpAsync(NewProjection());
        var live = await DumpAsync();

        Options.BatchSize = 2_000;
        var again = NewProjection();
        await again.ResetAsync(None);
        Assert.Equal(["projections: name=exchange position=0"], await DumpAsync());
        Assert.Equal(RecordCount, await CatchUpAsync(again));

        Assert.Equal(live, await DumpAsync());
    }

    [KitFact]
    public async Task RunOnceAsync_WhenCutOffAfterItsRowsWereWritten_LeavesNothingAndRepeatsNothing()
    {
        TradingDay.Write(Feed);
        await CatchUpAsync(NewProjection());
        var uninterrupted = await DumpAsync();

        Options.BatchSize = 7;
        var projection = NewProjection();
        await projection.ResetAsync(None);
        await projection.RunOnceAsync(None);
        var before = await DumpAsync();

        await ExecuteAsync(Database.BreakTotals);
        await Assert.ThrowsAnyAsync<Exception>(() => projection.RunOnceAsync(None));
        Assert.Equal(before, await DumpAsync());
        Assert.Contains("cut off here", projection.Status.LastError, StringComparison.Ordinal);
        Assert.Equal(RecordPosition(7), projection.Status.Position);

        await ExecuteAsync(Database.RepairTotals);
        Assert.Equal(RecordCount - 7, await CatchUpAsync(projection));
        Assert.Equal(uninterrupted, await DumpAsync());
        Assert.Null(projection.Status.LastError);
    }

    [KitFact]
    public async Task RunOnceAsync_WhenAnotherProcessWasFaster_RepeatsNothing()
    {
        TradingDay.Write(Feed);
        Options.BatchSize = 4;
        var slow = NewProjection();
        await slow.RunOnceAsync(None);
        await CatchUpAsync(NewProjection());
        var rows = await DumpAsync();

        // It still believes that four records are applied, finds that it is not so, and looks again.
        Assert.Equal(0, await slow.RunOnceAsync(None));
        Assert.Equal(0, await slow.RunOnceAsync(None));

        Assert.Equal(rows, await DumpAsync());
        Assert.Equal(Feed.LastPosition, slow.Status.Position);
    }

    [KitFact]
    public async Task RunOnceAsync_WhenARecordCannotBeRead_StaysBeforeItAndNamesIt()
    {
        TradingDay.Write(Feed);
        var sound = Feed.Records[4];
        Feed.Replace(sound, sound with { Payload = new byte[] { 0xFF, 0xFF, 0xFF } });
        var projection = NewProjection();

        // The first attempt takes all; the next ones come up to the record one by one, or few by few.
        for (var attempt = 0; attempt < 20; attempt++)
        {
            await Record.ExceptionAsync(() => projection.RunOnceAsync(None));
        }

        while (await Record.ExceptionAsync(() => projection.RunOnceAsync(None)) is null)
        {
            Assert.True(projection.Status.Position < sound.Position);
        }

        Assert.Equal(RecordPosition(4), projection.Status.Position);
        Assert.Equal(Feed.LastPosition - RecordPosition(4), projection.Status.Lag);
        Assert.Contains(
            $"Record {sound.Number} of book-BTCUSDT, at position {sound.Position}", projection.Status.LastError, StringComparison.Ordinal);
        Assert.True(projection.Status.FailuresInARow >= 1);

        Feed.Replace(Feed.Records[4], sound);
        Assert.Equal(RecordCount - 4, await CatchUpAsync(projection));
        Assert.Null(projection.Status.LastError);
        Assert.Equal(0, projection.Status.FailuresInARow);
    }

    [KitFact]
    public async Task RunOnceAsync_WhenAStreamHasAGap_StaysBeforeIt()
    {
        TradingDay.Write(Feed);
        var displaced = Feed.Records[5];
        Feed.Replace(displaced, displaced with { Number = displaced.Number + 1 });
        Options.BatchSize = 1;
        var projection = NewProjection();
        for (var record = 1; record <= 5; record++) await projection.RunOnceAsync(None);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => projection.RunOnceAsync(None));

        Assert.Contains("Record 4 of account-1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RecordPosition(5), projection.Status.Position);
    }

    [KitFact]
    public async Task FindPositionAsync_WhenTheJournalEndsBeforeTheRows_IsRefusedAndTheStatusSaysSo()
    {
        TradingDay.Write(Feed);
        await CatchUpAsync(NewProjection());
        var reached = Feed.LastPosition;
        var lost = new InMemoryFeed();
        lost.Add(Seller, SellerSettles);
        var projection = NewProjection(lost);

        var refused = await Assert.ThrowsAsync<StoresDoNotMatchException>(() => projection.FindPositionAsync(None));
        await Assert.ThrowsAsync<StoresDoNotMatchException>(() => projection.RunOnceAsync(None));

        Assert.Contains($"up to position {reached}, but the journal ends at {lost.LastPosition}", refused.Message, StringComparison.Ordinal);
        Assert.Equal((refused.Message, 2), (projection.Status.LastError, projection.Status.FailuresInARow));
    }

    [KitFact]
    public async Task RunOnceAsync_WhenAKindIsUnknown_SkipsAndCountsIt()
    {
        Feed.Add(ActorAddress.Of("oracle", "1"), 77, "oracle.record/9", new byte[] { 1, 2, 3 });
        Feed.Add(Addresses.Catalog, 78, "catalog.record/1", new byte[] { 1, 2, 3 });
        TradingDay.Write(Feed);
        var projection = NewProjection();

        Assert.Equal(RecordCount + 2, await CatchUpAsync(projection));

        // The catalog is known; books tell what of it matters here.
        Assert.Equal(1, projection.Status.SkippedRecords);
        Assert.Equal(0, projection.Status.Lag);
    }

    [KitFact]
    public async Task RunAsync_WhenARecordIsRepaired_GoesOnByItself()
    {
        TradingDay.Write(Feed);
        var sound = Feed.Records[4];
        Feed.Replace(sound, sound with { Manifest = sound.Manifest + "9" });
        var projection = NewProjection();
        var history = HistoryOf(projection);
        using var stop = new CancellationTokenSource();
        var running = projection.RunAsync(stop.Token);

        // It has come up to the record when the one before it is shown.
        Assert.True(await history.WaitForAsync(new ReadPoint(Feed.Records[3].Address, Feed.Records[3].Number), None));
        Feed.Replace(Feed.Records[4], sound);
        Assert.True(await history.WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None));
        await stop.CancelAsync();
        await running;

        Assert.Equal(Feed.LastPosition, projection.Status.Position);
    }

    [KitFact]
    public async Task RunAsync_WhileItGathers_GoesOnAsSoonAsAReaderWaits()
    {
        // The first batch is smaller than it may be, so that an hour is to pass before the next.
        Options.GatherMs = 3_600_000;
        TradingDay.Write(Feed);
        var projection = NewProjection();
        var history = HistoryOf(projection);
        using var stop = new CancellationTokenSource();
        var running = projection.RunAsync(stop.Token);
        Assert.True(await history.WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None));
        var frozen = Feed.Add(Seller, new AccountFrozen(Seller, 2_000_000_000_000_000));

        Assert.True(await history.WaitForAsync(frozen, None));

        await stop.CancelAsync();
        await running;
    }

    private long RecordPosition(int record) => Feed.Records[record - 1].Position;
}
