using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Users;

/// <summary>Listen keys in a table, one row for each API key at most; the row goes with the API key's.</summary>
public sealed class RelationalListenKeys(RelationalStore store) : IListenKeyStore
{
    private const int KeysPerStatement = 200;

    private readonly string _now = store.Dialect.NowUnixMicros;

    /// <inheritdoc />
    public async Task<string?> OpenAsync(string apiKey, string newListenKey, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            $"""
            INSERT INTO listen_keys (listen_key, api_key, expires_at)
            SELECT @newListenKey, api_key, {_now} + @lifetime FROM api_keys WHERE api_key = @apiKey
            ON CONFLICT (api_key) DO UPDATE SET
                listen_key = CASE WHEN listen_keys.expires_at > {_now} THEN listen_keys.listen_key ELSE excluded.listen_key END,
                expires_at = excluded.expires_at
            RETURNING listen_key
            """,
            new { newListenKey, apiKey, lifetime = Micros(lifetime) },
            cancellationToken: cancellationToken));
    }

    /// <inheritdoc />
    public Task<bool> ExtendAsync(string listenKey, AccountId account, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ChangeAsync($"UPDATE listen_keys SET expires_at = {_now} + @lifetime", listenKey, account, Micros(lifetime), cancellationToken);

    /// <inheritdoc />
    public Task<bool> CloseAsync(string listenKey, AccountId account, CancellationToken cancellationToken) =>
        ChangeAsync("DELETE FROM listen_keys", listenKey, account, lifetime: 0, cancellationToken);

    /// <inheritdoc />
    public async Task<ApiKey?> FindAsync(string listenKey, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var found = await connection.ReadAsync(
            $"{RelationalUsers.SelectKey} api_key = (SELECT api_key FROM listen_keys WHERE listen_key = @listenKey AND expires_at > {_now})",
            new { listenKey },
            RelationalUsers.ReadKey,
            cancellationToken);
        return found.SingleOrDefault();
    }

    /// <inheritdoc />
    public async Task<IReadOnlySet<string>> StillGoodAsync(IReadOnlyCollection<string> listenKeys, CancellationToken cancellationToken)
    {
        var good = new HashSet<string>(StringComparer.Ordinal);
        await using var connection = await store.OpenAsync(cancellationToken);
        foreach (var some in listenKeys.Chunk(KeysPerStatement))
        {
            // One parameter each: the drivers differ in what they make of a list.
            var parameters = new DynamicParameters();
            for (var i = 0; i < some.Length; i++) parameters.Add(Name(i), some[i]);
            good.UnionWith(await connection.ReadAsync(
                $"SELECT listen_key FROM listen_keys WHERE expires_at > {_now} AND listen_key IN ({string.Join(", ", some.Select((_, i) => Name(i)))})",
                parameters,
                row => row.GetString(0),
                cancellationToken,
                flags: CommandFlags.NoCache));
        }

        return good;
    }

    private async Task<bool> ChangeAsync(string change, string listenKey, AccountId account, long lifetime, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            $"""
            {change} WHERE listen_key = @listenKey AND expires_at > {_now}
                AND api_key IN (SELECT api_key FROM api_keys WHERE user_id = @user)
            """,
            new { listenKey, user = account.Value, lifetime },
            cancellationToken: cancellationToken)) == 1;
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"@key{i}");

    private static long Micros(TimeSpan lifetime) => lifetime.Ticks / TimeSpan.TicksPerMicrosecond;
}
