using System;
using System.Linq;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>The records of a commit are written actor by actor, not in the order in which they were staged.</summary>
internal sealed class RecordsReordered : Defect
{
    public override IJournal In(IJournal journal) => new Sorting(journal);

    private sealed class Sorting(IJournal inner) : JournalDecorator(inner)
    {
        protected override void Commit(IJournalWriter writer, JournalBatch batch) => writer.Commit(
            batch with { Records = [.. batch.Records.OrderBy(record => record.Address.PersistenceId, StringComparer.Ordinal)] });
    }
}
