using System.Collections.Generic;

namespace MiniExchange.Actors.Cells;

/// <summary>When the next snapshot is worth taking, and which stored snapshots hold which chunks of peers.</summary>
/// <remarks>
/// Due once the records since the last one outweigh all that was written for it, chunks of peers included, four times: recovery then
/// reads at most about five times the state, and snapshots cost at most about a quarter of the records themselves. One at a time
/// is on its way.
/// </remarks>
internal sealed class SnapshotSchedule(int minBytes)
{
    private const int RecordBytesPerByte = 4;

    private readonly List<long> _chunkNumbers = [];
    private SnapshotDraft? _onItsWay;
    private long _bytesSince;
    private long _lastBytes;

    /// <summary>Whether a snapshot should be taken now.</summary>
    public bool IsDue => _bytesSince >= minBytes && _bytesSince >= RecordBytesPerByte * _lastBytes && _onItsWay is not { StoredAs: 0 };

    /// <summary>Counts a record.</summary>
    public void Recorded(int bytes) => _bytesSince += bytes;

    /// <summary>The stored snapshot that holds a chunk, from 1; zero if none does.</summary>
    public long StoredNumberOf(int chunk)
    {
        Resolve();
        return chunk <= _chunkNumbers.Count ? _chunkNumbers[chunk - 1] : 0;
    }

    /// <summary>Starts from a snapshot that was read.</summary>
    public void Loaded(IReadOnlyList<long> chunkNumbers, int bytes)
    {
        _chunkNumbers.AddRange(chunkNumbers);
        _lastBytes = bytes;
    }

    /// <summary>Notes a snapshot that was given out.</summary>
    public void Taken(SnapshotDraft draft, int bytes)
    {
        Resolve();
        _onItsWay = draft;
        _bytesSince = 0;
        _lastBytes = bytes;
    }

    private void Resolve()
    {
        if (_onItsWay is not { StoredAs: > 0 } stored) return;

        _chunkNumbers.Clear();
        foreach (var number in stored.PeerChunks) _chunkNumbers.Add(number == 0 ? stored.StoredAs : number);
        _onItsWay = null;
    }
}
