using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Npgsql;

namespace MiniExchange.Storage.Journaling;

/// <summary>Who may append: the holders of an advisory lock, which one session has alone or cluster nodes in shares, and whoever does.</summary>
internal static class PostgresLock
{
    /// <summary>"MiniExch" in ASCII. Cluster nodes share this lock; the embedded engine holds it alone.</summary>
    public const long Key = 0x4D696E6945786368;

    /// <summary>Shared by the nodes that are members of the running cluster. <see cref="Key"/> and one more is taken while tables are made.</summary>
    public const long MemberKey = Key + 2;

    /// <summary>Picks from <c>pg_locks</c> the transactions that append, or may have: an insert takes this lock before a number is drawn.</summary>
    public const string AppendLocks =
        """
        locks.locktype = 'relation' and locks.relation = 'journal'::regclass and locks.mode = 'RowExclusiveLock' and locks.granted
            and locks.database = (select oid from pg_database where datname = current_database())
        """;

    private const int PollMs = 50;

    // Two's halves of the key are how pg_locks shows it.
    private const string AdvisoryLocks =
        """
        locks.locktype = 'advisory' and locks.granted and locks.objsubid = 1
            and locks.database = (select oid from pg_database where datname = current_database())
            and locks.classid::bigint = @key >> 32 and locks.objid::bigint = @key & 4294967295
        """;

    /// <summary>Takes the lock, or a share of it, for the session; false if other sessions stand against it for longer than may be waited.</summary>
    public static bool TryTake(NpgsqlConnection connection, bool shared, int waitMs)
    {
        using var take = new NpgsqlCommand(
            shared ? "select pg_try_advisory_lock_shared(@key)" : "select pg_try_advisory_lock(@key)", connection);
        take.Parameters.AddWithValue("key", Key);
        return BecomesTrue(take, waitMs);
    }

    /// <summary>Waits until no transaction appends; false if one lasts longer than may be waited.</summary>
    public static bool TryAwaitAppends(NpgsqlConnection connection, int waitMs)
    {
        using var ended = new NpgsqlCommand($"select not exists (select from pg_locks locks where {AppendLocks})", connection);
        return BecomesTrue(ended, waitMs);
    }

    /// <summary>How many sessions hold the lock or a share of it.</summary>
    public static long CountHolders(NpgsqlConnection connection)
    {
        using var count = new NpgsqlCommand($"select count(*) from pg_locks locks where {AdvisoryLocks}", connection);
        count.Parameters.AddWithValue("key", Key);
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>Who holds the lock, as the server sees them, the longest connected first.</summary>
    public static string DescribeHolders(NpgsqlConnection connection) => Describe(connection, AdvisoryLocks);

    /// <summary>Who appends, as the server sees them.</summary>
    public static string DescribeAppenders(NpgsqlConnection connection) => Describe(connection, AppendLocks);

    /// <summary>Asks for the names of other sessions that hold <see cref="MemberKey"/>.</summary>
    public static NpgsqlCommand OtherMembers(NpgsqlConnection connection)
    {
        var query = new NpgsqlCommand(
            $"""
            select activity.application_name
            from pg_locks locks left join pg_stat_activity activity on activity.pid = locks.pid
            where {AdvisoryLocks} and locks.pid <> pg_backend_pid()
            order by activity.application_name
            """,
            connection);
        query.Parameters.AddWithValue("key", MemberKey);
        return query;
    }

    private static bool BecomesTrue(NpgsqlCommand question, int waitMs)
    {
        var waited = Stopwatch.StartNew();
        while (question.ExecuteScalar() is not true)
        {
            if (waited.ElapsedMilliseconds >= waitMs) return false;
            Thread.Sleep(PollMs);
        }

        return true;
    }

    private static string Describe(NpgsqlConnection connection, string which)
    {
        using var query = new NpgsqlCommand(
            $"""
            select coalesce('"' || activity.application_name || '", connected from '
                || coalesce(host(activity.client_addr), 'a local socket') || ' since '
                || to_char(activity.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
                || ' UTC (server process ' || activity.pid || ')', 'server process ' || locks.pid, 'a prepared transaction')
            from pg_locks locks left join pg_stat_activity activity on activity.pid = locks.pid
            where {which}
            order by activity.backend_start, activity.pid
            """,
            connection);
        query.Parameters.AddWithValue("key", Key);
        using var rows = query.ExecuteReader();
        var holders = new List<string>();
        while (rows.Read()) holders.Add(rows.GetString(0));
        return holders.Count == 0 ? "a session that ended just now" : string.Join(" and ", holders);
    }
}
