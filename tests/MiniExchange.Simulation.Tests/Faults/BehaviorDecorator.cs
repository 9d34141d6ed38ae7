using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A behaviour that is right but for what a defect spoils.</summary>
internal abstract class BehaviorDecorator<TState, TEvent>(IBehavior<TState, TEvent> inner) : IBehavior<TState, TEvent>
{
    public TState State
    {
        get => inner.State;
        set => inner.State = value;
    }

    public bool GoesOn => inner.GoesOn;

    public virtual bool IsAwaited => inner.IsAwaited;

    public void Decide(Request request, in TurnContext turn, Plan<TEvent> plan) => inner.Decide(request, Mistaken(turn), plan);

    public void Decide(ActorMessage message, in TurnContext turn, Plan<TEvent> plan)
    {
        inner.Decide(message, turn, plan);
        Spoil(message, turn, plan);
    }

    public void Apply(in TEvent happened, long atUnixMicros)
    {
        inner.Apply(happened, atUnixMicros);
        SpoilState(happened);
    }

    public void Done() => inner.Done();

    public void GoOn(in TurnContext turn, Plan<TEvent> plan) => inner.GoOn(turn, plan);

    public void GiveUpWork(in TurnContext turn, Plan<TEvent> plan) => inner.GiveUpWork(turn, plan);

    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<TEvent> plan) => inner.GiveUp(message, turn, plan);

    /// <summary>The circumstances of a request as the defect takes them.</summary>
    protected virtual TurnContext Mistaken(in TurnContext turn) => turn;

    /// <summary>Changes what was planned for a message.</summary>
    protected virtual void Spoil(ActorMessage message, in TurnContext turn, Plan<TEvent> plan)
    {
    }

    /// <summary>Changes the state after an event.</summary>
    protected virtual void SpoilState(in TEvent happened)
    {
    }
}
