using MiniExchange.Actors.Journaling;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>At start the engine believes that no message was left open, and wakes no account.</summary>
internal sealed class WakeUpLost : Defect
{
    public override IJournal In(IJournal journal) => new Optimistic(journal);

    private sealed class Optimistic(IJournal inner) : JournalDecorator(inner)
    {
        protected override long LowWaterOf(IJournalWriter writer) => writer.LastPosition;

        protected override void Commit(IJournalWriter writer, JournalBatch batch) => writer.Commit(batch);
    }
}
