using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Journaling;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>A shared journal that is opened by way of a probe.</summary>
internal sealed class ProbedSharedJournal(ISharedJournal inner, ProbedJournal probe) : ISharedJournal
{
    public ISharedJournalSession Join()
    {
        probe.PassOpening();
        return inner.Join();
    }

    public IGapFreeReader OpenGapFreeReader() => inner.OpenGapFreeReader();
}
