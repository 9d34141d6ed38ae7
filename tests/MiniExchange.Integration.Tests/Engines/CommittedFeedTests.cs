using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

/// <summary>The feed shows what was published and no more, though the journal behind it may hold more already: other nodes write there.</summary>
public sealed class CommittedFeedTests : IDisposable
{
    private const int RecordsKept = 2;

    private readonly MemoryJournal _journal = new();
    private readonly IJournalWriter _writer;
    private readonly CommittedFeed _feed;
    private int _written;

    public CommittedFeedTests()
    {
        _writer = _journal.OpenWriter();
        _feed = new CommittedFeed(_journal, RecordsKept);
    }

    public void Dispose()
    {
        _feed.Dispose();
        _writer.Dispose();
    }

    [Fact]
    public async Task ReadAsync_OfWhatIsOnlyInTheJournal_Waits()
    {
        Write(3);
        _feed.Publish(Written(1, 2));

        Assert.Equal(new long[] { 1, 2 }, await ReadAsync(after: 0));
        var next = ReadAsync(after: 2);
        Assert.False(next.IsCompleted);

        _feed.Publish(Written(3, 3));
        Assert.Equal(new long[] { 3 }, await next);
    }

    [Fact]
    public async Task ReadAsync_FromTheJournal_ShowsNothingThatWasNotPublished()
    {
        Write(20);
        for (var n = 1; n <= 10; n++) _feed.Publish(Written(n, n));

        var shown = await ReadAsync(after: 0);
        Assert.Equal(Enumerable.Range(1, shown.Length).Select(n => (long)n), shown);
        Assert.InRange(shown.Length, 1, 10);
        while (shown[^1] < 10) shown = await ReadAsync(after: shown[^1]);

        Assert.Equal(10, shown[^1]);
        Assert.False(ReadAsync(after: 10).IsCompleted, "What was not published was shown.");
    }

    [Fact]
    public async Task ReadAsync_AfterAReset_ShowsWhatTheJournalHeldThenAndWaitsForMore()
    {
        Write(5);
        _feed.Reset(3);

        Assert.Equal(3, _feed.LastPosition);
        Assert.Equal(new long[] { 1, 2, 3 }, await ReadAsync(after: 0));
        Assert.False(ReadAsync(after: 3).IsCompleted);
    }

    [Fact]
    public async Task ReadAsync_GivesNoMoreThanAskedFor()
    {
        Write(10);
        _feed.Publish(Written(1, 10));

        Assert.Equal(new long[] { 1, 2, 3 }, await ReadAsync(after: 0, maxRecords: 3));
        Assert.Equal(new long[] { 9, 10 }, await ReadAsync(after: 8, maxRecords: 3));
    }

    [Fact]
    public async Task ReadAsync_WhenCancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var next = _feed.ReadAsync(0, 10, cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private void Write(int count)
    {
        for (var i = 0; i < count; i++) _writer.Commit(Batches.Of(Batches.Record(Probes.Named("a"), ++_written)));
    }

    private JournalRecord[] Written(int first, int last) => [.. _journal.Records.Where(record => record.Position >= first && record.Position <= last)];

    private async Task<long[]> ReadAsync(long after, int maxRecords = 100) =>
        [.. (await _feed.ReadAsync(after, maxRecords, CancellationToken.None)).Select(record => record.Position)];
}
