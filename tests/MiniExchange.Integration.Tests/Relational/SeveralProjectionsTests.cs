using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application;
using MiniExchange.Conformance;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Integration.Tests.Streams.Fakes;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.History;
using MiniExchange.Storage.Relational.Projections;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>Several processes that follow one journal into one store, each with a feed of its own.</summary>
[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class SeveralProjectionsTests(PostgresSchemas schemas) : RelationalKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();

    [KitTheory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public async Task RunAsync_OfThreeThatStopAtRandom_WritesTheRowsOfOne(ulong seed)
    {
        var market = new SmallMarket(Feed, seed);
        for (var step = 0; step < 1_000; step++) market.Step();
        (Options.BatchSize, Options.TakeOverMs, Options.PositionPollMs) = (17, 5, 1);
        var random = new SeededRandom(seed);
        var nodes = Enumerable.Range(0, 3).Select(_ => new Node(this)).ToList();

        // Each sees the journal grow at its own pace. They are stopped and started while it does, in the midst of batches too.
        while (nodes.Min(node => node.Feed.LastPosition) < Feed.LastPosition)
        {
            var node = random.OneOf(nodes);
            if (random.Chance(10)) await node.RestartAsync();
            else node.Feed.ShowMore(random.Between(0, 30));
            if (random.Chance(30)) await Task.Yield();
        }

        await Waiting.UntilAsync(
            () => nodes.TrueForAll(node => node.Projection.Status.Position == Feed.LastPosition), "all three showed the whole journal");
        foreach (var node in nodes) await node.DisposeAsync();

        Assert.All(nodes, node => Assert.Null(node.Projection.Status.LastError));
        var together = await DumpAsync();
        await using var database = await CreateDatabaseAsync();
        await using var other = database.Open();
        await other.PrepareAsync(None);
        await CatchUpAsync(NewProjection(store: other));
        Assert.Equal(await DumpAsync(other), together);
    }

    [KitFact]
    public async Task RunAsync_WhileAnotherApplies_LooksOnAndReadersSeeWhatTheOtherWrote()
    {
        TradingDay.Write(Feed);
        Options.TakeOverMs = 600_000;
        Options.WaitTimeoutMs = 20_000;
        await using var node = new Node(this);
        var writer = NewProjection();
        await writer.RunOnceAsync(None);
        node.Feed.Show(RecordCount);
        await Waiting.UntilAsync(() => node.Projection.Status.Position == Feed.LastPosition, "the node showed what the other applied");

        var point = Feed.Add(Seller, SellerSettles);
        node.Feed.ShowMore(1);
        var waiting = node.History.WaitForAsync(point, None);
        Assert.False(waiting.IsCompleted);
        await CatchUpAsync(writer);

        Assert.True(await waiting);
        Assert.Null(node.Projection.Status.LastError);
    }

    [KitFact]
    public async Task RunAsync_WhenWhoAppliedStops_TakesItsPlace()
    {
        TradingDay.Write(Feed);
        Options.TakeOverMs = 5;
        Options.BatchSize = 3;
        await using var node = new Node(this);
        await NewProjection().RunOnceAsync(None);

        node.Feed.Show(RecordCount);

        await Waiting.UntilAsync(() => node.Projection.Status.Position == Feed.LastPosition, "the node applied what was left");
    }

    [KitFact]
    public async Task WaitForAsync_WhenTheFeedHasNotSeenTheRecordAndTheRowsHave_AnswersByStreamAndNumber()
    {
        TradingDay.Write(Feed);
        await using var node = new Node(this);
        await CatchUpAsync(NewProjection());

        Assert.True(await node.History.WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None));
    }

    [KitFact]
    public async Task WaitForAsync_WhenTheFeedLagsAndTheRowsToo_DoesNotTakeTheFeedsEndForTheRecord()
    {
        TradingDay.Write(Feed);
        Options.WaitTimeoutMs = 100;
        var known = Feed.Records.Select((record, i) => (record, i)).First(at => at.record.Address == Addresses.Account(Seller)).i + 1;
        await using var node = new Node(this);
        node.Feed.Show(known);
        await Waiting.UntilAsync(() => node.Projection.Status.Position == node.Feed.LastPosition, "the node showed what its feed has");

        // The answer of another node names records that this feed does not have: one of a known stream, one of an unknown one.
        Assert.False(await node.History.WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None));
        Assert.False(await node.History.WaitForAsync(new ReadPoint(Addresses.Account(Buyer), 3), None));

        Options.WaitTimeoutMs = 20_000;
        var seller = node.History.WaitForAsync(new ReadPoint(Addresses.Account(Seller), 6), None);
        var buyer = node.History.WaitForAsync(new ReadPoint(Addresses.Account(Buyer), 3), None);
        await CatchUpAsync(NewProjection());
        node.Feed.Show(RecordCount);
        Assert.True(await seller);
        Assert.True(await buyer);
    }

    [KitFact]
    public async Task FindPositionAsync_WhenTheFeedLagsBehindTheRows_IsNoError()
    {
        TradingDay.Write(Feed);
        await CatchUpAsync(NewProjection());
        var projection = NewProjection(new LaggingFeed(Feed));

        await projection.FindPositionAsync(None);

        Assert.Equal((Feed.LastPosition, null), (projection.Status.Position, projection.Status.LastError));
    }

    /// <summary>A process: its feed, its connections, and a projection that runs until it is stopped.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly SeveralProjectionsTests _tests;
        private readonly RelationalStore _store;
        private CancellationTokenSource _stop = new();
        private Task _running;

        public Node(SeveralProjectionsTests tests)
        {
            (_tests, _store, Feed) = (tests, tests.Database.Open(), new LaggingFeed(tests.Feed));
            Projection = tests.NewProjection(Feed, _store);
            _running = Projection.RunAsync(_stop.Token);
        }

        public LaggingFeed Feed { get; }

        public ExchangeProjection Projection { get; private set; }

        public RelationalHistory History =>
            new(_store, Projection.Applied, new FeedJournal(_tests.Feed.Records, snapshotAt: 0), _tests.Options, TimeProvider.System);

        public async Task RestartAsync()
        {
            await StopAsync();
            _stop = new CancellationTokenSource();
            Projection = _tests.NewProjection(Feed, _store);
            _running = Projection.RunAsync(_stop.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await _store.DisposeAsync();
        }

        private async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
