using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>Another process's feed of the same journal: it shows as many records as a test says, and no more.</summary>
internal sealed class LaggingFeed(InMemoryFeed all) : ICommittedFeed
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _grown = NewSignal();
    private int _shown;

    public long LastPosition
    {
        get
        {
            lock (_gate) return _shown == 0 ? 0 : all.Records[_shown - 1].Position;
        }
    }

    /// <summary>Shows so many records from now on, or all if there are fewer.</summary>
    public void Show(int records)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            _shown = int.Max(_shown, int.Min(records, all.Records.Count));
            grown = _grown;
            _grown = NewSignal();
        }

        grown.SetResult();
    }

    /// <summary>Shows so many more.</summary>
    public void ShowMore(int records) => Show(_shown + records);

    public async ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
            {
                var found = all.Records.Take(_shown).Where(record => record.Position > afterPosition).Take(maxRecords).ToList();
                if (found.Count > 0) return found;
                grown = _grown.Task;
            }

            await grown.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
