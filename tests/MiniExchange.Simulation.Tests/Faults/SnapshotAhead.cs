using MiniExchange.Actors.Journaling;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>Snapshots are stored in a transaction of their own, before the records that they stand on.</summary>
internal sealed class SnapshotAhead : Defect
{
    public override IJournal In(IJournal journal) => new Forward(journal);

    private sealed class Forward(IJournal inner) : JournalDecorator(inner)
    {
        protected override void Commit(IJournalWriter writer, JournalBatch batch)
        {
            if (batch.Snapshots.Count > 0) writer.Commit(new JournalBatch([], batch.Snapshots, LowWater: null));
            writer.Commit(batch with { Snapshots = [] });
        }
    }
}
