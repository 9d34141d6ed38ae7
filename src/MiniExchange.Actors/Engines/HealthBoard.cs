using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Actors.Engines;

/// <summary>An engine's health, for whoever looks and whoever waits for it to change.</summary>
public sealed class HealthBoard
{
    private readonly object _gate = new();
    private readonly HashSet<ActorAddress> _faulted = [];
    private TaskCompletionSource _changed = NewSignal();
    private EngineHealth _health = new(EngineState.Starting, "Not started.", []);

    /// <summary>The health now.</summary>
    public EngineHealth Health
    {
        get
        {
            lock (_gate) return _health;
        }
    }

    /// <summary>Notes where the engine stands.</summary>
    public void Set(EngineState state, string reason)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_health.State == state && _health.Reason == reason) return;
            _health = new EngineHealth(state, reason, [.. _faulted]);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    /// <summary>Notes an actor that gave up on something.</summary>
    public void AddFaulted(ActorAddress actor)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _faulted.Add(actor);
            _health = _health with { FaultedActors = [.. _faulted] };
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.TrySetResult();
    }

    /// <summary>Waits until the health is as wanted. What came and went between two looks is not seen.</summary>
    public async Task<EngineHealth> WaitAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            EngineHealth health;
            Task changed;
            lock (_gate)
            {
                health = _health;
                changed = _changed.Task;
            }

            if (isWanted(health)) return health;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
