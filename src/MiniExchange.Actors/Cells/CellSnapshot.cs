using System.Collections.Generic;

namespace MiniExchange.Actors.Cells;

/// <summary>All of a cell at a record boundary.</summary>
/// <remarks>
/// Peers are kept in chunks of <see cref="PeerTable.ChunkSize"/>, in the order in which they were first met. The first chunk
/// is here; the others are stored beside, each under the number of the snapshot that last changed it, so that a snapshot
/// costs what changed.
/// </remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <param name="RecordNumber">The record that this stands after; asserted on load.</param>
/// <param name="LastAtUnixMicros">The time of the last turn.</param>
/// <param name="State">The actor's state.</param>
/// <param name="OpenSends">Messages not acknowledged, in order.</param>
/// <param name="FirstPeers">The first chunk of peers.</param>
/// <param name="PeerChunks">For each further chunk, the record number of the snapshot that holds it; zero means this one.</param>
public sealed record CellSnapshot<TState>(
    long RecordNumber,
    long LastAtUnixMicros,
    TState State,
    IReadOnlyList<OpenSend> OpenSends,
    IReadOnlyList<Peer> FirstPeers,
    IReadOnlyList<long> PeerChunks);
