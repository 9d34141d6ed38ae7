using MiniExchange.Actors.Journaling;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A journal that is right but for what a defect spoils on the way in.</summary>
internal abstract class JournalDecorator(IJournal inner) : IJournal
{
    public IJournalWriter OpenWriter() => new Writer(this, inner.OpenWriter());

    public virtual IJournalReader OpenReader() => inner.OpenReader();

    /// <summary>Where the engine is told that open sends begin.</summary>
    protected virtual long LowWaterOf(IJournalWriter writer) => writer.LowWater;

    protected abstract void Commit(IJournalWriter writer, JournalBatch batch);

    private sealed class Writer(JournalDecorator journal, IJournalWriter inner) : IJournalWriter
    {
        public long LowWater => journal.LowWaterOf(inner);

        public long LastPosition => inner.LastPosition;

        public void Commit(JournalBatch batch) => journal.Commit(inner, batch);

        public void Confirm() => inner.Confirm();

        public void Dispose() => inner.Dispose();
    }
}
