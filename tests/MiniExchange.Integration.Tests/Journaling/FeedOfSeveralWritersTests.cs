using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Journaling;

/// <summary>A reader follows a journal that eight sessions append to at once, at random: late commits, rollbacks, several records at a time.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FeedOfSeveralWritersTests(PrivatePostgres postgres)
{
    private const int Writers = 8;
    private const int TransactionsPerWriter = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task Feed_WhileSeveralWritersAppend_ShowsEveryRecordOnceAndInOrder()
    {
        for (var seed = 1UL; seed <= 3; seed++) await FollowsAsync(seed);
    }

    private async Task FollowsAsync(ulong seed)
    {
        var random = new SeededRandom(seed);
        var database = postgres.CreateDatabase();
        var journal = new PostgresJournal(new PostgresJournalOptions(database));
        journal.Join().Dispose();
        using var overdue = new CancellationTokenSource(Patience);
        using var written = new CancellationTokenSource();

        var writing = Enumerable.Range(1, Writers).Select(writer => WriteAsync(database, $"account-{writer}", random.Branch(), overdue.Token)).ToList();
        var following = FollowAsync(journal, random.Branch(), written.Token, overdue.Token);
        var asking = AskLastPositionsAsync(journal, database, written.Token, overdue.Token);
        await Task.WhenAll(writing);
        await written.CancelAsync();

        var (followed, looks) = await following;
        await using var auditor = await RawAppender.OpenAsync(database);
        var rows = await auditor.AskAllAsync("select ordering from journal order by ordering");
        Assert.Equal(rows, followed.Select(record => record.Position));
        foreach (var stream in followed.GroupBy(record => record.Address))
        {
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Select(record => record.Number));
        }

        foreach (var (position, count) in await asking)
        {
            Assert.True(
                count == rows.Count(row => row <= position),
                string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: up to {position} there were {count} records when it was the last one."));
        }

        // Else this proved nothing: numbers were burned, and the reader met gaps.
        Assert.True(rows[^1] > rows.Count);
        Assert.True(looks > 0);
    }

    private static async Task WriteAsync(string database, string actor, SeededRandom random, CancellationToken overdue)
    {
        await using var appender = await RawAppender.OpenAsync(database);
        var number = 1L;
        for (var transaction = 0; transaction < TransactionsPerWriter; transaction++)
        {
            overdue.ThrowIfCancellationRequested();
            await appender.RunAsync("begin");
            var stored = 0;
            for (var statement = random.Between(1, 3); statement > 0; statement--)
            {
                var records = random.Between(1, 4);
                await appender.AppendAsync(actor, number + stored, records);
                stored += records;
                if (random.Chance(40)) await appender.RunAsync(string.Create(CultureInfo.InvariantCulture, $"select pg_sleep({random.Between(1, 8)} / 1000.0)"));
            }

            if (random.Chance(25))
            {
                await appender.RollbackAsync();
            }
            else
            {
                await appender.CommitAsync();
                number += stored;
            }
        }
    }

    private static async Task<(List<JournalRecord> Records, long Looks)> FollowAsync(
        PostgresJournal journal, SeededRandom random, CancellationToken written, CancellationToken overdue)
    {
        await using var reader = (PostgresGapFreeReader)journal.OpenGapFreeReader();
        var records = new List<JournalRecord>();
        while (true)
        {
            // Looked at before reading: what is read once all is written is the last.
            var isLast = written.IsCancellationRequested;
            using var impatience = CancellationTokenSource.CreateLinkedTokenSource(overdue);
            if (!isLast && random.Chance(10)) impatience.CancelAfter(random.Between(1, 4));
            try
            {
                var page = await reader.ReadAsync(
                    records.Count == 0 ? 0 : records[^1].Position, random.OneOf([1, 7, 50, 1_000]), impatience.Token);
                records.AddRange(page);
                if (page.Count == 0 && isLast) return (records, reader.LocksLookedAt);
            }
            catch (OperationCanceledException) when (!overdue.IsCancellationRequested)
            {
                // Given up; the next call must be as right as if it had not been made.
            }
        }
    }

    private static async Task<List<(long Position, long Records)>> AskLastPositionsAsync(
        PostgresJournal journal, string database, CancellationToken written, CancellationToken overdue)
    {
        await using var reader = journal.OpenGapFreeReader();
        await using var counter = await RawAppender.OpenAsync(database);
        var answers = new List<(long, long)>();
        while (!written.IsCancellationRequested)
        {
            var position = await reader.ReadLastPositionAsync(overdue);
            answers.Add((position, await counter.AskAsync(string.Create(CultureInfo.InvariantCulture, $"select count(*) from journal where ordering <= {position}"))));
        }

        return answers;
    }
}
