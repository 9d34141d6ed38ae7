using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using Npgsql;
using Xunit;
using static MiniExchange.Conformance.Journaling.Batches;

namespace MiniExchange.Integration.Tests.Journaling;

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresJournalTests : JournalKit
{
    private readonly PrivatePostgres _postgres;
    private readonly Lazy<string> _database;

    public PostgresJournalTests(PrivatePostgres postgres)
    {
        _postgres = postgres;
        _database = new Lazy<string>(_postgres.CreateDatabase);
    }

    [PostgresFact]
    public void Commit_WhenTheConnectionIsCutBeforeTheServerHasCommit_StoresNothing()
    {
        var found = CommitThroughACut(CutAt.BeforeCommitIsForwarded);

        Assert.Equal(0, found);
    }

    [PostgresFact]
    public void Commit_WhenTheConnectionIsCutOnceTheServerHasCommit_IsStoredWholeOrNotAtAll()
    {
        var found = CommitThroughACut(CutAt.OnceCommitIsForwarded);

        Assert.True(found is 0 or 3, $"Found {found} of 3 records.");
    }

    [PostgresFact]
    public void Commit_WhenOnlyTheServersAnswerIsLost_FailsThoughItIsStored()
    {
        var found = CommitThroughACut(CutAt.OnceTheServerAnswers);

        Assert.Equal(3, found);
    }

    [PostgresFact]
    public void Commit_WhenAnotherSessionAppendedWithoutTheLock_IsFenced()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of(Record(Alice, 1)));
        Ask(
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            values (0, false, 'account-1', 2, '', '', 0, 'somebody-else')
            """);

        var failure = Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Record(Bob, 1), Record(Alice, 2))));

        Assert.Contains("second writer", failure.Message, StringComparison.Ordinal);
        using var reader = OpenJournal().OpenReader();
        Assert.Empty(reader.ReadStream(Bob, 0));
    }

    [PostgresFact]
    public void Commit_WhenTheServerEndsTheSession_FailsAndTheJournalOpensAnew()
    {
        using (var writer = OpenJournal().OpenWriter())
        {
            writer.Commit(Of(Record(Alice, 1)));
            Ask("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");

            Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Record(Alice, 2))));
            Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Record(Alice, 2))));
        }

        using var reopened = OpenJournal().OpenWriter();
        reopened.Commit(Of(Record(Alice, 2)));
        using var reader = OpenJournal().OpenReader();
        Assert.Equal([1L, 2L], reader.ReadStream(Alice, 0).Select(record => record.Number));
    }

    [PostgresFact]
    public void Writer_ThatConfirmsItsLockAndThenFallsSilent_LosesItInTheTimeOfADeadPeer()
    {
        using var silent = OpenImpatient(_database.Value);
        silent.Confirm();
        Assert.Throws<JournalInUseException>(() => OpenJournal(lockWaitMs: 0).OpenWriter());

        // Its connection is sound, and its system answers for it: only the server can notice.
        using var successor = OpenJournal().OpenWriter();
        successor.Confirm();

        Assert.Throws<JournalUnavailableException>(silent.Confirm);
        Assert.Throws<JournalUnavailableException>(() => silent.Commit(Of(Record(Alice, 1))));
    }

    [PostgresFact]
    public void Writer_ThatStandsBy_IsToldAtOnceWhoHoldsTheJournal()
    {
        using var holder = OpenJournal().OpenWriter();

        var refused = Assert.Throws<JournalInUseException>(
            () => new PostgresJournal(new PostgresJournalOptions(_database.Value) { StandsBy = true }).OpenWriter());

        Assert.Contains($"engine {Environment.ProcessId}@", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Stop that engine", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Commit_WhenTheServerDoesNotAnswer_FailsInTheTimeOfADeadPeer()
    {
        using var writer = OpenImpatient(_database.Value);
        await using var other = new NpgsqlConnection(_database.Value);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var block = new NpgsqlCommand("lock table journal in access exclusive mode", other, transaction);
        await block.ExecuteNonQueryAsync();

        await FailsInSecondsAsync(() => writer.Commit(Of(Record(Alice, 1))));
    }

    [PostgresFact]
    public async Task Commit_WhenCommitItselfTakesTooLong_FailsInTheTimeOfADeadPeer()
    {
        using var writer = OpenImpatient(_database.Value);
        Ask(
            """
            create function stall() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
            create constraint trigger stalls after insert on journal deferrable initially deferred for each row execute function stall();
            """);

        await FailsInSecondsAsync(() => writer.Commit(Of(Record(Alice, 1))));
    }

    [PostgresFact]
    public void Read_WhenTheServerEndsTheSession_FailsAsUnavailable()
    {
        using var reader = OpenJournal().OpenReader();
        Ask("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'MiniExchange reader%'"
            + " and datname = current_database()");

        Assert.Throws<JournalUnavailableException>(() => reader.ReadAfter(0, 1));
    }

    [PostgresFact]
    public void OpenWriter_WhenTheOldSessionLingers_WaitsForItsEnd()
    {
        using var lingering = new NpgsqlConnection(_database.Value);
        lingering.Open();
        using var held = new NpgsqlCommand(
            $"select pg_advisory_lock({PostgresLock.Key.ToString(CultureInfo.InvariantCulture)})", lingering);
        held.ExecuteNonQuery();
        var refused = Assert.Throws<JournalInUseException>(() => OpenJournal(lockWaitMs: 0).OpenWriter());
        Assert.Contains("server process", refused.Message, StringComparison.Ordinal);

        // The server ends the old session while the new one already asks; which comes first does not matter.
        using var patient = new NpgsqlConnection(_database.Value);
        patient.Open();
        using var end = new NpgsqlCommand("select pg_terminate_backend(@pid, 10000)", patient);
        end.Parameters.AddWithValue("pid", lingering.ProcessID);
        var ending = end.ExecuteNonQueryAsync();
        using var writer = OpenJournal().OpenWriter();

        writer.Commit(Of(Record(Alice, 1)));
        Assert.True(writer.LastPosition > 0);
        Assert.True(ending.Wait(TimeSpan.FromSeconds(30)), "Waited for the server to end the lingering session.");
    }

    [PostgresFact]
    public void OpenWriter_WhenSynchronousCommitIsOff_IsRefusedUnlessLossIsAllowed()
    {
        var database = new NpgsqlConnectionStringBuilder(_database.Value).Database;
        _postgres.Execute($"alter database {database} set synchronous_commit = off");

        var refusal = Assert.Throws<JournalUnavailableException>(() => OpenJournal().OpenWriter());

        Assert.Contains("synchronous_commit=off", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Storage:AllowDataLoss", refusal.Message, StringComparison.Ordinal);
        using var allowed = new PostgresJournal(new PostgresJournalOptions(_database.Value) { AllowDataLoss = true }).OpenWriter();
        Assert.Equal(0, allowed.LastPosition);
    }

    [PostgresFact]
    public void OpenWriter_WhenFsyncIsOff_IsRefused()
    {
        // A server of its own: the setting is the whole server's.
        using var server = PostgresServer.Start("fsync=off");

        var refusal = Assert.Throws<JournalUnavailableException>(
            () => new PostgresJournal(new PostgresJournalOptions(server.ConnectionString)).OpenWriter());

        Assert.Contains("fsync=off", refusal.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public void OpenWriter_WhenNobodyListens_SaysWhereAndKeepsThePassword()
    {
        var nobody = new NpgsqlConnectionStringBuilder(_database.Value) { Port = 1, Password = "very-secret" };

        var failure = Assert.Throws<JournalUnavailableException>(
            () => new PostgresJournal(new PostgresJournalOptions(nobody.ConnectionString)).OpenWriter());

        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public void OpenWriter_OnAnyServer_EndsASilentSessionInSeconds()
    {
        using var writer = OpenJournal().OpenWriter();

        Assert.Equal("10000", AskOf(((PostgresJournalWriter)writer).Connection, "select setting from pg_settings where name = 'tcp_user_timeout'"));
        Assert.Equal("10", AskOf(((PostgresJournalWriter)writer).Connection, "select setting from pg_settings where name = 'tcp_keepalives_idle'"));
    }

    [PostgresFact]
    public void OpenForCopy_LetsAStatementTakeAsLongAsItDoes()
    {
        using var writer = new PostgresJournal(new PostgresJournalOptions(_database.Value)).OpenForCopy(mayBeUnfinished: false);

        Assert.Equal(0, writer.Connection.CommandTimeout);
    }

    [PostgresFact]
    public async Task Options_OfTheOperator_AreKeptBesideOurs()
    {
        var given = new NpgsqlConnectionStringBuilder(_database.Value)
        {
            Options = "-c search_path=theirs -c statement_timeout=0 -c idle_in_transaction_session_timeout=0",
            Pooling = false,
        };

        await using var append = new NpgsqlConnection(new PostgresJournal(new PostgresJournalOptions(given.ConnectionString)).AppendersConnectionString);
        await append.OpenAsync();
        Assert.Equal("theirs", AskOf(append, "show search_path"));
        Assert.Equal("10s", AskOf(append, "show statement_timeout"));

        await using var store = new PostgreSqlStore(given.ConnectionString);
        await using var query = (NpgsqlConnection)await store.OpenAsync(CancellationToken.None);
        Assert.Equal("theirs", AskOf(query, "show search_path"));
        Assert.Equal("10s", AskOf(query, "show idle_in_transaction_session_timeout"));
    }

    [PostgresFact]
    public void ReadAddresses_AmongManyRecords_GoesFromActorToActorByTheIndex()
    {
        using (var writer = OpenJournal().OpenWriter()) writer.Commit(Of(Record(Alice, 1)));
        Ask(
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            select 0, false, 'book-' || actor, number, '', '', 0, '' from generate_series(1, 4) actor, generate_series(1, 50000) number
            """);
        Ask("vacuum analyze journal");
        using var reader = OpenJournal().OpenReader();
        Assert.Equal(4, reader.ReadAddresses("book").Count);

        // The question that the reader asks for every actor; a plan that walks records would be found here.
        var plan = Ask(
            """
            explain (format json) select min(persistence_id collate "C") from journal
            where persistence_id collate "C" > 'book-' and persistence_id collate "C" < 'book.'
            """);
        Assert.Contains("\"Limit\"", plan, StringComparison.Ordinal);
        Assert.Contains("journal_persistence_id_sequence_number_key", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Identity_BesideAWriter_IsKeptAndSaysWhetherThereAreRecords()
    {
        var id = Guid.NewGuid();
        var journal = (IExchangeIdentity)OpenJournal();
        Assert.Equal(new StoreIdentity(null, HasContent: false), await journal.ReadIdentityAsync(CancellationToken.None));
        using var writer = OpenJournal().OpenWriter();

        await journal.WriteIdentityAsync(id, CancellationToken.None);
        writer.Commit(Of(Record(Alice, 1)));

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.WriteIdentityAsync(Guid.NewGuid(), CancellationToken.None));
        Assert.Equal(new StoreIdentity(id, HasContent: true), await journal.ReadIdentityAsync(CancellationToken.None));
    }

    [PostgresFact]
    public async Task Identity_OfAJournalOfBeforeThereWereIds_IsAbsent()
    {
        using (var writer = OpenJournal().OpenWriter()) writer.Commit(Of(Record(Alice, 1)));
        Ask("drop table journal_exchange, journal_copy");

        var identity = await ((IExchangeIdentity)OpenJournal()).ReadIdentityAsync(CancellationToken.None);

        Assert.Equal(new StoreIdentity(null, HasContent: true), identity);
    }

    [PostgresFact]
    public void Records_InTheDatabase_HaveTheColumnsThatAkkaReads()
    {
        using (var writer = OpenJournal().OpenWriter()) writer.Commit(Of(Record(Alice, 1)));

        Assert.Equal(
            "638355968001234560|f|account-1|1|account-1 1|sample.record/1|7|32",
            Ask(
                """
                select concat_ws('|', created, deleted, persistence_id, sequence_number, convert_from(message, 'UTF8'), manifest, identifier,
                    length(writer_uuid)) from journal
                """));
    }

    protected override IJournal OpenJournal(int lockWaitMs = 30_000) =>
        new PostgresJournal(new PostgresJournalOptions(_database.Value) { LockWaitMs = lockWaitMs });

    protected override long CountSnapshotRows() => long.Parse(Ask("select count(*) from snapshot"), CultureInfo.InvariantCulture);

    private static IJournalWriter OpenImpatient(string connectionString) =>
        new PostgresJournal(new PostgresJournalOptions(connectionString) { DeadPeerMs = 1_000 }).OpenWriter();

    // The driver's own patience is 30 s; a second, and two for the server to confirm that it gave up, are far from that.
    private static async Task FailsInSecondsAsync(Action commit)
    {
        var committing = Task.Run(() => Assert.Throws<JournalUnavailableException>(commit));
        Assert.True(await Task.WhenAny(committing, Task.Delay(TimeSpan.FromSeconds(15))) == committing, "Waited 15 s for the commit to fail.");
        await committing;
    }

    /// <summary>Commits three records through a cut, decides them anew if they are lost, and says how many had been found.</summary>
    private int CommitThroughACut(CutAt cut)
    {
        using (var writer = OpenJournal().OpenWriter()) writer.Commit(Of(Record(Alice, 1)));

        var real = new NpgsqlConnectionStringBuilder(_database.Value);
        using (var proxy = new CuttingProxy(real.Host!, real.Port))
        {
            var throughProxy = new NpgsqlConnectionStringBuilder(_database.Value) { Host = "127.0.0.1", Port = proxy.Port };
            using var writer = new PostgresJournal(new PostgresJournalOptions(throughProxy.ConnectionString)).OpenWriter();
            writer.Commit(Of(Record(Book, 1)));
            proxy.CutAtNextCommit(cut);
            Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Records(Alice, 2, 4))));
            Assert.True(proxy.HasCut);
        }

        using var reopened = OpenJournal().OpenWriter();
        using var reader = OpenJournal().OpenReader();
        var found = reader.ReadStream(Alice, 1).Count();
        if (found == 0) reopened.Commit(Of(Records(Alice, 2, 4)));

        Assert.Equal([1L, 2L, 3L, 4L], reader.ReadStream(Alice, 0).Select(record => record.Number));
        Assert.Equal(5, reader.ReadAfter(0, 100).Count);
        return found;
    }

    private string Ask(string question)
    {
        using var connection = new NpgsqlConnection(_database.Value);
        connection.Open();
        return AskOf(connection, question);
    }

    private static string AskOf(NpgsqlConnection connection, string question)
    {
        using var command = new NpgsqlCommand(question, connection);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }
}
