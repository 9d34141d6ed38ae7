using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Api.Fakes;

internal sealed class MemoryListenKeys(MemoryUsers users, TimeProvider time) : IListenKeyStore
{
    private readonly Dictionary<string, (string ListenKey, DateTimeOffset ExpiresAt)> _byApiKey = new(StringComparer.Ordinal);

    public async Task<string?> OpenAsync(string apiKey, string newListenKey, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (await users.FindKeyAsync(apiKey, cancellationToken) is null) return null;
        var listenKey = _byApiKey.TryGetValue(apiKey, out var open) && open.ExpiresAt > time.GetUtcNow() ? open.ListenKey : newListenKey;
        _byApiKey[apiKey] = (listenKey, time.GetUtcNow() + lifetime);
        return listenKey;
    }

    public async Task<bool> ExtendAsync(string listenKey, AccountId account, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (await FindAsync(listenKey, cancellationToken) is not { } key || key.User != account) return false;
        _byApiKey[key.Key] = (listenKey, time.GetUtcNow() + lifetime);
        return true;
    }

    public async Task<bool> CloseAsync(string listenKey, AccountId account, CancellationToken cancellationToken) =>
        await FindAsync(listenKey, cancellationToken) is { } key && key.User == account && _byApiKey.Remove(key.Key);

    public Task<ApiKey?> FindAsync(string listenKey, CancellationToken cancellationToken)
    {
        var apiKey = _byApiKey.FirstOrDefault(entry => entry.Value.ListenKey == listenKey && entry.Value.ExpiresAt > time.GetUtcNow()).Key;
        return apiKey is null ? Task.FromResult<ApiKey?>(null) : users.FindKeyAsync(apiKey, cancellationToken);
    }

    public async Task<IReadOnlySet<string>> StillGoodAsync(IReadOnlyCollection<string> listenKeys, CancellationToken cancellationToken)
    {
        var good = new HashSet<string>();
        foreach (var listenKey in listenKeys)
        {
            if (await FindAsync(listenKey, cancellationToken) is not null) good.Add(listenKey);
        }

        return good;
    }
}
