using System;
using System.Data.Common;
using System.Linq;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Conformance;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;
using MiniExchange.Storage;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Users;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>How a store comes to its tables.</summary>
public abstract class SchemaKit : RelationalKit
{
    [KitFact]
    public async Task PrepareAsync_Again_KeepsWhatIsThere()
    {
        await new RelationalUsers(Store).AddAsync(new NewUser("Alice", "a@example.org", "hash", false, 1), None);

        await Store.PrepareAsync(None);

        Assert.NotNull(await new RelationalUsers(Store).FindAsync("alice", None));
    }

    [KitFact]
    public async Task PrepareAsync_ByManyAtOnceOnAnEmptyDatabase_Succeeds()
    {
        await using var empty = await CreateDatabaseAsync();
        var stores = Enumerable.Range(0, 6).Select(_ => empty.Open()).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.PrepareAsync(None))));

        Assert.NotNull(await new RelationalUsers(stores[0]).AddAsync(new NewUser("Alice", "a@example.org", "hash", false, 1), None));
        foreach (var store in stores) await store.DisposeAsync();
    }

    [KitFact]
    public async Task Identity_OnceWritten_IsKeptAndNeverReplaced()
    {
        var id = Guid.NewGuid();
        Assert.Equal(new StoreIdentity(null, HasContent: false), await Store.ReadIdentityAsync(None));

        await Store.WriteIdentityAsync(id, None);
        await Store.PrepareAsync(None);

        await Assert.ThrowsAnyAsync<DbException>(() => Store.WriteIdentityAsync(Guid.NewGuid(), None));
        Assert.Equal(new StoreIdentity(id, HasContent: false), await Store.ReadIdentityAsync(None));
    }

    [KitTheory]
    [InlineData("INSERT INTO users (username, username_folded, email, email_folded, password_hash, is_admin, created_at) VALUES ('a', 'a', 'a', 'a', '', false, 1)")]
    [InlineData("UPDATE projections SET position = 1")]
    public async Task Identity_OfAStoreWithUsersOrRows_SaysThatItHasContent(string kept)
    {
        await ExecuteAsync(kept);

        Assert.Equal(new StoreIdentity(null, HasContent: true), await Store.ReadIdentityAsync(None));
    }

    [KitFact]
    public async Task PrepareAsync_OfAStoreOfBeforeThereWereIds_AddsThePlaceForOne()
    {
        await ExecuteAsync("DROP TABLE relational_exchange");

        await Store.PrepareAsync(None);

        Assert.Null((await Store.ReadIdentityAsync(None)).ExchangeId);
    }

    [KitFact]
    public async Task PrepareAsync_OfVersion1_KeepsUsersAndKeysAndMakesAllElseAgain()
    {
        TradingDay.Write(Feed);
        await CatchUpAsync(NewProjection());
        var fresh = await DumpAsync();
        await using var database = await CreateDatabaseAsync();
        await using var old = database.Open();
        await using (var connection = await old.OpenAsync(None))
        {
            await connection.ExecuteAsync(SchemaVersion1.Create(old.Dialect));
            await connection.ExecuteAsync(
                """
                INSERT INTO users (username, username_folded, email, email_folded, password_hash, is_admin, created_at)
                VALUES ('Alice', 'ALICE', 'a@example.org', 'A@EXAMPLE.ORG', 'hash', false, 5);
                INSERT INTO api_keys (api_key, user_id, encrypted_secret, label, permissions, created_at)
                VALUES ('key', 1, @secret, 'label', 3, 6);
                INSERT INTO relational_exchange (id, exchange_id) VALUES (1, @exchange);
                INSERT INTO trades VALUES (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
                INSERT INTO asset_totals VALUES (9, 1, 1, 0, 0, 0);
                UPDATE projections SET position = @position;
                """,
                new { secret = new byte[] { 1, 2, 3 }, exchange = Guid.Empty.ToString(), position = Feed.LastPosition });
        }

        await old.PrepareAsync(None);
        await old.PrepareAsync(None);
        var projection = NewProjection(store: old);
        Assert.Equal(RecordCount, await CatchUpAsync(projection));

        Assert.Equal(fresh, await DumpAsync(old));
        var users = new RelationalUsers(old);
        Assert.Equal(new User(new AccountId(1), "Alice", "a@example.org", "hash", false, 5), await users.FindAsync("alice", None));
        Assert.Equal([1, 2, 3], (await users.FindKeyAsync("key", None))!.EncryptedSecret);
        Assert.Equal(new StoreIdentity(Guid.Empty, HasContent: true), await old.ReadIdentityAsync(None));
    }

    [KitFact]
    public async Task PrepareAsync_OfVersion2_KeepsAllAndAddsWhatFrontEndsShare()
    {
        TradingDay.Write(Feed);
        await CatchUpAsync(NewProjection());
        var rows = await DumpAsync();
        var users = new RelationalUsers(Store);
        var alice = (await users.AddAsync(new NewUser("Alice", "a@example.org", "hash", false, 1), None))!;
        await users.AddKeyAsync(alice.Id, new NewApiKey("key", [1], "label", ApiPermissions.UserData, 1), None);
        await ExecuteAsync("DROP TABLE listen_keys; DROP TABLE api_key_removals; UPDATE relational_schema SET version = 2");

        await Store.PrepareAsync(None);
        await Store.PrepareAsync(None);

        Assert.Equal(rows, await DumpAsync());
        Assert.Equal("listen", await new RelationalListenKeys(Store).OpenAsync("key", "listen", TimeSpan.FromHours(1), None));
        Assert.Equal(0, await users.CountRemovedKeysAsync(None));
    }

    [KitFact]
    public async Task PrepareAsync_WhenTheSchemaIsNewer_IsRefused()
    {
        await ExecuteAsync("UPDATE relational_schema SET version = 4");

        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => Store.PrepareAsync(None));

        Assert.Equal(
            "The relational store has schema version 4; this program knows versions up to 3. "
            + "Start the program that wrote it, or a later one.",
            refused.Message);
    }
}
