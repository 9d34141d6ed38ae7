using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors.Engines;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.History;
using MiniExchange.Storage.Relational.Projections;
using Xunit;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>What every kit of the read side needs: a database of its own, a feed, a projection and history on it.</summary>
public abstract class RelationalKit : IAsyncLifetime
{
    private ITestDatabase? _database;
    private RelationalStore? _store;

    protected static CancellationToken None => CancellationToken.None;

    protected RelationalStore Store => _store!;

    internal ITestDatabase Database => _database!;

    internal InMemoryFeed Feed { get; } = new();

    internal ReadSideOptions Options { get; } = new() { RetryDelayMs = 1 };

    public async Task InitializeAsync()
    {
        _database = await CreateDatabaseAsync();
        _store = _database.Open();
        await _store.PrepareAsync(None);
    }

    public async Task DisposeAsync()
    {
        await _store!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    internal abstract Task<ITestDatabase> CreateDatabaseAsync();

    protected ExchangeProjection NewProjection(ICommittedFeed? feed = null, RelationalStore? store = null) => new(
        store ?? Store,
        feed ?? Feed,
        new FeedJournal((feed as InMemoryFeed ?? Feed).Records, snapshotAt: 0),
        new AccountCodec(),
        new BookCodec(),
        Options,
        TimeProvider.System,
        NullLogger<ExchangeProjection>.Instance);

    protected RelationalHistory HistoryOf(ExchangeProjection projection) =>
        new(Store, projection.Applied, new FeedJournal(Feed.Records, snapshotAt: 0), Options, TimeProvider.System);

    /// <summary>Applies all that the feed has.</summary>
    protected static async Task<int> CatchUpAsync(ExchangeProjection projection)
    {
        var total = 0;
        while (await projection.RunOnceAsync(None) is > 0 and var applied) total += applied;
        return total;
    }

    protected async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Store.OpenAsync(None);
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Every projected row of every table, and the position, as text.</summary>
    protected async Task<IReadOnlyList<string>> DumpAsync(RelationalStore? store = null)
    {
        string[] tables =
        [
            "orders ORDER BY account_id, hold_id", "order_lists ORDER BY account_id, hold_id",
            "order_list_legs ORDER BY account_id, list_hold_id, leg", "order_amendments ORDER BY account_id, order_id, execution_id",
            "execution_counts ORDER BY account_id", "prevented_matches ORDER BY pair_id, match_id", "fills ORDER BY trade_id, role", "trades ORDER BY trade_id",
            "candles ORDER BY pair_id, width_seconds, open_at",
            "pairs ORDER BY pair_id", "unsettled_sides ORDER BY trade_id, role", "asset_totals ORDER BY asset_id",
            "projections ORDER BY name",
        ];
        var rows = new List<string>();
        await using var connection = await (store ?? Store).OpenAsync(None);
        foreach (var table in tables)
        {
            await using var reader = await connection.ExecuteReaderAsync($"SELECT * FROM {table}");
            while (await reader.ReadAsync())
            {
                var cells = Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={reader.GetValue(i)}");
                rows.Add($"{table.Split(' ')[0]}: {string.Join(' ', cells)}");
            }
        }

        return rows;
    }
}
