using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Dapper;

namespace MiniExchange.Storage.Relational;

/// <summary>Queries whose rows are read column by column: the two drivers give other types for the same column.</summary>
internal static class Sql
{
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
}
