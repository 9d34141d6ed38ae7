namespace MiniExchange.Actors.Replicas;

/// <summary>Sees one actor's state change, event by event, while a <see cref="StateReplica{TState,TEvent}"/> follows a record.</summary>
/// <remarks>Must not keep a state that changes in place beyond the call.</remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public interface IReplicaListener<in TState, TEvent>
{
    /// <summary>An event is about to change the state.</summary>
    /// <param name="before">The state without it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="atUnixMicros">Its turn's time, microseconds since 1970-01-01 UTC.</param>
    void Applying(TState before, in TEvent happened, long atUnixMicros);

    /// <summary>The event changed the state.</summary>
    /// <param name="after">The state with it.</param>
    /// <param name="happened">The event.</param>
    /// <param name="atUnixMicros">Its turn's time, microseconds since 1970-01-01 UTC.</param>
    void Applied(TState after, in TEvent happened, long atUnixMicros);

    /// <summary>All events of one turn were applied; also called for a turn without any.</summary>
    /// <param name="state">The state now.</param>
    /// <param name="atUnixMicros">The turn's time, never before the one of the turn before it.</param>
    void TurnEnded(TState state, long atUnixMicros);
}
