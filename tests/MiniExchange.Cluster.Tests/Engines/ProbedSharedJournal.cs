using System.Collections.Generic;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Journaling;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>A shared journal that is opened, and whose low-water position is stored, by way of a probe.</summary>
internal sealed class ProbedSharedJournal(ISharedJournal inner, ProbedJournal probe) : ISharedJournal
{
    public ISharedJournalSession Join()
    {
        probe.PassOpening();
        return new Session(inner.Join(), probe);
    }

    public IGapFreeReader OpenGapFreeReader() => inner.OpenGapFreeReader();

    private sealed class Session(ISharedJournalSession inner, ProbedJournal probe) : ISharedJournalSession
    {
        public void Confirm() => inner.Confirm();

        public void BecomeMember(string address) => inner.BecomeMember(address);

        public IReadOnlyList<string> OtherMembers() => inner.OtherMembers();

        public long ReadLowWater() => inner.ReadLowWater();

        public void StoreLowWater(long position)
        {
            inner.StoreLowWater(position);
            probe.NoteLowWater(position);
        }

        public void Dispose() => inner.Dispose();
    }
}
