using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Host.Composition;

/// <summary>Which database keeps the exchange; configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Where the configuration holds these.</summary>
    public const string Section = "Storage";

    /// <summary>The name of <see cref="Standby"/> in the configuration.</summary>
    public const string StandbySetting = $"{Section}:{nameof(Standby)}";

    /// <summary>Whether to stand by while another exchange holds the journal, for as long as it does, and to take over then. PostgreSQL only.</summary>
    public bool Standby { get; set; }

    /// <summary>The database.</summary>
    [EnumDataType(typeof(StorageProvider), ErrorMessage = "Storage:Provider must be Sqlite or PostgreSQL.")]
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>How to reach PostgreSQL, as Npgsql reads it. Not used by SQLite, which keeps its files in the data directory.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether to start on a PostgreSQL that confirms commits before they are on disk (fsync or synchronous_commit off).</summary>
    public bool AllowDataLoss { get; set; }

    /// <summary>
    /// How long a start waits for another exchange to let go of the journal, in milliseconds: one that is stopping may still be
    /// draining. Longer than <see cref="DeadPeerMs"/>, so that on PostgreSQL a crashed machine's session has ended before its
    /// successor gives up.
    /// </summary>
    [Range(0, 600_000)]
    public int LockWaitMs { get; set; } = 20_000;

    /// <summary>
    /// On PostgreSQL, how long a connection whose other side is silent lasts, in milliseconds, and with it the lock of an exchange
    /// that was lost. An exchange that is cut off stops answering after half of it.
    /// </summary>
    [Range(1_000, 600_000)]
    public int DeadPeerMs { get; set; } = 10_000;

    /// <summary>
    /// The directory of the keys that encrypt API secrets and sign-ins; <c>keys</c> in the data directory if absent. Front ends on
    /// one exchange must share it, and it must not lie in the database: whoever reads the one must not have the other.
    /// </summary>
    public string? KeysDirectory { get; set; }

    /// <summary>On SQLite, the size that the journal may not grow past, in bytes, so that a disk is never filled to its end; no limit if absent.</summary>
    public long? MaxJournalBytes { get; set; }
}

/// <summary>The databases that can keep an exchange.</summary>
public enum StorageProvider
{
    /// <summary>Files in the data directory; nothing to install.</summary>
    Sqlite = 0,

    /// <summary>A PostgreSQL 15 or later.</summary>
    PostgreSQL = 1,
}

/// <summary>The first administrator; configuration section <c>Admin</c>. Used on the first start only.</summary>
public sealed class AdminOptions
{
    /// <summary>Where the configuration holds these.</summary>
    public const string Section = "Admin";

    /// <summary>The name to sign in with.</summary>
    [Required(ErrorMessage = "Admin:Username must not be empty.")]
    [RegularExpression("[A-Za-z0-9_.-]{3,32}", ErrorMessage = "Admin:Username must be 3 to 32 of A-Z a-z 0-9 _ . -")]
    public string Username { get; set; } = "admin";

    /// <summary>The password to sign in with; made up and printed once if absent.</summary>
    [MinLength(8, ErrorMessage = "Admin:Password must have at least 8 characters.")]
    public string? Password { get; set; }
}
