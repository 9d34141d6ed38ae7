using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Actors.Cells;

/// <summary>Limits and times of every cell.</summary>
public sealed class CellOptions
{
    /// <summary>How long a message stays unacknowledged before its receiver is asked, in milliseconds. Doubles up to 32 times with each try.</summary>
    [Range(1, 600_000)]
    public int RepeatAfterMs { get; set; } = 1_000;

    /// <summary>A snapshot is taken once the records since the last are larger than it, and than this, in bytes.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int SnapshotMinBytes { get; set; } = 64 * 1024;
}
