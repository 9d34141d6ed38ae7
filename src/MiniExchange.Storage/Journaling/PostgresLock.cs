using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Npgsql;

namespace MiniExchange.Storage.Journaling;

/// <summary>The advisory lock of one exchange's database: held alone by the session that appends, or in shares by one session of each cluster node.</summary>
internal static class PostgresLock
{
    /// <summary>"MiniExch" in ASCII. Cluster nodes share this lock; the embedded engine holds it alone.</summary>
    public const long Key = 0x4D696E6945786368;

    private const int PollMs = 50;

    // Two's halves of the key are how pg_locks shows it.
    private const string HolderQuery =
        """
        select activity.application_name, activity.pid, coalesce(host(activity.client_addr), 'a local socket'),
            to_char(activity.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
        from pg_locks locks join pg_stat_activity activity on activity.pid = locks.pid
        where locks.locktype = 'advisory' and locks.granted and locks.objsubid = 1
            and locks.database = (select oid from pg_database where datname = current_database())
            and locks.classid::bigint = @key >> 32 and locks.objid::bigint = @key & 4294967295
        order by activity.backend_start, activity.pid
        """;

    /// <summary>Takes the lock, or a share of it, for the session; false if other sessions stand against it for longer than may be waited.</summary>
    public static bool TryTake(NpgsqlConnection connection, bool shared, int waitMs)
    {
        using var take = new NpgsqlCommand(
            shared ? "select pg_try_advisory_lock_shared(@key)" : "select pg_try_advisory_lock(@key)", connection);
        take.Parameters.AddWithValue("key", Key);
        var waited = Stopwatch.StartNew();
        while (take.ExecuteScalar() is not true)
        {
            if (waited.ElapsedMilliseconds >= waitMs) return false;
            Thread.Sleep(PollMs);
        }

        return true;
    }

    /// <summary>Who holds it, as the server sees them, the longest connected first.</summary>
    public static string DescribeHolders(NpgsqlConnection connection)
    {
        using var query = new NpgsqlCommand(HolderQuery, connection);
        query.Parameters.AddWithValue("key", Key);
        using var rows = query.ExecuteReader();
        var holders = new List<string>();
        while (rows.Read())
        {
            holders.Add(
                $"\"{rows.GetString(0)}\", connected from {rows.GetString(2)} since {rows.GetString(3)} UTC (server process {rows.GetInt32(1)})");
        }

        return holders.Count == 0 ? "a session that ended just now" : string.Join(" and ", holders);
    }
}
