using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Conformance.Engines;

// The feed shows every record once it is durable, in order and without gaps, whatever happens to the engine meanwhile.
public abstract partial class EngineKit
{
    [KitFact]
    public async Task Feed_ForAReaderFarBehind_IsReadFromTheJournal()
    {
        var run = await StartAsync(new EngineSetup { FeedRecords = 4 });
        for (var i = 0; i < 40; i++) await TallyOf(run, A, "add 1");
        var before = Journal.TailReads.Count;

        var records = await ReadFeedAsync(run, after: 0, count: 40, page: 7);

        AssertWithoutGaps(records);
        Assert.NotEqual(before, Journal.TailReads.Count);
    }

    [KitFact]
    public async Task Feed_ForAReaderAtTheEnd_WaitsForTheNextRecord()
    {
        var run = await StartAsync();
        await TallyOf(run, A, "add 1");
        var last = (await ReadFeedAsync(run, after: 0, count: 1, page: 10))[^1].Position;
        var barrier = Journal.HoldCommits();

        var next = run.Engine.Feed.ReadAsync(last, 10, CancellationToken.None).AsTask();
        var answer = Ask(run, B, "add 1");
        await Within(barrier.Reached, "the commit began");
        Assert.False(next.IsCompleted);
        barrier.Release();
        await Within(answer, "the answer left");

        Assert.Equal(B, Assert.Single(await Within(next, "the reader was woken")).Address);
    }

    [KitFact]
    public async Task Feed_AcrossFailuresAndARestart_HasNoGaps()
    {
        var run = await StartAsync(new EngineSetup { FeedRecords = 4 });
        var commits = 0;
        Journal.Fate = _ => (++commits % 5) switch
        {
            0 => CommitFate.Fails,
            3 => CommitFate.SucceedsUnheard,
            _ => CommitFate.Succeeds,
        };
        for (var i = 0; i < 15; i++)
        {
            var recovers = RecoversFromFailure(run);
            var answer = await AnswerTo(run, i % 2 == 0 ? A : C, "add 1; send probe-b add 1");
            if (answer is OutcomeUnknown) await recovers;
        }

        Journal.Fate = null;
        await TallyAfterFailureOf(run, A);
        await TallyAfterFailureOf(run, C);
        var told = Journal.Commits.SelectMany(batch => batch.Records).Count(record => record.Address != B);
        await TallyAfterFailureOf(run, B, $"await {told}");
        var seen = await ReadFeedAsync(run, after: 0, count: Recorded().Count, page: 3);
        await StopAsync(run);
        run = await StartAsync();
        await TallyOf(run, C, "add 1");
        seen.AddRange(await ReadFeedAsync(run, after: seen[^1].Position, count: Recorded().Count - seen.Count, page: 3));

        AssertWithoutGaps(seen);
        Assert.Equal(Recorded(), seen.Select(record => (record.Address.ToString(), record.Number)).Order());
    }

    /// <summary>Every record that was committed, by actor and number.</summary>
    protected List<(string Actor, long Number)> Recorded() =>
        [.. Journal.Commits.SelectMany(batch => batch.Records).Select(record => (record.Address.ToString(), record.Number)).Order()];

    /// <summary>Reads so many records from the feed at least, waiting for those that are not shown yet.</summary>
    protected static async Task<List<JournalRecord>> ReadFeedAsync(EngineRun run, long after, int count, int page)
    {
        var records = new List<JournalRecord>();
        while (records.Count < count)
        {
            records.AddRange(await Within(
                run.Engine.Feed.ReadAsync(after, page, CancellationToken.None).AsTask(), $"the feed showed what comes after {after}"));
            after = records[^1].Position;
        }

        return records;
    }

    private static void AssertWithoutGaps(IReadOnlyList<JournalRecord> records)
    {
        Assert.Equal(records.Select(record => record.Position).Distinct().Order(), records.Select(record => record.Position));
        var numbers = new Dictionary<ActorAddress, long>();
        foreach (var record in records)
        {
            Assert.Equal(numbers.GetValueOrDefault(record.Address) + 1, record.Number);
            numbers[record.Address] = record.Number;
        }
    }
}
