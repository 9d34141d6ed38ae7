using System.Collections.Generic;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Actors.Embedded;

/// <summary>The one queue between all cells and the journal's writer: its order is the causal order.</summary>
internal sealed class StagingQueue
{
    private readonly object _gate = new();
    private readonly Signal _signal;
    private List<CellOutput> _staged = [];

    public StagingQueue(Signal signal) => _signal = signal;

    /// <summary>How many outputs wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _staged.Count;
        }
    }

    /// <summary>Appends an output. Only after this may anything of it be handed on.</summary>
    public void Add(CellOutput output)
    {
        lock (_gate) _staged.Add(output);
        _signal.Set();
    }

    /// <summary>Takes everything staged, leaving <paramref name="empty"/> to be filled.</summary>
    public List<CellOutput> Take(List<CellOutput> empty)
    {
        lock (_gate)
        {
            var staged = _staged;
            _staged = empty;
            return staged;
        }
    }
}
