using System.Collections.Generic;
using MiniExchange.Actors.Embedded;

namespace MiniExchange.Simulation.Tests;

/// <summary>Turns the engine's loops one step at a time instead of a thread for each; which one is drawn from the seed.</summary>
internal sealed class Scheduler(SeededRandom random) : IWorkers
{
    private readonly List<IWork> _works = [];

    /// <inheritdoc />
    public void Start(IWork work) => _works.Add(work);

    /// <summary>Turns one loop once, or ends it if it must end.</summary>
    public void TurnOne() => Turn(random.Between(0, _works.Count - 1));

    /// <summary>Turns every loop once, from a random one on.</summary>
    /// <returns>Whether any of them had work.</returns>
    public bool TurnAll()
    {
        var worked = false;
        var first = random.Between(0, _works.Count - 1);
        for (var i = _works.Count - 1; i >= 0; i--) worked |= _works.Count > 0 && Turn((first + i) % _works.Count);
        return worked;
    }

    /// <summary>The process is gone: no loop goes on, and none lets go of anything.</summary>
    public void AbandonAll() => _works.Clear();

    private bool Turn(int index)
    {
        var work = _works[index];
        if (!work.IsStopping) return work.RunOnce();

        _works.RemoveAt(index);
        work.Dispose();
        return true;
    }
}
