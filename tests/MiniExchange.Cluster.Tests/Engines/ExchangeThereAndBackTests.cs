using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Application;
using MiniExchange.Application.Transfers;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Host.Composition;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Journaling;
using Npgsql;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>The exchange itself moves from one engine to the other and back, each time with messages that were sent and never consumed.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ExchangeThereAndBackTests(PrivatePostgres postgres)
{
    private const int ManyBytes = 1024 * 1024;
    private const int Never = 600_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _database = postgres.CreateDatabase();
    private readonly List<Deposit> _deposits = [];
    private readonly List<(bool IsCluster, long Through)> _lives = [];

    [PostgresFact]
    public async Task Exchange_ThereAndBack_KeepsEverythingAndGoesOn()
    {
        await LiveAsync(isCluster: false, leavesOpen: false, BeginAsync);
        var shown = await LiveAsync(isCluster: false, leavesOpen: true, exchange => LeaveAsync(exchange, "ETH", e => e.RestrictAsync(5)));
        RequireHalfDone();

        await LiveAsync(isCluster: true, leavesOpen: false, exchange => ArriveAsync(exchange, shown));
        shown = await LiveAsync(isCluster: true, leavesOpen: true, exchange => LeaveAsync(exchange, "SOL", e => e.LiftAsync(5)));
        RequireHalfDone();

        await LiveAsync(isCluster: false, leavesOpen: false, exchange => ArriveAsync(exchange, shown));

        RequireTokensOfTheirOwn();
        await using var connection = new NpgsqlConnection(_database);
        Assert.Equal([SerializerIds.Cells], await connection.QueryAsync<int>("select identifier from journal union select serializer_id from snapshot"));
        Assert.True(await connection.ExecuteScalarAsync<long>("select count(*) from snapshot where persistence_id like 'book-%'") > 0);
        Assert.True(await connection.ExecuteScalarAsync<long>("select count(*) from snapshot where persistence_id like 'account-%'") > 0);
    }

    /// <summary>One life of an engine on the database. What it leaves open is cut out of its journal afterwards, as a crash would have it.</summary>
    /// <returns>What the exchange showed at the end, with all done.</returns>
    private async Task<string> LiveAsync(bool isCluster, bool leavesOpen, Func<MovedExchange, Task> doings)
    {
        var live = new LiveStates();
        string shown;
        long mark;
        if (isCluster && leavesOpen) await LowerLowWaterAsync();
        await using (var exchange = await MovedExchange.StartAsync(isCluster ? Cluster(live, leavesOpen) : Embedded(live, leavesOpen)))
        {
            mark = await LastPositionAsync();

            // A cluster looks once at its start how far all is delivered; what is cut away later must lie beyond that.
            if (isCluster && leavesOpen) await Waiting.UntilAsync(async () => await LowWaterAsync() == mark, "the cluster noted how far all is delivered");
            await doings(exchange);
            await RestAsync();
            shown = await exchange.ShowAsync();
        }

        using (var journal = Journal().OpenReader()) live.RequireReplayed(journal);
        _lives.Add((isCluster, await LastPositionAsync()));
        if (leavesOpen) await CutAsync(mark);
        return shown;
    }

    private async Task BeginAsync(MovedExchange exchange)
    {
        for (var account = 1; account <= MovedExchange.Accounts; account++)
        {
            foreach (var isQuote in (bool[])[false, true]) await DepositAsync(exchange, exchange.Gift(account, isQuote, $"gift {isQuote}"));
        }

        await exchange.PlaceAsync(2, Side.Sell, ticks: 10_000, lots: 500);
        await exchange.PlaceAsync(1, Side.Buy, ticks: 10_000, lots: 3);
        await exchange.PlaceAsync(3, Side.Buy, ticks: 9_000, lots: 5);
        await exchange.PlaceAsync(4, Side.Sell, ticks: 4_000, lots: 2, stopTicks: 5_000);
        await exchange.PlacePairAsync(5, above: 15_000, below: 6_000, lots: 4);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => exchange.PlaceAsync(6, Side.Buy, ticks: 8_000 + i, lots: 1 + i)));
        await exchange.CloseBatchAsync();
    }

    /// <summary>One message of each pair of kinds that talk to each other; <see cref="CutAsync"/> takes away what came of them.</summary>
    private async Task LeaveAsync(MovedExchange exchange, string newAsset, Func<MovedExchange, Task> restrict)
    {
        await exchange.ListAsync($"{newAsset}USDT", newAsset);
        await DepositAsync(exchange, exchange.Gift(4, isQuote: true, $"late {newAsset}"));
        await restrict(exchange);
        Assert.Equal(OrderStatus.Filled, (await exchange.PlaceAsync(1, Side.Buy, ticks: 10_000, lots: 7)).Status);
        await RestAsync();
        await exchange.PlaceAsync(3, Side.Buy, ticks: 9_100, lots: 5);
    }

    private async Task CutAsync(long mark)
    {
        await using var connection = new NpgsqlConnection(_database);
        Assert.True(await LowWaterAsync() <= mark);
        var transfer = Addresses.Transfer(_deposits[^1].Account, _deposits[^1].Reference).PersistenceId;
        var cut = await connection.ExecuteAsync(
            """
            delete from journal using (
                select ordering as position, persistence_id as stream, row_number() over (partition by persistence_id order by sequence_number) as nth
                from journal where ordering > @mark) later
            left join unnest(@streams, @kept) as stays(stream, kept) on stays.stream = later.stream
            where ordering = later.position and later.nth > coalesce(stays.kept, 0)
            """,
            new
            {
                mark,
                streams = (string[])["catalog-markets", transfer, "risk-exchange", "account-1", $"book-{MovedExchange.Symbol}", "account-3"],

                // The taker of the trade has settled it, its maker has not.
                kept = (int[])[1, 1, 1, 2, 1, 1],
            });
        Assert.True(cut >= 6, $"Only {cut} records were cut.");
        Assert.Equal(7, await connection.ExecuteScalarAsync<long>("select count(*) from journal where ordering > @mark", new { mark }));
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>(
            """
            select count(*) from snapshot where sequence_number > (
                select coalesce(max(j.sequence_number), 0) from journal j where j.persistence_id = split_part(snapshot.persistence_id, '/', 1))
            """));
    }

    private void RequireHalfDone()
    {
        var money = JournaledMoney.Read(Journal(), _deposits);
        Assert.True(money.Reconciles);
        Assert.True(money.HasHalfSettledTrades);
        Assert.True(money.HasDepositsOnTheWay);
    }

    private async Task ArriveAsync(MovedExchange exchange, string shown)
    {
        // The engine is ready once each of the messages was consumed; what came of them may still be on its way.
        await Waiting.UntilAsync(async () => await exchange.ShowAsync() == shown, $"the exchange shows again: {shown}");
        Assert.Equal(shown, await exchange.ShowAsync());
        await RestAsync();

        // Deposits that were delivered late were delivered once.
        foreach (var deposit in _deposits) await exchange.DepositAsync(deposit);
        Assert.Equal(shown, await exchange.ShowAsync());

        var maker = Assert.Single(await exchange.OpenOrdersAsync(2));
        Assert.Equal(OrderStatus.Filled, (await exchange.PlaceAsync(1, Side.Buy, ticks: 10_000, lots: 2)).Status);
        var sold = await exchange.PlaceAsync(7, Side.Sell, ticks: 9_500, lots: 4);
        Assert.Equal(OrderStatus.Filled, (await exchange.PlaceAsync(1, Side.Buy, ticks: 9_500, lots: 4)).Status);
        await RestAsync();
        Assert.Equal(maker.Executed + new QuantityLots(2), (await exchange.OrderAsync(2, maker.OrderId)).Executed);
        Assert.Equal(OrderStatus.Filled, (await exchange.OrderAsync(7, sold.OrderId)).Status);

        foreach (var order in await exchange.OpenOrdersAsync(3)) Assert.Equal(OrderStatus.Canceled, (await exchange.CancelAsync(3, order)).Status);
        await Task.WhenAll((await exchange.OpenOrdersAsync(6)).Take(20).Select(order => exchange.CancelAsync(6, order)));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => exchange.PlaceAsync(6, Side.Buy, ticks: 8_100 + i, lots: 1 + i)));
        await exchange.CloseBatchAsync();
    }

    /// <summary>Waits until every trade is settled on both sides and every deposit has arrived, and requires that no money is missing.</summary>
    private async Task RestAsync()
    {
        await Waiting.UntilAsync(() => JournaledMoney.Read(Journal(), _deposits).IsAtRest, "no money is on its way");
        var money = JournaledMoney.Read(Journal(), _deposits);
        Assert.True(money.IsAtRest);
        Assert.True(money.Reconciles);
    }

    /// <summary>A message that was left open keeps its token, and goes on with it on the other engine: nobody may wait there under the same one.</summary>
    private void RequireTokensOfTheirOwn()
    {
        using var journal = Journal().OpenReader();
        var sends = journal.ReadAddresses(Addresses.AccountKind)
            .SelectMany(address => JournaledMoney.AccountTurns(journal, address).SelectMany(read => read.Turn.Sends
                .Where(send => !send.Token.IsNone)
                .Select(send => (IsNew: read.Turn.CauseFrom.IsNone, _lives.First(life => read.Position <= life.Through).IsCluster, send.Token.Value))
                .ToArray()))
            .ToArray();
        foreach (var isCluster in (bool[])[false, true])
        {
            var given = sends.Where(send => send.IsNew && send.IsCluster == isCluster).ToArray();
            Assert.NotEmpty(given);
            Assert.All(given, send => Assert.Equal(isCluster, send.Value > 0));
            Assert.Contains(sends, send => send.IsCluster == isCluster && send.Value > 0 != isCluster);
        }
    }

    private async Task DepositAsync(MovedExchange exchange, Deposit deposit)
    {
        _deposits.Add(deposit);
        await exchange.DepositAsync(deposit);
    }

    private async Task<long> LastPositionAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        return await connection.ExecuteScalarAsync<long>("select coalesce(max(ordering), 0) from journal");
    }

    private async Task<long> LowWaterAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        return await connection.ExecuteScalarAsync<long>("select low_water from journal_writer");
    }

    /// <summary>Lets an engine look once more whether the last message was delivered, so that it can be seen when it has.</summary>
    private async Task LowerLowWaterAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.ExecuteAsync("update journal_writer set low_water = low_water - 1");
    }

    private PostgresJournal Journal() => new(new PostgresJournalOptions(_database));

    private static CellOptions Cells(bool leavesOpen) => new() { SnapshotMinBytes = leavesOpen ? ManyBytes : 2_000, RepeatAfterMs = 100 };

    private EmbeddedRun Embedded(LiveStates live, bool leavesOpen) => new(
        live.Watch(ExchangeComposition.Kinds()),
        Journal(),
        new EmbeddedEngineOptions { Partitions = 2, LowWaterEveryMs = leavesOpen ? Never : 20, Cells = Cells(leavesOpen) });

    private ClusterRun Cluster(LiveStates live, bool leavesOpen)
    {
        var options = new ClusterEngineOptions { Port = 0, LowWaterEveryMs = leavesOpen ? Never : 20, Cells = Cells(leavesOpen) };
        var parts = ClusterComposition.Parts(Journal(), new StorageOptions(), options, TimeProvider.System);
        return new ClusterRun(parts with { Kinds = live.Watch(parts.Kinds) });
    }
}
