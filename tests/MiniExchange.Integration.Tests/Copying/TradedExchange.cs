using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Data.Sqlite;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage;
using MiniExchange.Storage.Copying;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Users;
using Xunit;

namespace MiniExchange.Integration.Tests.Copying;

/// <summary>
/// A data directory on SQLite of an exchange that has traded: users and keys, open orders, stops, snapshots of books and accounts, more
/// peers of a book than one chunk holds, and an order that its account sent and its book never got.
/// </summary>
public sealed class TradedExchange : IAsyncLifetime
{
    /// <summary>More than a chunk of peers.</summary>
    public const int Traders = 1_100;

    /// <summary>Whose order is under way.</summary>
    public const long Waiting = 7;

    /// <summary>The price of the order that is under way; nobody else has it.</summary>
    public const long WaitingTicks = 8_500;

    private readonly string _directory = Directory.CreateTempSubdirectory("miniexchange-copy-").FullName;

    public static string JournalOf(string directory) => Path.Combine(directory, ExchangePlace.JournalFile);

    /// <summary>The same exchange in a directory of its own.</summary>
    public string CopyTo(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.GetFiles(_directory)) File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        return directory;
    }

    public async Task InitializeAsync()
    {
        var journal = new SqliteJournal(new SqliteJournalOptions(JournalOf(_directory)));
        await using var store = new SqliteStore(Path.Combine(_directory, ExchangePlace.RelationalFile));
        await store.PrepareAsync(CancellationToken.None);
        await AddUsersAsync(new RelationalUsers(store));
        await using (var exchange = await OpenExchange.StartAsync(journal, OpenExchange.Options(snapshotMinBytes: 512, lowWaterEveryMs: 1)))
        {
            await ExchangePair.RequireAsync(journal, store, CancellationToken.None);
            await TradeAsync(exchange);
        }

        // As it is left by a crash between two commits: the account's record is there, the book's is not.
        await using (var exchange = await OpenExchange.StartAsync(journal, OpenExchange.Options(1024 * 1024, lowWaterEveryMs: 600_000)))
        {
            var (highest, lowWater) = Ask<long, long>("select max(ordering), (select low_water from journal_writer) from journal");
            await exchange.PlaceAsync(Waiting, Side.Buy, WaitingTicks, lots: 3);
            Execute(
                $"""
                create temp table cut as select min(ordering) as position from journal where ordering > {highest} and persistence_id = 'account-{Waiting}';
                delete from journal where ordering > (select position from cut);
                """);
            Assert.Equal((1L, lowWater), Ask<long, long>($"select count(*), (select low_water from journal_writer) from journal where ordering > {highest}"));
        }

        Assert.True(HasChunkOfPeers(), "No chunk of peers was stored.");
        Assert.True(Ask<long>("select count(*) from snapshot where persistence_id like 'account-%'") > 0, "No account was stored.");
        Assert.True(Ask<long>("select low_water from journal_writer") > 0, "No low-water position was stored.");
        Assert.True(Ask<long>("select count(*) from journal") > 5_000, "Too few records for several batches.");
        SqliteConnection.ClearAllPools();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task AddUsersAsync(RelationalUsers users)
    {
        await users.AddManyAsync(
            [.. Enumerable.Range(1, Traders).Select(i => (Named(i == 1 ? "Zoë ☃" : $"trader-{i}"), Key($"key-{i}")))], CancellationToken.None);
        await users.AddKeyAsync(
            new AccountId(1),
            Key("pair") with { EncryptedSecret = [], Kind = ApiKeyKind.Ed25519, PublicKey = [1, 2, 3], AllowedAddresses = ["127.0.0.1", "::1"] },
            CancellationToken.None);

        // Its number must not be given again.
        await users.AddKeyAsync(new AccountId(2), Key("removed"), CancellationToken.None);
        Assert.True(await users.RemoveKeyAsync(new AccountId(2), "removed", CancellationToken.None));
    }

    private async Task TradeAsync(OpenExchange exchange)
    {
        var accounts = Enumerable.Range(1, Traders).ToArray();
        await Task.WhenAll(accounts.Select(account => exchange.FundAsync(account)));

        // Half of them cross; what is left rests on both sides.
        await Task.WhenAll(accounts.Select(account => exchange.PlaceAsync(
            account, account % 2 == 0 ? Side.Buy : Side.Sell, ticks: 10_000 + account % 7, lots: 1 + account % 5)));
        await Task.WhenAll(accounts.Take(50).Select(account => exchange.PlaceAsync(account, Side.Sell, ticks: 4_000, lots: 2, stopTicks: 5_000 + account)));

        // How many commits a round takes depends on the machine, and with them when a snapshot is due.
        for (var round = 0; round < 3 || (round < 30 && !HasChunkOfPeers()); round++)
        {
            await Task.WhenAll(accounts.Select(account => exchange.PlaceAsync(account, Side.Buy, ticks: 9_000 + account % 100, lots: 1)));
        }
    }

    private bool HasChunkOfPeers() => Ask<long>("select count(*) from snapshot where persistence_id like 'book-%/peers/%'") > 0;

    private static NewUser Named(string name) => new(name, $"{name}@example.org", $"hash of {name}", IsAdmin: name.Length == 6, 1_700_000_000_000_001);

    private static NewApiKey Key(string name) => new(
        name, [0, 255, (byte)name.Length], "a label, \"quoted\"", ApiPermissions.UserData | ApiPermissions.Trade, 1_700_000_000_000_002);

    private T Ask<T>(string question)
    {
        using var connection = Open();
        return connection.ExecuteScalar<T>(question)!;
    }

    private (TFirst First, TSecond Second) Ask<TFirst, TSecond>(string question)
    {
        using var connection = Open();
        return connection.QuerySingle<(TFirst, TSecond)>(question);
    }

    private void Execute(string statements)
    {
        using var connection = Open();
        connection.Execute(statements);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = JournalOf(_directory), Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }
}
