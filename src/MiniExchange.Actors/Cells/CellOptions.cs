using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Actors.Cells;

/// <summary>Limits and times of every cell.</summary>
public sealed class CellOptions
{
    /// <summary>How long a message stays unacknowledged before its receiver is asked, in milliseconds. Doubles with each try.</summary>
    [Range(1, 600_000)]
    public int RepeatAfterMs { get; set; } = 1_000;

    /// <summary>How often that time doubles at most.</summary>
    [Range(0, 10)]
    public int RepeatDoublings { get; set; } = 5;

    /// <summary>A snapshot is taken once the records since the last are four times as large as it, and larger than this, in bytes.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int SnapshotMinBytes { get; set; } = 64 * 1024;
}
