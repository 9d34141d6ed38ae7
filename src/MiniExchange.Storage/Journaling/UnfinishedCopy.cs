using System;
using System.Data.Common;
using Dapper;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>The row of a journal that is there only while the journal is the target of a copy that has not ended; the same on both stores.</summary>
/// <param name="ExchangeId">The exchange that is copied.</param>
/// <param name="Origin">How operators know the store that it is copied from.</param>
internal sealed record UnfinishedCopy(Guid ExchangeId, string Origin)
{
    public static UnfinishedCopy? Read(DbConnection connection)
    {
        using var rows = connection.ExecuteReader("select exchange_id, origin from journal_copy");
        return rows.Read() ? new UnfinishedCopy(Guid.Parse(rows.GetString(0)), rows.GetString(1)) : null;
    }

    /// <summary>Keeps an engine from a journal of which the end is missing. To be called under the journal's lock.</summary>
    /// <exception cref="JournalUnavailableException">A copy to this journal has not ended; the message says from where.</exception>
    public static void Refuse(DbConnection connection, string storeName)
    {
        if (Read(connection) is not { } copy) return;

        throw new JournalUnavailableException(
            $"The {storeName} is an unfinished copy of exchange {copy.ExchangeId} from {copy.Origin}. Run copy-journal with the same --from "
            + "and --to again, which goes on where it ended, or delete what has been copied.");
    }
}
