using System.Threading;

namespace MiniExchange.Actors.Cells;

/// <summary>One actor's stream as the cell and the engine's writer share it: each writes only its own half.</summary>
/// <param name="address">The actor.</param>
/// <param name="serializerId">Which serializer writes its records.</param>
/// <param name="recordManifest">Which shape they have.</param>
public sealed class CellStream(ActorAddress address, int serializerId, string recordManifest)
{
    private int _unsettled;
    private long _recordNumber;

    /// <summary>The actor.</summary>
    public ActorAddress Address { get; } = address;

    /// <summary>Which serializer writes its records.</summary>
    public int SerializerId { get; } = serializerId;

    /// <summary>Which shape they have.</summary>
    public string RecordManifest { get; } = recordManifest;

    /// <summary>The number of the actor's last record; advanced by the writer alone once the actor is loaded.</summary>
    public long RecordNumber
    {
        get => Volatile.Read(ref _recordNumber);
        set => Volatile.Write(ref _recordNumber, value);
    }

    /// <summary>Whether anything that the cell gave out still waits to be durable.</summary>
    public bool IsSettled => Volatile.Read(ref _unsettled) == 0;

    /// <summary>Notes that an output was given to the engine. Called by the cell.</summary>
    internal void Stage() => Interlocked.Increment(ref _unsettled);

    /// <summary>Notes that an output is durable and has left. Called by the engine, once per output.</summary>
    public void Settle() => Interlocked.Decrement(ref _unsettled);
}
