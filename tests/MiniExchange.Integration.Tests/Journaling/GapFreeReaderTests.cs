using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Integration.Tests.Streams.Fakes;
using MiniExchange.Storage.Journaling;
using Npgsql;
using Xunit;

namespace MiniExchange.Integration.Tests.Journaling;

[Collection(PostgresCollection.Name)]
public sealed class GapFreeReaderTests(PrivatePostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private string _database = "";
    private PostgresGapFreeReader _reader = null!;

    public Task InitializeAsync()
    {
        // Skipped tests are set up too.
        if (PrivatePostgres.SkipReason is null) Use(postgres.CreateDatabase());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_reader is not null) await _reader.DisposeAsync();
    }

    [PostgresFact]
    public async Task Read_WhenALowerPositionIsCommittedLate_ShowsBothInOrder()
    {
        await using var late = await AppenderAsync();
        Assert.Equal(1, await late.BeginAsync("account-1", 1));
        await AppendAsync("account-2", 1);

        var reading = ReadAsync(0);
        await HasLookedAsync(2);
        Assert.False(reading.IsCompleted);
        await late.CommitAsync();

        Assert.Equal([1L, 2L], await reading);
    }

    [PostgresFact]
    public async Task Read_WhenAnAppendIsRolledBack_PassesItsPositionOnlyThen()
    {
        await using var late = await AppenderAsync();
        await late.BeginAsync("account-1", 1);
        await AppendAsync("account-2", 1);

        var reading = ReadAsync(0);
        await HasLookedAsync(2);
        Assert.False(reading.IsCompleted);
        await late.RollbackAsync();

        Assert.Equal([2L], await reading);
    }

    [PostgresFact]
    public async Task Read_WhenOnlyTheEndIsMissing_ShowsNothingAtOnce()
    {
        await using var late = await AppenderAsync();
        await late.BeginAsync("account-1", 1);

        Assert.Empty(await ReadAsync(0));

        await late.CommitAsync();
        Assert.Equal([1L], await ReadAsync(0));
        Assert.Equal(0, _reader.LocksLookedAt);
    }

    [PostgresFact]
    public async Task Read_WhileATransactionIdles_ShowsAllBeforeItsPositionAndNothingAfter()
    {
        await AppendAsync("account-1", 1, records: 3);
        await using var idle = await AppenderAsync();
        await idle.BeginAsync("account-2", 1);
        await AppendAsync("account-1", 4, records: 2);

        Assert.Equal([1L, 2L, 3L], await ReadAsync(0));
        Assert.Equal([2L, 3L], await ReadAsync(1));
        using var impatience = new CancellationTokenSource();
        var reading = ReadAsync(3, cancellationToken: impatience.Token);
        await HasLookedAsync(3);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        await idle.CommitAsync();
        Assert.Equal([4L, 5L, 6L], await ReadAsync(3));
    }

    [PostgresFact]
    public async Task Read_WhenAWriterBeganAfterTheGapWasNoticed_DoesNotWaitForIt()
    {
        await using var late = await AppenderAsync();
        await late.BeginAsync("account-1", 1);
        await AppendAsync("account-2", 1);
        var reading = ReadAsync(0);
        await HasLookedAsync(2);
        await using var newcomer = await AppenderAsync();
        await newcomer.BeginAsync("account-3", 1);
        await late.RollbackAsync();

        Assert.Equal([2L], await reading);
        await newcomer.CommitAsync();
        Assert.Equal([3L], await ReadAsync(2));
    }

    [PostgresFact]
    public async Task Read_WhenSeveralGapsAreInOnePage_WaitsForAllOfThemOnce()
    {
        await using var first = await AppenderAsync();
        await using var second = await AppenderAsync();
        await first.BeginAsync("account-1", 1);
        await AppendAsync("account-3", 1);
        await second.BeginAsync("account-2", 1);
        await AppendAsync("account-3", 2);

        var reading = ReadAsync(0);
        await HasLookedAsync(2);
        await first.RollbackAsync();
        await HasLookedAsync(_reader.LocksLookedAt + 2);
        Assert.False(reading.IsCompleted);
        await second.CommitAsync();

        Assert.Equal([2L, 3L, 4L], await reading);
    }

    [PostgresFact]
    public async Task Read_OfPositionsThatWereLongBurned_LooksAtTheLocksOnce()
    {
        await using var appender = await AppenderAsync();
        await appender.RunAsync(
            """
            insert into journal (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            select 3 * number, 0, false, 'account-1', number, '', '', 0, '' from generate_series(1, 5000) as number;
            select setval(pg_get_serial_sequence('journal', 'ordering'), 15000);
            """);

        var read = await ReadToEndAsync(maxRecords: 100);

        Assert.Equal(Enumerable.Range(1, 5_000).Select(number => 3L * number), read);
        Assert.Equal(1, _reader.LocksLookedAt);
    }

    [OwnPostgresFact]
    public async Task Read_WhenTheLateTransactionIsPrepared_StillWaitsForItsEnd()
    {
        using var server = PostgresServer.Start("max_prepared_transactions=2");
        await using var former = _reader;
        Use(server.ConnectionString);
        await using var late = await AppenderAsync();
        await late.BeginAsync("account-1", 1);
        await AppendAsync("account-2", 1);
        var reading = ReadAsync(0);
        await HasLookedAsync(2);

        await late.RunAsync("prepare transaction 'late'");
        await HasLookedAsync(_reader.LocksLookedAt + 2);
        Assert.False(reading.IsCompleted);
        await late.RunAsync("commit prepared 'late'");

        Assert.Equal([1L, 2L], await reading);
    }

    [PostgresFact]
    public async Task Read_WhenTheServerEndsTheSession_FailsAndWorksAgain()
    {
        await AppendAsync("account-1", 1, records: 2);
        Assert.Equal([1L], await ReadAsync(0, maxRecords: 1));
        await using var operators = await AppenderAsync();
        await operators.RunAsync(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name like 'MiniExchange feed%' and datname = current_database()");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAsync(1));

        Assert.Equal([2L], await ReadAsync(1));
    }

    [PostgresFact]
    public async Task Read_WhenNobodyListens_FailsAsUnavailable()
    {
        var nobody = new NpgsqlConnectionStringBuilder(_database) { Port = 1 };
        await using var reader = new PostgresJournal(new PostgresJournalOptions(nobody.ConnectionString)).OpenGapFreeReader();

        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await reader.ReadAsync(0, 1, CancellationToken.None));
    }

    [PostgresFact]
    public async Task Read_WhenSessionsKeepPositionsForLater_IsRefused()
    {
        await using var operators = await AppenderAsync();
        await operators.RunAsync("alter table journal alter column ordering set cache 10");

        var refusal = await Assert.ThrowsAsync<JournalUnavailableException>(() => ReadAsync(0));

        Assert.Contains("cache 1", refusal.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task ReadLastPosition_WhileSomebodyAppends_WaitsUntilNothingBeforeItIsMissing()
    {
        Assert.Equal(0, await _reader.ReadLastPositionAsync(CancellationToken.None));
        await using var late = await AppenderAsync();
        await late.BeginAsync("account-1", 1);
        await AppendAsync("account-2", 1);
        var asking = _reader.ReadLastPositionAsync(CancellationToken.None).AsTask();
        await HasLookedAsync(_reader.LocksLookedAt + 2);
        Assert.False(asking.IsCompleted);
        await using var newcomer = await AppenderAsync();
        await newcomer.BeginAsync("account-3", 1);

        await late.CommitAsync();

        Assert.Equal(2, await asking.WaitAsync(Patience));
    }

    private void Use(string database)
    {
        _database = database;
        var journal = new PostgresJournal(new PostgresJournalOptions(database));
        _reader = (PostgresGapFreeReader)journal.OpenGapFreeReader();
        journal.OpenReader().Dispose();
    }

    private Task<RawAppender> AppenderAsync() => RawAppender.OpenAsync(_database);

    private async Task AppendAsync(string actor, long firstNumber, int records = 1)
    {
        await using var appender = await AppenderAsync();
        await appender.AppendAsync(actor, firstNumber, records);
    }

    private async Task<IReadOnlyList<long>> ReadAsync(long after, int maxRecords = 100, CancellationToken cancellationToken = default)
    {
        var records = await _reader.ReadAsync(after, maxRecords, cancellationToken).AsTask().WaitAsync(Patience, CancellationToken.None);
        return records.Select(record => record.Position).ToList();
    }

    private async Task<List<long>> ReadToEndAsync(int maxRecords)
    {
        var read = new List<long>();
        while (await ReadAsync(read.LastOrDefault(), maxRecords) is { Count: > 0 } page) read.AddRange(page);
        return read;
    }

    private Task HasLookedAsync(long times) => Waiting.UntilAsync(
        () => _reader.LocksLookedAt >= times, $"the reader began to look at the locks for the {times}th time");
}
