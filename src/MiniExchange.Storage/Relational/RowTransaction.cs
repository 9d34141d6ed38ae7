using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;

namespace MiniExchange.Storage.Relational;

/// <summary>A transaction of either database, with statements that take many keys at a time.</summary>
/// <param name="Inner">The driver's.</param>
/// <param name="Dialect">The database's words.</param>
internal sealed record RowTransaction(DbTransaction Inner, SqlDialect Dialect)
{
    // Without arrays keys stand in the text, so no two texts are the same: Dapper must not remember them.
    private const int KeysPerText = 200;

    public DbConnection Connection => Inner.Connection!;

    public Task<List<T>> ReadAsync<T>(
        string text, object? parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken, CommandFlags flags = CommandFlags.None) =>
        Connection.ReadAsync(text, parameters, read, cancellationToken, Inner, flags);

    /// <summary>Runs a query that ends in <c>IN</c> for all keys of two numbers.</summary>
    public Task<List<T>> ReadKeysAsync<T>(
        string text, IEnumerable<(long, long)> keys, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        ReadEndingsAsync(text, EndingsFor(keys), read, cancellationToken);

    /// <summary>Runs a query that ends in <c>IN</c> for all keys of one number.</summary>
    public Task<List<T>> ReadKeysAsync<T>(
        string text, IEnumerable<long> keys, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        ReadEndingsAsync(text, EndingsFor(keys), read, cancellationToken);

    /// <summary>Runs a statement that ends in <c>IN</c> for all keys of two numbers.</summary>
    public async Task RunForKeysAsync(string text, IEnumerable<(long, long)> keys, CancellationToken cancellationToken)
    {
        foreach (var (ending, parameters, flags) in EndingsFor(keys))
        {
            await Connection.ExecuteAsync(
                new CommandDefinition(text + ending, parameters, Inner, flags: flags, cancellationToken: cancellationToken));
        }
    }

    private async Task<List<T>> ReadEndingsAsync<T>(
        string text,
        IEnumerable<(string Ending, object? Parameters, CommandFlags Flags)> endings,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        foreach (var (ending, parameters, flags) in endings)
        {
            rows.AddRange(await ReadAsync(text + ending, parameters, read, cancellationToken, flags));
        }

        return rows;
    }

    private IEnumerable<(string Ending, object? Parameters, CommandFlags Flags)> EndingsFor(IEnumerable<(long First, long Second)> keys)
    {
        if (!Dialect.HasArrays) return Texts(keys.Select(static key => string.Create(CultureInfo.InvariantCulture, $"({key.First}, {key.Second})")));

        (long First, long Second)[] all = [.. keys];
        if (all.Length == 0) return [];
        long[] first = [.. all.Select(static key => key.First)];
        long[] second = [.. all.Select(static key => key.Second)];
        return [(" (SELECT * FROM unnest(@first, @second))", new { first, second }, CommandFlags.None)];
    }

    private IEnumerable<(string Ending, object? Parameters, CommandFlags Flags)> EndingsFor(IEnumerable<long> keys)
    {
        if (!Dialect.HasArrays) return Texts(keys.Select(static key => string.Create(CultureInfo.InvariantCulture, $"({key})")));

        long[] all = [.. keys];
        return all.Length == 0 ? [] : [(" (SELECT * FROM unnest(@keys))", new { keys = all }, CommandFlags.None)];
    }

    // Whole numbers only, so there is nothing to escape.
    private static IEnumerable<(string Ending, object? Parameters, CommandFlags Flags)> Texts(IEnumerable<string> keys) =>
        keys.Chunk(KeysPerText).Select(static chunk => ($" (VALUES {string.Join(", ", chunk)})", (object?)null, CommandFlags.NoCache));
}
