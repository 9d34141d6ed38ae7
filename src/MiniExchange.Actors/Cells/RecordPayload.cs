using System;
using System.Collections.Generic;

namespace MiniExchange.Actors.Cells;

/// <summary>What a record holds: turns of one actor, one after the other.</summary>
public static class RecordPayload
{
    /// <summary>Joins encoded turns.</summary>
    /// <param name="turns">In order.</param>
    /// <param name="bytes">How long they are together.</param>
    public static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> turns, int bytes)
    {
        var joined = new byte[bytes];
        var position = 0;
        foreach (var turn in turns)
        {
            turn.CopyTo(joined.AsMemory(position));
            position += turn.Length;
        }

        return joined;
    }
}
