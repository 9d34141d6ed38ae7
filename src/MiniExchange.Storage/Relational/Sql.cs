using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;

namespace MiniExchange.Storage.Relational;

/// <summary>Queries whose rows are read column by column: the two drivers give other types for the same column.</summary>
internal static class Sql
{
    // Keys stand in the text, so no two texts are the same: Dapper must not remember them.
    private const int KeysPerStatement = 200;

    public static async Task<List<T>> ReadAsync<T>(
        this DbConnection connection,
        string text,
        object? parameters,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken,
        DbTransaction? transaction = null,
        CommandFlags flags = CommandFlags.None)
    {
        var rows = new List<T>();
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(text, parameters, transaction, flags: flags, cancellationToken: cancellationToken));
        while (await reader.ReadAsync(cancellationToken)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a statement that ends in <c>IN</c> for all keys of two numbers, some at a time.</summary>
    public static Task<List<T>> ReadKeysAsync<T>(
        this DbTransaction transaction,
        string text,
        IEnumerable<(long, long)> keys,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken) =>
        transaction.ReadKeysAsync(text, keys.Select(Text), read, cancellationToken);

    /// <summary>Runs a statement that ends in <c>IN</c> for all keys of one number, some at a time.</summary>
    public static Task<List<T>> ReadKeysAsync<T>(
        this DbTransaction transaction,
        string text,
        IEnumerable<long> keys,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken) =>
        transaction.ReadKeysAsync(text, keys.Select(Text), read, cancellationToken);

    private static async Task<List<T>> ReadKeysAsync<T>(
        this DbTransaction transaction,
        string text,
        IEnumerable<string> keys,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        foreach (var chunk in keys.Chunk(KeysPerStatement))
        {
            rows.AddRange(await transaction.Connection!.ReadAsync(
                $"{text} {Values(chunk)}", null, read, cancellationToken, transaction, CommandFlags.NoCache));
        }

        return rows;
    }

    /// <summary>Runs a statement that ends in <c>IN</c> for all keys of two numbers, some at a time.</summary>
    public static async Task RunForKeysAsync(
        this DbTransaction transaction, string text, IEnumerable<(long, long)> keys, CancellationToken cancellationToken)
    {
        foreach (var chunk in keys.Select(Text).Chunk(KeysPerStatement))
        {
            await transaction.Connection!.ExecuteAsync(
                new CommandDefinition(
                    $"{text} {Values(chunk)}",
                    transaction: transaction,
                    flags: CommandFlags.NoCache,
                    cancellationToken: cancellationToken));
        }
    }

    // Whole numbers only, so there is nothing to escape.
    private static string Text((long First, long Second) key) => string.Create(CultureInfo.InvariantCulture, $"({key.First}, {key.Second})");

    private static string Text(long key) => string.Create(CultureInfo.InvariantCulture, $"({key})");

    private static string Values(string[] keys) => $"(VALUES {string.Join(", ", keys)})";
}
