using System;
using System.Collections.Generic;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Cells;

/// <summary>One actor with everything around its behaviour: order, exactly-once effects, records, snapshots, recovery.</summary>
/// <remarks>Used by one thread at a time. Engines create, load, feed, wake and unload cells; they decide when outputs leave.</remarks>
public abstract class Cell
{
    /// <summary>The actor's stream.</summary>
    public abstract CellStream Stream { get; }

    /// <summary>Rebuilds the actor from what is durable: events, open messages and marks; nothing is decided again.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be read, or contradicts itself.</exception>
    public abstract void Recover(IJournalReader journal);

    /// <summary>Begins a recovery at a snapshot; false if an earlier version wrote it and the whole stream is to be replayed instead.</summary>
    /// <param name="stored">The snapshot.</param>
    /// <param name="readPeerChunk">Reads a chunk of peers that it refers to, by index from 1 and by the snapshot number that holds it.</param>
    /// <exception cref="JournalUnavailableException">It contradicts itself, or a chunk cannot be read.</exception>
    public abstract bool TryRestore(StoredSnapshot stored, Func<int, long, ReadOnlyMemory<byte>> readPeerChunk);

    /// <summary>Goes on with a recovery: the next record of the stream.</summary>
    /// <exception cref="JournalUnavailableException">A record is missing before it.</exception>
    public abstract void Replay(long recordNumber, string manifest, ReadOnlyMemory<byte> payload);

    /// <summary>Resumes after <see cref="Recover"/>, or after the last <see cref="Replay"/>: goes on with unfinished work and asks receivers of open messages how far they came.</summary>
    public abstract void Resume(long nowUnixMicros);

    /// <summary>Takes one parcel.</summary>
    public abstract void Receive(Parcel parcel, long nowUnixMicros);

    /// <summary>Repeats what was not acknowledged and gives up on requests whose deadline has passed.</summary>
    public abstract void OnTimer(long nowUnixMicros);

    /// <summary>Whether messages of this actor are unacknowledged.</summary>
    public abstract bool HasOpenSends { get; }

    /// <summary>Who asked what was put off: should the actor be dropped all the same, nobody else answers them.</summary>
    public abstract IEnumerable<ReplyToken> PutOff { get; }

    /// <summary>The number of the message sent last, in this life of the actor; zero if there was none.</summary>
    public abstract long LastSend { get; }

    /// <summary>Whether messages up to a number are unacknowledged. An actor that is never idle always has some, but not the same ones.</summary>
    public abstract bool HasOpenSendsThrough(long lastSend);

    /// <summary>Whether the actor may be dropped from memory: nothing staged, unacknowledged, put off or awaited.</summary>
    public abstract bool CanUnload { get; }
}
