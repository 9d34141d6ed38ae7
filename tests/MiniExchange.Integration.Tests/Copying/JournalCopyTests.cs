using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application.Users;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage;
using MiniExchange.Storage.Copying;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Users;
using Npgsql;
using Xunit;

namespace MiniExchange.Integration.Tests.Copying;

/// <summary>An exchange carried from one kind of store to the other and back.</summary>
[Collection(PostgresCollection.Name)]
public sealed class JournalCopyTests(TradedExchange traded, PrivatePostgres postgres) : IClassFixture<TradedExchange>, IDisposable
{
    private static readonly string[] CopiedTables = ["journal", "tags", "snapshot", "users", "api_keys"];

    private readonly string _root = Directory.CreateTempSubdirectory("miniexchange-copies-").FullName;
    private int _directories;
    private int _commits;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_root, recursive: true);
    }

    [PostgresFact]
    public async Task Copy_ToPostgreSqlAndBack_KeepsEveryRowAndGoesOnTrading()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var database = new PostgresStores(postgres.CreateDatabase());
        var back = Sqlite(NewDirectory());

        var there = await CopyAsync(source, database);
        Assert.Equal(await source.DumpAsync(), await database.DumpAsync());
        Assert.False(there.HasResumed);
        Assert.Equal((1, TradedExchange.Traders), (there.Digest.Books, there.Digest.Accounts));
        Assert.Equal(there.Digest.Hash, (await VerifyAsync(source, database)).Digest.Hash);
        await GoesOnAsync(database);

        var again = await CopyAsync(database, back);
        Assert.Equal(await database.DumpAsync(), await back.DumpAsync());
        Assert.Equal(there.ExchangeId, again.ExchangeId);
        Assert.NotEqual(there.Digest.Hash, again.Digest.Hash);
        await GoesOnAsync(back);
    }

    [PostgresFact]
    public async Task Copy_InterruptedAgainAndAgain_IsRefusedToEnginesAndEndsTheSame()
    {
        for (ulong seed = 1; seed <= 2; seed++) await InterruptThereAndBackAsync(new SeededRandom(seed));
    }

    [Fact]
    public async Task Copy_ResumedAfterTheSourceHasTraded_TakesWhatIsNew()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        await Assert.ThrowsAsync<StoppedException>(() => CopyAsync(source, target, stopBeforeCommit: 8));
        await GoesOnAsync(source);
        await source.Users().RemoveKeyAsync(new AccountId(3), "key-3", CancellationToken.None);

        var report = await CopyAsync(source, target);

        Assert.True(report.HasResumed);
        Assert.Equal(await source.DumpAsync(), await target.DumpAsync());
    }

    [Fact]
    public async Task Copy_StoppedAtItsLastCommits_IsRefusedToEnginesAndEndsWhenRunAgain()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        await CopyAsync(source, Sqlite(NewDirectory()));
        var commits = _commits;

        // Between the two stores' ids, and before the second of them.
        foreach (var last in (int[])[commits - 1, commits])
        {
            var target = Sqlite(NewDirectory());
            await Assert.ThrowsAsync<StoppedException>(() => CopyAsync(source, target, stopBeforeCommit: last));
            Assert.Throws<JournalUnavailableException>(target.Journal().OpenWriter);

            Assert.True((await CopyAsync(source, target)).HasResumed);
            Assert.Equal(await source.DumpAsync(), await target.DumpAsync());
        }
    }

    [Fact]
    public async Task Copy_ToAnExchangeThatWasCopiedBefore_IsRefusedAndChangesNothing()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        await CopyAsync(source, target);
        await GoesOnAsync(target);
        var before = await target.DumpAsync();

        await IsRefusedAsync(source, target, "already holds this exchange, and may have traded");
        Assert.Equal(before, await target.DumpAsync());
        var differ = await Assert.ThrowsAsync<CopyFailedException>(() => VerifyAsync(source, target));
        Assert.Contains("differ in: journal", differ.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_ToAnotherExchange_IsRefusedWithItsId()
    {
        var other = Sqlite(NewDirectory());
        var id = await NewExchangeAsync(other);

        await IsRefusedAsync(Sqlite(traded.CopyTo(NewDirectory())), other, $"holds another exchange, {id}");
    }

    [Fact]
    public async Task Copy_ToAnExchangeOfAnEarlierVersion_IsRefusedAndUpgradesNothing() =>
        await EarlierVersionStaysAsync(Sqlite(NewDirectory()));

    [PostgresFact]
    public async Task Copy_ToADatabaseOfAnEarlierVersion_IsRefusedAndUpgradesNothing() =>
        await EarlierVersionStaysAsync(new PostgresStores(postgres.CreateDatabase()));

    [Fact]
    public async Task Copy_ToAnEmptyStoreOfAnEarlierVersion_UpgradesIt()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        await using (var store = target.Store())
        {
            await store.PrepareAsync(CancellationToken.None);
            await MakeVersion2Async(store);
        }

        await CopyAsync(source, target);

        Assert.Equal(await source.DumpAsync(), await target.DumpAsync());
    }

    [Fact]
    public async Task Copy_ToAnUnfinishedCopyOfAnotherExchange_IsRefusedWithBoth()
    {
        var other = Sqlite(NewDirectory());
        var id = await NewExchangeAsync(other);
        var target = Sqlite(NewDirectory());
        await Assert.ThrowsAsync<StoppedException>(() => CopyAsync(other, target, stopBeforeCommit: 1));

        await IsRefusedAsync(Sqlite(traded.CopyTo(NewDirectory())), target, $"unfinished copy of exchange {id} from the data directory {other.Directory}");
    }

    [Fact]
    public async Task Copy_ToAStoreOfBeforeThereWereIds_IsRefused()
    {
        var target = Sqlite(NewDirectory());
        await using (var store = target.Store())
        {
            await store.PrepareAsync(CancellationToken.None);
            await new RelationalUsers(store).AddAsync(new NewUser("a", "a", "", IsAdmin: false, 0), CancellationToken.None);
        }

        await IsRefusedAsync(Sqlite(traded.CopyTo(NewDirectory())), target, "is not empty");
    }

    [Fact]
    public async Task Copy_FromAnUnfinishedCopy_IsRefused()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        await Assert.ThrowsAsync<StoppedException>(() => CopyAsync(source, target, stopBeforeCommit: 2));

        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => CopyAsync(target, Sqlite(NewDirectory())));

        Assert.Contains("is an unfinished copy of exchange ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Copy_WhileAnEngineHoldsOneSide_IsRefusedAndToldWho(bool isSource)
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        using var holder = (isSource ? source : target).Journal().OpenWriter();

        var refused = await Assert.ThrowsAsync<JournalInUseException>(() => CopyAsync(source, target));

        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains((isSource ? source : target).Directory, refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Copy_ToADatabaseThatIsInUse_IsRefusedAndToldWho()
    {
        var target = new PostgresStores(postgres.CreateDatabase());
        using var holder = target.Journal().OpenWriter();

        var refused = await Assert.ThrowsAsync<JournalInUseException>(() => CopyAsync(Sqlite(traded.CopyTo(NewDirectory())), target));

        Assert.Contains($"MiniExchange engine {Environment.ProcessId}@", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_WhileItRuns_KeepsEnginesFromBothSides()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        var tried = 0;

        await CopyAsync(source, target, progress: _ =>
        {
            if (tried++ > 0) return;
            Assert.Throws<JournalInUseException>(source.Journal().OpenWriter);
            Assert.Throws<JournalInUseException>(target.Journal().OpenWriter);
        });

        Assert.True(tried > 0);
    }

    [Fact]
    public async Task Copy_FromAnEmptyDirectory_SaysWhatIsMissingAndMakesNothing()
    {
        var nowhere = Sqlite(Path.Combine(_root, "nowhere"));

        await IsRefusedAsync(nowhere, Sqlite(NewDirectory()), $"There is no exchange in the data directory {nowhere.Directory}: journal.db is missing");

        Assert.False(Directory.Exists(nowhere.Directory));
    }

    [PostgresFact]
    public async Task Copy_FromAnEmptyDatabase_SaysSo() =>
        await IsRefusedAsync(new PostgresStores(postgres.CreateDatabase()), Sqlite(NewDirectory()), "There is no exchange in the PostgreSQL database");

    [Fact]
    public async Task Copy_OntoItself_IsRefused()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));

        await IsRefusedAsync(source, source, "cannot be copied onto itself");
    }

    [Fact]
    public async Task Copy_WhenARowWasChangedOnTheTarget_FailsAndStaysUnfinished()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var target = Sqlite(NewDirectory());
        await Assert.ThrowsAsync<StoppedException>(() => CopyAsync(source, target, stopBeforeCommit: 3));
        await using (var connection = await target.OpenJournalAsync())
        {
            await connection.ExecuteAsync("update journal set created = created + 1 where ordering = 5");
        }

        await IsRefusedAsync(source, target, "differ in: journal");

        Assert.Contains(
            "is an unfinished copy", Assert.Throws<JournalUnavailableException>(target.Journal().OpenWriter).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsCopied_IsEveryTableAndColumnThatNoProjectionWrites()
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        await using var journal = await source.OpenJournalAsync();
        await using var store = source.Store();
        await using var relational = await store.OpenAsync(CancellationToken.None);

        // One row each, set by other means than copying; and listen keys, which clients make anew after an hour at the latest.
        string[] ofItsOwn =
        [
            "journal_writer", "journal_exchange", "journal_copy", "relational_exchange", "relational_schema", "projections", "api_key_removals",
            "listen_keys",
        ];
        var found = new List<string>();
        foreach (var connection in (DbConnection[])[journal, relational])
        {
            var tables = await connection.QueryAsync<string>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'");
            foreach (var table in tables.Except(ofItsOwn).Except(RelationalSchema.ProjectedTables))
            {
                var columns = await connection.QueryAsync<string>($"select name from pragma_table_info('{table}')");
                found.Add($"{table}: {string.Join(", ", columns.Order(StringComparer.Ordinal))}");
            }
        }

        Assert.Equal(
            CopiedTable.All.Select(table => $"{table.Name}: {string.Join(", ", table.Columns.Select(column => column.Name).Order(StringComparer.Ordinal))}").Order(),
            found.Order());
    }

    private async Task InterruptThereAndBackAsync(SeededRandom random)
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        Stores there = new PostgresStores(postgres.CreateDatabase());
        var back = Sqlite(NewDirectory());

        await InterruptAsync(source, there, random);
        await InterruptAsync(there, back, random);

        Assert.Equal(await source.DumpAsync(), await there.DumpAsync());
        Assert.Equal(await source.DumpAsync(), await back.DumpAsync());
        await GoesOnAsync(back);
    }

    // Each attempt ends a few commits later than the one before: before a commit, after one, or by cancellation.
    private async Task InterruptAsync(Stores from, Stores to, SeededRandom random)
    {
        var interruptions = 0;
        while (true)
        {
            using var cancellation = new CancellationTokenSource();
            var commits = random.Between(1, 6) + (5 * interruptions);
            var stopBefore = random.Chance(50) ? commits : int.MaxValue;
            var reports = 0;
            var isCanceled = random.Chance(50);
            try
            {
                await CopyAsync(
                    from,
                    to,
                    stopBefore,
                    now =>
                    {
                        if (!now.Step.StartsWith("copying", StringComparison.Ordinal) || ++reports < commits) return;
                        if (isCanceled) cancellation.Cancel();
                        else throw new StoppedException();
                    },
                    cancellation.Token);
                break;
            }
            catch (Exception stopped) when (stopped is StoppedException or OperationCanceledException)
            {
                interruptions++;
                Assert.True(interruptions < 100, "It never came to an end.");
                var refused = Assert.Throws<JournalUnavailableException>(to.Journal().OpenWriter);
                Assert.Contains("is an unfinished copy of exchange", refused.Message, StringComparison.Ordinal);
                await Assert.ThrowsAsync<JournalUnavailableException>(
                    () => OpenExchange.StartAsync(to.Journal(), OpenExchange.Options(1024 * 1024, 1_000)));
            }
        }

        Assert.True(interruptions > 0, "It was never interrupted.");
    }

    // The order that was under way arrives, new ones trade, new users and records get numbers that nobody had.
    private static async Task GoesOnAsync(Stores stores)
    {
        await using var store = stores.Store();
        var journal = stores.Journal();
        await ExchangePair.RequireAsync((IExchangeIdentity)journal, store, CancellationToken.None);
        var users = new RelationalUsers(store);
        var name = Guid.NewGuid().ToString("N");
        var newest = await users.AddAsync(new NewUser(name, name, "", IsAdmin: false, 0), CancellationToken.None);
        Assert.True(newest!.Id.Value > TradedExchange.Traders);
        Assert.Equal(new AccountId(1), (await users.FindAsync("zoë ☃", CancellationToken.None))!.Id);
        Assert.Equal(["127.0.0.1", "::1"], (await users.FindKeyAsync("pair", CancellationToken.None))!.AllowedAddresses);

        await using var exchange = await OpenExchange.StartAsync(journal, OpenExchange.Options(64 * 1024, lowWaterEveryMs: 10));
        var depth = await exchange.DepthAsync();
        Assert.Contains(depth.Bids, level => level.Price == new PriceTicks(TradedExchange.WaitingTicks) && level.Quantity == new QuantityLots(3));

        await exchange.FundAsync(newest.Id.Value);
        var best = depth.Bids[0];
        var sold = await exchange.PlaceAsync(newest.Id.Value, Side.Sell, best.Price.Value, best.Quantity.Value);
        Assert.Equal(best.Quantity, sold.Executed);
    }

    private async Task EarlierVersionStaysAsync(Stores other)
    {
        var source = Sqlite(traded.CopyTo(NewDirectory()));
        var id = await NewExchangeAsync(other);
        await using var store = other.Store();
        await MakeVersion2Async(store);

        await IsRefusedAsync(source, other, $"holds another exchange, {id}. Nothing was changed");

        await using var connection = await store.OpenAsync(CancellationToken.None);
        Assert.Equal(2, await connection.ExecuteScalarAsync<long>("SELECT version FROM relational_schema"));

        // Nor one of before there were ids.
        await connection.ExecuteAsync("INSERT INTO users (username, username_folded, email, email_folded, password_hash, is_admin, created_at) VALUES ('a', 'a', 'a', 'a', '', FALSE, 0)");
        await connection.ExecuteAsync("DROP TABLE relational_exchange");
        await using (var journal = await other.OpenJournalAsync()) await journal.ExecuteAsync("delete from journal_exchange");
        await IsRefusedAsync(source, other, "is not empty. Nothing was changed");
        Assert.Equal(2, await connection.ExecuteScalarAsync<long>("SELECT version FROM relational_schema"));
    }

    private static async Task MakeVersion2Async(RelationalStore store)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("DROP TABLE listen_keys");
        await connection.ExecuteAsync("DROP TABLE api_key_removals");
        await connection.ExecuteAsync("UPDATE relational_schema SET version = 2");
    }

    private static async Task<Guid> NewExchangeAsync(Stores stores)
    {
        await using var store = stores.Store();
        await store.PrepareAsync(CancellationToken.None);
        await ExchangePair.RequireAsync((IExchangeIdentity)stores.Journal(), store, CancellationToken.None);
        await using var exchange = await OpenExchange.StartAsync(stores.Journal(), OpenExchange.Options(64 * 1024, 1_000));
        return (await store.ReadIdentityAsync(CancellationToken.None)).ExchangeId!.Value;
    }

    private async Task IsRefusedAsync(Stores from, Stores to, string says)
    {
        var refused = await Assert.ThrowsAsync<CopyFailedException>(() => CopyAsync(from, to));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private async Task<CopyReport> CopyAsync(
        Stores from, Stores to, int stopBeforeCommit = int.MaxValue, Action<CopyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var source = from.Place();
        await using var target = to.Place();
        _commits = 0;
        var copy = new JournalCopy(source, target, new Told(progress ?? (static _ => { })))
        {
            BeforeCommit = () =>
            {
                if (++_commits >= stopBeforeCommit) throw new StoppedException();
            },
        };
        return await copy.RunAsync(static () => { }, cancellationToken);
    }

    private static async Task<CopyReport> VerifyAsync(Stores from, Stores to)
    {
        await using var source = from.Place();
        await using var target = to.Place();
        return await new JournalCopy(source, target, new Told(static _ => { })).VerifyAsync(CancellationToken.None);
    }

    private string NewDirectory() =>
        Directory.CreateDirectory(Path.Combine(_root, (++_directories).ToString(CultureInfo.InvariantCulture))).FullName;

    private static SqliteStores Sqlite(string directory) => new(directory);

    private sealed class StoppedException : Exception;

    private sealed class Told(Action<CopyProgress> tell) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => tell(value);
    }

    /// <summary>One exchange's stores, opened as an exchange opens them.</summary>
    private abstract class Stores
    {
        public abstract ExchangePlace Place();

        public abstract IJournal Journal();

        public abstract RelationalStore Store();

        public abstract Task<DbConnection> OpenJournalAsync();

        public RelationalUsers Users() => new(Store());

        /// <summary>Every row of what is copied, in the words of the database alone.</summary>
        public async Task<IReadOnlyList<string>> DumpAsync()
        {
            await using var store = Store();
            await using var relational = await store.OpenAsync(CancellationToken.None);
            await using var journal = await OpenJournalAsync();
            var rows = new List<string>();
            foreach (var table in CopiedTables)
            {
                var found = await (table is "users" or "api_keys" ? relational : journal).QueryAsync($"select * from {table}");
                rows.AddRange(found.Cast<IDictionary<string, object?>>()
                    .Select(row => $"{table}: {string.Join(" | ", row.OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => $"{cell.Key}={Text(cell.Value)}"))}")
                    .Order(StringComparer.Ordinal));
            }

            rows.Add($"low water: {await journal.ExecuteScalarAsync<long>("select low_water from journal_writer")}");
            rows.Add($"exchange: {await journal.ExecuteScalarAsync<string>("select exchange_id from journal_exchange")}");
            rows.Add($"exchange: {await relational.ExecuteScalarAsync<string>("select exchange_id from relational_exchange")}");
            return rows;
        }

        private static string Text(object? value) => value switch
        {
            null => "null",
            bool yes => yes ? "1" : "0",
            byte[] bytes => Convert.ToHexString(bytes),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private sealed class SqliteStores(string directory) : Stores
    {
        public string Directory => directory;

        public override ExchangePlace Place() => ExchangePlace.Sqlite(directory, lockWaitMs: 0);

        public override IJournal Journal() => new SqliteJournal(new SqliteJournalOptions(TradedExchange.JournalOf(directory)));

        public override RelationalStore Store() => new SqliteStore(Path.Combine(directory, ExchangePlace.RelationalFile));

        public override async Task<DbConnection> OpenJournalAsync()
        {
            var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = TradedExchange.JournalOf(directory), Pooling = false }.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }
    }

    private sealed class PostgresStores(string connectionString) : Stores
    {
        private PostgresJournalOptions Options => new(connectionString) { LockWaitMs = 200 };

        public override ExchangePlace Place() => ExchangePlace.PostgreSql(Options);

        public override IJournal Journal() => new PostgresJournal(Options);

        public override RelationalStore Store() => new PostgreSqlStore(connectionString);

        public override async Task<DbConnection> OpenJournalAsync()
        {
            var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            return connection;
        }
    }
}
