using System;
using System.Data.Common;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Conformance;
using MiniExchange.Application.Users;
using MiniExchange.Storage;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Users;
using Xunit;

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
    public async Task PrepareAsync_WhenTheSchemaIsNewer_IsRefused()
    {
        await ExecuteAsync("UPDATE relational_schema SET version = 3");

        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => Store.PrepareAsync(None));

        Assert.Equal(
            "The relational store has schema version 3; this program knows versions up to 2. "
            + "Start the program that wrote it, or a later one.",
            refused.Message);
    }
}
