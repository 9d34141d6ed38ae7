using System.Linq;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>Of every thirtieth commit of several records the last one is left out, silently.</summary>
internal sealed class RecordDropped : Defect
{
    public override IJournal In(IJournal journal) => new Leaky(journal);

    private sealed class Leaky(IJournal inner) : JournalDecorator(inner)
    {
        private int _commits;

        protected override void Commit(IJournalWriter writer, JournalBatch batch)
        {
            var drops = batch.Records.Count > 1 && batch.Snapshots.Count == 0 && ++_commits % 30 == 0;
            writer.Commit(drops ? batch with { Records = [.. batch.Records.SkipLast(1)] } : batch);
        }
    }
}
