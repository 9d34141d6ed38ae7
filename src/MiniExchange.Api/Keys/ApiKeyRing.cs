using System;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Keys;

/// <summary>The keys in use, with their secrets ready for signing. A key removed here is dead at once.</summary>
internal sealed partial class ApiKeyRing(
    IUsers users, ApiKeyIssuer issuer, IOptions<ApiOptions> options, TimeProvider time, ILogger<ApiKeyRing> logger)
{
    private readonly ConcurrentDictionary<string, Entry> _keys = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _removals;
    private bool _hasWarned;

    /// <summary>A key by its public part; null if there is none, or if its secret cannot be decrypted any more.</summary>
    public ValueTask<SigningKey?> FindAsync(string apiKey, CancellationToken cancellationToken) =>
        _keys.TryGetValue(apiKey, out var entry) && time.GetTimestamp() < entry.GoodUntil
            ? new ValueTask<SigningKey?>(entry.Key)
            : LoadAsync(apiKey, cancellationToken);

    /// <summary>Removes one of a user's keys.</summary>
    /// <returns>Whether it existed.</returns>
    public async Task<bool> RemoveAsync(AccountId user, string apiKey, CancellationToken cancellationToken)
    {
        if (!await users.RemoveKeyAsync(user, apiKey, cancellationToken)) return false;
        lock (_gate)
        {
            _removals++;
            _keys.TryRemove(apiKey, out _);
        }

        return true;
    }

    private async ValueTask<SigningKey?> LoadAsync(string apiKey, CancellationToken cancellationToken)
    {
        var removalsBefore = Volatile.Read(ref _removals);
        var stored = await users.FindKeyAsync(apiKey, cancellationToken);
        if (stored is null)
        {
            _keys.TryRemove(apiKey, out _);
            return null;
        }

        byte[] secret;
        try
        {
            secret = issuer.Decrypt(stored.EncryptedSecret);
        }
        catch (CryptographicException)
        {
            // Once a process: whoever lost these keys lost them for every secret, and clients go on asking.
            if (!Interlocked.Exchange(ref _hasWarned, true)) LogUndecipherable(logger);
            return null;
        }

        var key = new SigningKey(stored.User, secret, stored.Permissions);
        lock (_gate)
        {
            // A key that was removed while it was being looked up must not come back.
            if (_removals == removalsBefore)
            {
                if (_keys.Count >= options.Value.MaxCachedApiKeys) _keys.Clear();
                var goodFor = (long)(options.Value.ApiKeyCacheSeconds * (double)time.TimestampFrequency);
                _keys[apiKey] = new Entry(key, time.GetTimestamp() + goodFor);
            }
        }

        return key;
    }

    [LoggerMessage(5003, LogLevel.Warning, "An API key's secret cannot be decrypted, and requests signed with it are refused: the data protection keys that encrypted it are gone. Put the data directory's keys folder back from a backup and start again, or have users make new API keys.")]
    private static partial void LogUndecipherable(ILogger logger);

    private sealed record Entry(SigningKey Key, long GoodUntil);
}

/// <summary>A key as signatures are checked with it.</summary>
/// <param name="User">Whose.</param>
/// <param name="Secret">The bytes that requests are signed with.</param>
/// <param name="Permissions">What it may be used for.</param>
internal sealed record SigningKey(AccountId User, byte[] Secret, ApiPermissions Permissions);
