using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Dapper;

namespace MiniExchange.Storage.Journaling;

/// <summary>The row of a journal that names its exchange; the same on both stores.</summary>
internal static class JournalIdentity
{
    public static async Task<StoreIdentity> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var id = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition("select exchange_id from journal_exchange", cancellationToken: cancellationToken));
        var records = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("select count(*) from (select 1 from journal limit 1) as any_record", cancellationToken: cancellationToken));
        return new StoreIdentity(id is null ? null : Guid.Parse(id), records > 0);
    }

    public static Task WriteAsync(DbConnection connection, Guid exchangeId, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "insert into journal_exchange (id, exchange_id) values (1, @id)",
            new { id = exchangeId.ToString() },
            cancellationToken: cancellationToken));
}
