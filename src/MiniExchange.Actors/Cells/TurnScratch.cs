using System.Buffers;

namespace MiniExchange.Actors.Cells;

/// <summary>What cells need only while one of them takes a turn: cells that never do so at once share it.</summary>
/// <remarks>
/// Of many thousand accounts in memory a worker turns one at a time. Buffers of their own would be most of what each of them
/// takes, and far from the processor's cache whenever its turn comes. docs/adr/0022-speed.md.
/// </remarks>
/// <typeparam name="TState">The actors' state.</typeparam>
/// <typeparam name="TEvent">The actors' events.</typeparam>
internal sealed class TurnScratch<TState, TEvent>
{
    public TurnScratch(ICellCodec<TState, TEvent> codec)
    {
        Codec = codec;
        Plan = new Plan<TEvent>(Turn.Events);
    }

    /// <summary>Their stored shapes.</summary>
    public ICellCodec<TState, TEvent> Codec { get; }

    /// <summary>The turn that is planned, or read.</summary>
    public Turn<TEvent> Turn { get; } = new();

    /// <summary>What a behaviour plans; its events are the turn's own list.</summary>
    public Plan<TEvent> Plan { get; }

    /// <summary>The planned turn as it is stored.</summary>
    public ArrayBufferWriter<byte> Encoded { get; } = new();
}
