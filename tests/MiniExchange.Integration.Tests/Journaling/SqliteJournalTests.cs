using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Storage;
using MiniExchange.Storage.Journaling;
using Xunit;
using static MiniExchange.Conformance.Journaling.Batches;

namespace MiniExchange.Integration.Tests.Journaling;

public sealed class SqliteJournalTests : JournalKit, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("miniexchange-journal-").FullName;

    private string DatabasePath => Path.Combine(_directory, "data", "journal.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Commit_WhenTheDiskIsFull_FailsAndNeitherLosesNorDoubles()
    {
        var confirmed = 0;
        var journal = new SqliteJournal(new SqliteJournalOptions(DatabasePath) { MaxBytes = 256 * 1024 });
        using (var writer = journal.OpenWriter())
        {
            var payload = new byte[5000];
            Assert.Throws<JournalUnavailableException>(() =>
            {
                while (confirmed < 1000)
                {
                    writer.Commit(Of(Record(Alice, confirmed + 1, payload), Record(Book, confirmed + 1, payload)));
                    confirmed++;
                }
            });
        }

        Assert.InRange(confirmed, 1, 999);

        // There is room again, and the engine decides anew what was not confirmed, under the same numbers.
        using var reopened = OpenJournal().OpenWriter();
        using var reader = OpenJournal().OpenReader();
        Assert.Equal(confirmed, reader.ReadStream(Alice, 0).Count());
        Assert.Equal(confirmed, reader.ReadStream(Book, 0).Count());
        reopened.Commit(Of(Record(Alice, confirmed + 1), Record(Book, confirmed + 1)));
        Assert.Equal(2 * (confirmed + 1), reader.ReadAfter(0, 10_000).Count);
    }

    [Fact]
    public void OpenWriter_OnAnyFile_RunsWithFullSynchronizationAndAWriteAheadLog()
    {
        using var writer = OpenJournal().OpenWriter();

        // The writer refuses to open otherwise; here is what it relies on, asked of the connection that commits.
        var connection = ((SqliteJournalWriter)writer).Connection;
        Assert.Equal("2", Ask(connection, "pragma synchronous"));
        Assert.Equal("wal", Ask(connection, "pragma journal_mode"));
    }

    [Fact]
    public void OpenWriter_WhileHeld_LeavesTheHoldersNameInTheLockFile()
    {
        OpenJournal().OpenWriter().Dispose();

        Assert.Contains(
            $"process {Environment.ProcessId} on {Environment.MachineName}", File.ReadAllText(DatabasePath + ".lock"), StringComparison.Ordinal);
    }

    [Fact]
    public void TryTake_WhenTheHoldersNameCannotBeWritten_HoldsTheLockUntilItIsDisposed()
    {
        var path = Path.Combine(_directory, "full.lock");
        using (var held = SqliteLockFile.TryTake(path, waitMs: 0, static _ => throw new IOException("No space left on device")))
        {
            Assert.NotNull(held);
            Assert.Null(SqliteLockFile.TryTake(path, waitMs: 0));
        }

        using var next = SqliteLockFile.TryTake(path, waitMs: 0);
        Assert.NotNull(next);
    }

    [Fact]
    public void TryTake_WhenItFailsInAnyOtherWay_LetsGoOfTheLock()
    {
        var path = Path.Combine(_directory, "faulty.lock");
        Assert.Throws<InvalidOperationException>(
            () => SqliteLockFile.TryTake(path, waitMs: 0, static _ => throw new InvalidOperationException()));

        using var next = SqliteLockFile.TryTake(path, waitMs: 0);
        Assert.NotNull(next);
    }

    [Fact]
    public void OpenWriter_WhenThePathCannotBeMade_SaysWhatToCheck()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");
        var journal = new SqliteJournal(new SqliteJournalOptions(Path.Combine(file, "journal.db")));

        var failure = Assert.Throws<JournalUnavailableException>(() => journal.OpenWriter());

        Assert.Contains("Check the path", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenWriter_OfAFileThatIsNoDatabase_FailsAndLetsGoOfTheLock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        File.WriteAllText(DatabasePath, new string('x', 8192));
        Assert.Throws<JournalUnavailableException>(() => OpenJournal().OpenWriter());

        File.Delete(DatabasePath);

        using var writer = OpenJournal().OpenWriter();
        Assert.Equal(0, writer.LastPosition);
    }

    [Fact]
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

    [Fact]
    public async Task Identity_OfAJournalOfBeforeThereWereIds_IsAbsent()
    {
        using (var writer = OpenJournal().OpenWriter()) writer.Commit(Of(Record(Alice, 1)));
        using (var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False"))
        {
            connection.Open();
            Ask(connection, "drop table journal_exchange");
        }

        var identity = await ((IExchangeIdentity)OpenJournal()).ReadIdentityAsync(CancellationToken.None);

        Assert.Equal(new StoreIdentity(null, HasContent: true), identity);
    }

    [Fact]
    public void Records_OnDisk_HaveTheColumnsThatAkkaReads()
    {
        using (var writer = OpenJournal().OpenWriter()) writer.Commit(Of(Record(Alice, 1)));

        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        Assert.Equal(
            "638355968001234560|0|account-1|1|account-1 1|sample.record/1|7|32",
            Ask(
                connection,
                """
                select concat_ws('|', created, deleted, persistence_id, sequence_number, cast(message as text), manifest, identifier,
                    length(writer_uuid)) from journal
                """));
    }

    [Fact]
    public void Writer_WhileAnotherHoldsTheJournal_SaysOnceThatItWaits()
    {
        using var holder = OpenJournal().OpenWriter();
        var said = 0;

        var waiting = new SqliteJournal(new SqliteJournalOptions(DatabasePath) { LockWaitMs = 200, Waiting = () => said++ });
        Assert.Throws<JournalInUseException>(() => waiting.OpenWriter());
        Assert.Equal(1, said);

        holder.Dispose();
        waiting.OpenWriter().Dispose();
        Assert.Equal(1, said);
    }

    protected override IJournal OpenJournal(int lockWaitMs = 30_000) =>
        new SqliteJournal(new SqliteJournalOptions(DatabasePath) { LockWaitMs = lockWaitMs });

    protected override long CountSnapshotRows()
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return long.Parse(Ask(connection, "select count(*) from snapshot"), CultureInfo.InvariantCulture);
    }

    private static string Ask(SqliteConnection connection, string question)
    {
        using var command = connection.CreateCommand();
        command.CommandText = question;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }
}
