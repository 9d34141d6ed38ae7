using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace MiniExchange.Actors.Cells;

/// <summary>How far an actor has come with each other actor it ever met, in chunks by order of meeting.</summary>
/// <remarks>A book meets a million accounts: a snapshot stores only the chunks that changed since the last.</remarks>
public sealed class PeerTable
{
    /// <summary>Peers in one chunk of a snapshot.</summary>
    public const int ChunkSize = 1024;

    private readonly Dictionary<ActorAddress, int> _places = [];
    private readonly List<Peer> _peers = [];
    private readonly List<bool> _chunkChanged = [];

    /// <summary>How many chunks there are, the last one perhaps not full.</summary>
    public int ChunkCount => _chunkChanged.Count;

    /// <summary>The highest sequence consumed from an actor; zero if it was never met.</summary>
    public long ConsumedFrom(ActorAddress peer) => _places.TryGetValue(peer, out var place) ? _peers[place].Consumed : 0;

    /// <summary>The highest sequence sent to an actor; zero if it was never met.</summary>
    public long SentTo(ActorAddress peer) => _places.TryGetValue(peer, out var place) ? _peers[place].Sent : 0;

    /// <summary>Notes that a message was consumed.</summary>
    public void Consume(ActorAddress peer, long sequence)
    {
        ref var entry = ref Touch(peer);
        entry = entry with { Consumed = sequence };
    }

    /// <summary>Notes that a message was sent.</summary>
    public void Send(ActorAddress peer, long sequence)
    {
        ref var entry = ref Touch(peer);
        entry = entry with { Sent = sequence };
    }

    /// <summary>A copy of one chunk.</summary>
    public Peer[] Chunk(int chunk)
    {
        var start = chunk * ChunkSize;
        return _peers.GetRange(start, int.Min(ChunkSize, _peers.Count - start)).ToArray();
    }

    /// <summary>Whether a chunk changed since it was last marked as kept.</summary>
    public bool HasChanged(int chunk) => _chunkChanged[chunk];

    /// <summary>Marks every chunk as kept in a snapshot.</summary>
    public void MarkKept()
    {
        for (var chunk = 0; chunk < _chunkChanged.Count; chunk++) _chunkChanged[chunk] = false;
    }

    /// <summary>Takes in the next chunk of a snapshot.</summary>
    public void Load(IReadOnlyList<Peer> chunk)
    {
        foreach (var peer in chunk)
        {
            ref var entry = ref Touch(peer.Address);
            entry = peer;
        }
    }

    private ref Peer Touch(ActorAddress peer)
    {
        if (!_places.TryGetValue(peer, out var place))
        {
            place = _peers.Count;
            _places.Add(peer, place);
            _peers.Add(new Peer(peer, Consumed: 0, Sent: 0));
            if (place % ChunkSize == 0) _chunkChanged.Add(true);
        }

        _chunkChanged[place / ChunkSize] = true;
        return ref CollectionsMarshal.AsSpan(_peers)[place];
    }
}
