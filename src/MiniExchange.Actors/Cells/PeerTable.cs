namespace MiniExchange.Actors.Cells;

/// <summary>How far an actor has come with each other actor it ever met.</summary>
public sealed class PeerTable
{
    /// <summary>Peers in one chunk of a snapshot.</summary>
    public const int ChunkSize = 1024;
}
