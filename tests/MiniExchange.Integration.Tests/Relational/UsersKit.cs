using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Conformance;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Relational.Users;
using Xunit;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>What users and keys promise, on any store.</summary>
public abstract class UsersKit : RelationalKit
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private RelationalUsers Users => new(Store);

    private RelationalListenKeys ListenKeys => new(Store);

    [KitFact]
    public async Task AddAsync_OnAnEmptyStore_GivesTheFirstIdAndKeepsEverything()
    {
        var added = await Users.AddAsync(Named("Alice"), None);

        Assert.Equal(new User(new AccountId(1), "Alice", "Alice@example.org", "hash", IsAdmin: true, 1_700_000_000_000_001), added);
        Assert.Equal(added, await Users.FindAsync("Alice", None));
        Assert.Equal(added, await Users.FindAsync(new AccountId(1), None));
        Assert.Null(await Users.FindAsync("Bob", None));
        Assert.Null(await Users.FindAsync(new AccountId(2), None));
    }

    [KitTheory]
    [InlineData("ALICE", "other@example.org")]
    [InlineData("other", "aLICE@EXAMPLE.org")]
    public async Task AddAsync_WhenNameOrAddressDiffersOnlyInCase_IsTaken(string username, string email)
    {
        await Users.AddAsync(Named("Alice"), None);

        Assert.Null(await Users.AddAsync(Named("Alice") with { Username = username, Email = email }, None));
        Assert.NotNull(await Users.AddAsync(Named("Bob"), None));
    }

    [KitFact]
    public async Task FindAsync_InAnotherCase_FindsTheUserAlsoBeyondAscii()
    {
        var added = await Users.AddAsync(Named("Zoë"), None);

        Assert.Equal(added, await Users.FindAsync("zOË", None));
        Assert.Null(await Users.AddAsync(Named("ZOË"), None));
    }

    [KitFact]
    public async Task Keys_AddedAndRemoved_AreTheirOwnersAlone()
    {
        var alice = (await Users.AddAsync(Named("Alice"), None))!.Id;
        var bob = (await Users.AddAsync(Named("Bob"), None))!.Id;
        await Users.AddKeyAsync(alice, Key("first", ApiPermissions.UserData), None);
        await Users.AddKeyAsync(alice, Key("second", ApiPermissions.UserData | ApiPermissions.Trade), None);

        Assert.Equal(["first", "second"], (await Users.KeysAsync(alice, None)).Select(key => key.Key));
        Assert.Empty(await Users.KeysAsync(bob, None));
        var found = await Users.FindKeyAsync("second", None);
        Assert.Equal(
            (alice, "label", ApiPermissions.UserData | ApiPermissions.Trade, 5L),
            (found!.User, found.Label, found.Permissions, found.CreatedAtUnixMicros));
        Assert.Equal(new byte[] { 1, 0, 255 }, found.EncryptedSecret);

        Assert.False(await Users.RemoveKeyAsync(bob, "first", None));
        Assert.True(await Users.RemoveKeyAsync(alice, "first", None));
        Assert.False(await Users.RemoveKeyAsync(alice, "first", None));
        Assert.Null(await Users.FindKeyAsync("first", None));
        Assert.NotNull(await Users.FindKeyAsync("second", None));
    }

    [KitFact]
    public async Task Key_WithAPublicHalfAndAddresses_IsReadBackAsItIs()
    {
        var alice = (await Users.AddAsync(Named("Alice"), None))!.Id;
        await Users.AddKeyAsync(
            alice,
            Key("pair", ApiPermissions.Trade) with
            {
                EncryptedSecret = [], Kind = ApiKeyKind.Ed25519, PublicKey = [0, 1, 255], AllowedAddresses = ["192.0.2.1", "2001:db8::/32"],
            },
            None);
        await Users.AddKeyAsync(alice, Key("secret", ApiPermissions.Trade), None);

        var pair = (await Users.FindKeyAsync("pair", None))!;
        Assert.Equal((ApiKeyKind.Ed25519, ApiPermissions.Trade), (pair.Kind, pair.Permissions));
        Assert.Equal(new byte[] { 0, 1, 255 }, pair.PublicKey);
        Assert.Equal(["192.0.2.1", "2001:db8::/32"], pair.AllowedAddresses);
        Assert.Empty(pair.EncryptedSecret);

        var secret = (await Users.FindKeyAsync("secret", None))!;
        Assert.Equal(ApiKeyKind.Hmac, secret.Kind);
        Assert.Empty(secret.PublicKey);
        Assert.Empty(secret.AllowedAddresses);
    }

    [KitFact]
    public async Task AddManyAsync_OfTenThousand_GivesIdsInTheOrderGivenAndEachItsKey()
    {
        await Users.AddAsync(Named("Alice"), None);

        var ids = await Users.AddManyAsync(Many(10_000), None);

        Assert.Equal(10_000, ids.Distinct().Count());
        Assert.Equal(ids.Order(Comparer<AccountId>.Create((left, right) => left.Value.CompareTo(right.Value))), ids);
        Assert.Equal(ids[1_234], (await Users.FindAsync("USER-1234", None))?.Id);
        Assert.Equal(ids[9_999], (await Users.FindKeyAsync("key-9999", None))?.User);
    }

    [KitFact]
    public async Task AddManyAsync_WhenOneNameIsTaken_AddsNobody()
    {
        await Users.AddAsync(Named("uSER-3"), None);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Users.AddManyAsync(Many(5), None));

        Assert.Contains("'user-3'", failure.Message, StringComparison.Ordinal);
        Assert.Null(await Users.FindAsync("user-0", None));
        Assert.Null(await Users.FindKeyAsync("key-0", None));
    }

    [KitFact]
    public async Task HasAdministrator_IsTrueOnceSomebodyIs()
    {
        await Users.AddAsync(Named("trader") with { IsAdmin = false }, None);
        Assert.False(await Users.HasAdministratorAsync(None));

        await Users.AddAsync(Named("admin"), None);
        await Users.AddAsync(Named("second"), None);
        Assert.True(await Users.HasAdministratorAsync(None));
    }

    [KitFact]
    public async Task RemovedKeys_AreCountedOnce()
    {
        var alice = (await Users.AddAsync(Named("Alice"), None))!.Id;
        await Users.AddKeyAsync(alice, Key("key", ApiPermissions.Trade), None);
        Assert.Equal(0, await Users.CountRemovedKeysAsync(None));

        Assert.False(await Users.RemoveKeyAsync(new AccountId(99), "key", None));
        Assert.True(await Users.RemoveKeyAsync(alice, "key", None));
        Assert.False(await Users.RemoveKeyAsync(alice, "key", None));

        Assert.Equal(1, await Users.CountRemovedKeysAsync(None));
    }

    [KitFact]
    public async Task ListenKey_IsOneForEachApiKeyAndItsOwnersAlone()
    {
        var alice = (await Users.AddAsync(Named("Alice"), None))!.Id;
        await Users.AddKeyAsync(alice, Key("key", ApiPermissions.UserData), None);
        await Users.AddKeyAsync(alice, Key("other", ApiPermissions.UserData), None);

        Assert.Equal("one", await ListenKeys.OpenAsync("key", "one", Hour, None));
        Assert.Equal("one", await ListenKeys.OpenAsync("key", "two", Hour, None));
        Assert.Equal("three", await ListenKeys.OpenAsync("other", "three", Hour, None));
        Assert.Null(await ListenKeys.OpenAsync("unknown", "four", Hour, None));

        Assert.Equal(("key", alice), await ListenKeys.FindAsync("one", None) is { } found ? (found.Key, found.User) : default);
        Assert.False(await ListenKeys.ExtendAsync("one", new AccountId(99), Hour, None));
        Assert.False(await ListenKeys.CloseAsync("one", new AccountId(99), None));
        Assert.True(await ListenKeys.ExtendAsync("one", alice, Hour, None));
        Assert.True(await ListenKeys.CloseAsync("one", alice, None));
        Assert.False(await ListenKeys.CloseAsync("one", alice, None));
        Assert.Null(await ListenKeys.FindAsync("one", None));
        Assert.Equal(["three"], await ListenKeys.StillGoodAsync(["one", "three", "four"], None));
    }

    [KitFact]
    public async Task ListenKey_LastsItsTimeByTheStoresClock_AndNoLongerThanItsApiKey()
    {
        var alice = (await Users.AddAsync(Named("Alice"), None))!.Id;
        await Users.AddKeyAsync(alice, Key("key", ApiPermissions.UserData), None);
        await ListenKeys.OpenAsync("key", "one", Hour, None);
        await using (var connection = await Store.OpenAsync(None))
        {
            var expiresAt = DateTimeOffset.UnixEpoch.AddMicroseconds(await connection.ExecuteScalarAsync<long>("SELECT expires_at FROM listen_keys"));
            Assert.Equal(60, (expiresAt - DateTimeOffset.UtcNow).TotalMinutes, tolerance: 1);
            await connection.ExecuteAsync("UPDATE listen_keys SET expires_at = 1");
        }

        Assert.Null(await ListenKeys.FindAsync("one", None));
        Assert.False(await ListenKeys.ExtendAsync("one", alice, Hour, None));
        Assert.False(await ListenKeys.CloseAsync("one", alice, None));
        Assert.Empty(await ListenKeys.StillGoodAsync(["one"], None));
        Assert.Equal("two", await ListenKeys.OpenAsync("key", "two", Hour, None));

        await Users.RemoveKeyAsync(alice, "key", None);
        Assert.Empty(await ListenKeys.StillGoodAsync(["two"], None));
        Assert.Null(await ListenKeys.OpenAsync("key", "three", Hour, None));
    }

    private static NewUser Named(string name) =>
        new(name, $"{name}@example.org", "hash", IsAdmin: true, 1_700_000_000_000_001);

    private static NewApiKey Key(string key, ApiPermissions permissions) => new(key, [1, 0, 255], "label", permissions, 5);

    private static List<(NewUser User, NewApiKey Key)> Many(int count) => Enumerable.Range(0, count)
        .Select(i => i.ToString(CultureInfo.InvariantCulture))
        .Select(i => (Named($"user-{i}"), Key($"key-{i}", ApiPermissions.Trade)))
        .ToList();
}
