using System;

namespace MiniExchange.Actors.Cells;

/// <summary>One sort of actor that an engine can host.</summary>
public abstract class ActorKind
{
    /// <summary>The part of the address before the hyphen.</summary>
    public abstract string Name { get; }

    /// <summary>Whether every actor of the kind is loaded at start and stays: it acts without being asked.</summary>
    public abstract bool IsRemembered { get; }

    /// <summary>The id of the kind's only actor; null if it has many. A cluster runs it as a singleton, and the actors of other kinds in shards.</summary>
    public string? SingletonId { get; init; }

    /// <summary>A cell for one actor of this kind, empty, which shares nothing with others.</summary>
    public Cell CreateCell(ActorAddress address, ICellHost host, CellOptions options) => CreateFactory().CreateCell(address, host, options);

    /// <summary>What makes cells of this kind for one worker.</summary>
    public abstract CellFactory CreateFactory();
}

/// <summary>Makes cells of one kind that take their turns one after the other, never two at once, and so can share what a turn needs.</summary>
public abstract class CellFactory
{
    /// <summary>A cell for one actor, empty.</summary>
    public abstract Cell CreateCell(ActorAddress address, ICellHost host, CellOptions options);
}

/// <summary>One sort of actor: its behaviour and its stored shapes.</summary>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
/// <param name="name">The part of the address before the hyphen.</param>
/// <param name="isRemembered">Whether every actor of the kind is loaded at start and stays.</param>
/// <param name="createBehavior">A new actor's behaviour, in its first state.</param>
/// <param name="createCodec">Its stored shapes, for the cells of one worker.</param>
public sealed class ActorKind<TState, TEvent>(
    string name,
    bool isRemembered,
    Func<ActorAddress, IBehavior<TState, TEvent>> createBehavior,
    Func<ICellCodec<TState, TEvent>> createCodec) : ActorKind
{
    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override bool IsRemembered => isRemembered;

    /// <inheritdoc />
    public override CellFactory CreateFactory() => new Factory(createBehavior, createCodec());

    /// <summary>The same kind with something between each cell and its behaviour: a simulation looks on, and plants defects.</summary>
    internal ActorKind<TState, TEvent> Wrapping(
        Func<ActorAddress, IBehavior<TState, TEvent>, IBehavior<TState, TEvent>> wrap) =>
        new(name, isRemembered, address => wrap(address, createBehavior(address)), createCodec) { SingletonId = SingletonId };

    private sealed class Factory(Func<ActorAddress, IBehavior<TState, TEvent>> createBehavior, ICellCodec<TState, TEvent> codec) : CellFactory
    {
        private readonly TurnScratch<TState, TEvent> _scratch = new(codec);

        public override Cell CreateCell(ActorAddress address, ICellHost host, CellOptions options) =>
            new Cell<TState, TEvent>(address, createBehavior(address), _scratch, host, options);
    }
}
