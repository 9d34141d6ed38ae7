using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Api.Fakes;

internal sealed class MemoryUsers : IUsers
{
    private readonly List<User> _users = [];
    private readonly List<ApiKey> _keys = [];
    private long _removed;

    public int KeyLookups { get; private set; }

    public Task<User?> AddAsync(NewUser user, CancellationToken cancellationToken)
    {
        if (_users.Any(other => IsSame(other.Username, user.Username) || IsSame(other.Email, user.Email)))
        {
            return Task.FromResult<User?>(null);
        }

        var added = new User(
            new AccountId(_users.Count + 1), user.Username, user.Email, user.PasswordHash, user.IsAdmin, user.CreatedAtUnixMicros);
        _users.Add(added);
        return Task.FromResult<User?>(added);
    }

    /// <summary>What looking up users and keys fails with; null while the store is there.</summary>
    public DbException? Failure { get; set; }

    /// <summary>Runs once, when a key has been looked up and whoever asked does not know it yet.</summary>
    public Func<ApiKey, Task>? OnceFound { get; set; }

    public Task<bool> HasAdministratorAsync(CancellationToken cancellationToken) => Task.FromResult(_users.Any(user => user.IsAdmin));

    public async Task<IReadOnlyList<AccountId>> AddManyAsync(
        IReadOnlyList<(NewUser User, NewApiKey Key)> users, CancellationToken cancellationToken)
    {
        var ids = new List<AccountId>();
        foreach (var (user, key) in users)
        {
            var added = await AddAsync(user, cancellationToken);
            await AddKeyAsync(added!.Id, key, cancellationToken);
            ids.Add(added.Id);
        }

        return ids;
    }

    public Task<User?> FindAsync(string username, CancellationToken cancellationToken) =>
        Failure is not null ? throw Failure : Task.FromResult(_users.Find(user => IsSame(user.Username, username)));

    public Task<User?> FindAsync(AccountId id, CancellationToken cancellationToken) =>
        Task.FromResult(_users.Find(user => user.Id == id));

    public Task<ApiKey> AddKeyAsync(AccountId user, NewApiKey key, CancellationToken cancellationToken)
    {
        var added = new ApiKey(user, key.Key, key.EncryptedSecret, key.Label, key.Permissions, key.CreatedAtUnixMicros)
        {
            Kind = key.Kind,
            PublicKey = key.PublicKey,
            AllowedAddresses = key.AllowedAddresses,
        };
        _keys.Add(added);
        return Task.FromResult(added);
    }

    public Task<IReadOnlyList<ApiKey>> KeysAsync(AccountId user, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ApiKey>>([.. _keys.Where(key => key.User == user)]);

    public async Task<ApiKey?> FindKeyAsync(string apiKey, CancellationToken cancellationToken)
    {
        KeyLookups++;
        if (Failure is not null) throw Failure;
        var found = _keys.Find(key => key.Key == apiKey);
        if (found is null || OnceFound is not { } happens) return found;
        OnceFound = null;
        await happens(found);
        return found;
    }

    public Task<bool> RemoveKeyAsync(AccountId user, string apiKey, CancellationToken cancellationToken)
    {
        var removed = _keys.RemoveAll(key => key.User == user && key.Key == apiKey);
        _removed += removed;
        return Task.FromResult(removed > 0);
    }

    /// <summary>What counting waits for, whatever it is told; null while the store answers.</summary>
    public TaskCompletionSource<long>? Hanging { get; set; }

    public Task<long> CountRemovedKeysAsync(CancellationToken cancellationToken) =>
        Failure is not null ? throw Failure : Hanging?.Task ?? Task.FromResult(_removed);

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
