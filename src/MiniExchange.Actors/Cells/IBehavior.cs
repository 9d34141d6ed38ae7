using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Cells;

/// <summary>What one actor does: it decides, and it changes by what happened. The cell around it does everything else.</summary>
/// <remarks>Called by one thread at a time. Deciding must not change anything and must not read a clock; see docs/adr/0006-cell.md.</remarks>
/// <typeparam name="TState">What a snapshot keeps.</typeparam>
/// <typeparam name="TEvent">What a record keeps.</typeparam>
public interface IBehavior<TState, TEvent>
{
    /// <summary>The state now; set once, before any event, when a snapshot was found.</summary>
    TState State { get; set; }

    /// <summary>Decides a request from outside: answers it, plans, or puts it off.</summary>
    void Decide(Request request, in TurnContext turn, Plan<TEvent> plan);

    /// <summary>Decides another actor's message. It cannot be put off; a refusal is a planned message back.</summary>
    void Decide(ActorMessage message, in TurnContext turn, Plan<TEvent> plan);

    /// <summary>Changes the state by an event, live and in recovery alike; never refuses.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="atUnixMicros">Its turn's time, microseconds since 1970-01-01 UTC.</param>
    void Apply(in TEvent happened, long atUnixMicros);

    /// <summary>The turn decided last has taken place, after its events if it had any. A turn that threw is decided again instead.</summary>
    /// <remarks>What a behaviour keeps in memory alone changes here, and not while deciding. Not called in recovery.</remarks>
    void Done()
    {
    }

    /// <summary>
    /// Whether memory alone, not the state, has some of what an answer still to come is made of: until it is given the actor
    /// stays loaded.
    /// </summary>
    bool IsAwaited => false;

    /// <summary>Whether the last turn left work that must go on before any other message.</summary>
    bool GoesOn { get; }

    /// <summary>Goes on with it.</summary>
    void GoOn(in TurnContext turn, Plan<TEvent> plan);

    /// <summary>Plans how work that failed twice when gone on with is dropped. Nothing may be left to go on with after it.</summary>
    void GiveUpWork(in TurnContext turn, Plan<TEvent> plan);

    /// <summary>Plans what a message that failed twice leads to: a refusal to its sender, and whatever keeps the actor safe.</summary>
    void GiveUp(ActorMessage message, in TurnContext turn, Plan<TEvent> plan);
}

/// <summary>The circumstances of one turn.</summary>
/// <param name="Self">The actor.</param>
/// <param name="From">The sender of the message; none for requests and for work that goes on.</param>
/// <param name="Token">Who waits for the end of the flow.</param>
/// <param name="AtUnixMicros">The turn's time, never before the actor's last one; microseconds since 1970-01-01 UTC.</param>
/// <param name="ReceivedAtUnixMicros">The clock when the turn began, which may be set back; only deadlines are held against it.</param>
/// <param name="DeadlineUnixMicros">After this a request must be refused; <see cref="long.MaxValue"/> for messages.</param>
public readonly record struct TurnContext(
    ActorAddress Self,
    ActorAddress From,
    ReplyToken Token,
    long AtUnixMicros,
    long ReceivedAtUnixMicros,
    long DeadlineUnixMicros);
