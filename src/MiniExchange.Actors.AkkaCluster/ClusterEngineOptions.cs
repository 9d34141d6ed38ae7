using System.ComponentModel.DataAnnotations;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Where a node of the cluster is, what it runs, and its limits and times; configuration section <c>Cluster</c>.</summary>
public sealed class ClusterEngineOptions
{
    /// <summary>Where the configuration holds these.</summary>
    public const string Section = "Cluster";

    /// <summary>The role of nodes that run accounts, books and the other actors.</summary>
    public const string TradingRole = "trading";

    /// <summary>The role of nodes that are front ends.</summary>
    public const string ApiRole = "api";

    /// <summary>How long it takes until all members know what one of them has seen, in milliseconds: two rounds of gossip.</summary>
    public const int GossipMs = 2_000;

    /// <summary>The address that other nodes reach this one at, and that it listens on unless <see cref="BindHostname"/> says otherwise.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The address that it listens on; absent for <see cref="Hostname"/>.</summary>
    public string? BindHostname { get; set; }

    /// <summary>The port that other nodes reach this one at; zero for any that is free.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 4053;

    /// <summary>
    /// Nodes that begin the cluster, as host:port: the first one does when none of the others answers. Nodes of a cluster that runs are
    /// found by the journal, which knows its members.
    /// </summary>
    public string[] SeedNodes { get; set; } = [];

    /// <summary>What the node does: <c>trading</c> runs the actors, <c>api</c> is a front end. Absent for both.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>A file of Akka settings (HOCON) that overrides those that come with the program; absent for none.</summary>
    public string? HoconFile { get; set; }

    /// <summary>Shards of each kind of actor; the same on all nodes and for good, or actors would be in two places.</summary>
    [Range(1, 10_000)]
    public int Shards { get; set; } = 64;

    /// <summary>How long a heartbeat may stay away before the node is taken for unreachable, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int HeartbeatPauseMs { get; set; } = 2_500;

    /// <summary>How long members must stay unreachable before the side with the majority goes on without them, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int StableAfterMs { get; set; } = 3_500;

    /// <summary>
    /// How long a node may serve on the word of the others, in milliseconds. At least <see cref="GossipMs"/> less than
    /// <see cref="StableAfterMs"/>: one member may already miss the node when another still says that it knows it.
    /// </summary>
    [Range(100, 600_000)]
    public int MembershipProofMs { get; set; } = 1_500;

    /// <summary>Requests under way at once on this front end; more are answered busy.</summary>
    [Range(1, 10_000_000)]
    public int MaxRequests { get; set; } = 16_384;

    /// <summary>Requests under way at once on this front end that one actor is on the path of; more are answered busy.</summary>
    [Range(1, 10_000_000)]
    public int MaxRequestsPerActor { get; set; } = 8_192;

    /// <summary>Turns of one actor that wait for its journal; requests beyond are answered busy.</summary>
    [Range(1, 1_000_000)]
    public int MaxTurnsAhead { get; set; } = 4_096;

    /// <summary>Journal writes of this node under way at once; further ones wait.</summary>
    [Range(1, 100_000)]
    public int MaxWrites { get; set; } = 2_000;

    /// <summary>Turns of one actor share a record up to this size, in bytes.</summary>
    [Range(1_024, 1024 * 1024)]
    public int MaxRecordBytes { get; set; } = 1024 * 1024;

    /// <summary>An actor that nothing reached for so long is unloaded, in milliseconds.</summary>
    [Range(100, int.MaxValue)]
    public int UnloadAfterMs { get; set; } = 300_000;

    /// <summary>How often the low-water position is stored at most, in milliseconds.</summary>
    [Range(1, 600_000)]
    public int LowWaterEveryMs { get; set; } = 2_000;

    /// <summary>Actors that are woken at once after a node was lost.</summary>
    [Range(1, 100_000)]
    public int WakeAtOnce { get; set; } = 256;

    /// <summary>How often the journal is looked at when no node has told of anything new, in milliseconds.</summary>
    [Range(1, 60_000)]
    public int FeedPollMs { get; set; } = 200;

    /// <summary>Committed records kept in memory for readers of the feed; older ones are read from the journal.</summary>
    [Range(1, 10_000_000)]
    public int FeedRecords { get; set; } = 8_192;

    /// <summary>After this a request whose answer was lost is answered as unknown, in milliseconds.</summary>
    [Range(1_000, 600_000)]
    public int AnswerTimeoutMs { get; set; } = 15_000;

    /// <summary>How long before it stops a node says that it is not ready, and serves on, in milliseconds: longer than load balancers take to notice.</summary>
    [Range(0, 600_000)]
    public int LeaveNoticeMs { get; set; } = 3_000;

    /// <summary>How long a stop waits for requests under way, in milliseconds; those still open then are answered as unknown.</summary>
    [Range(0, 600_000)]
    public int DrainMs { get; set; } = 5_000;

    /// <summary>Limits and times of every cell. Repeats soon, whatever was tried before: a receiver is away for seconds while its node is replaced.</summary>
    public CellOptions Cells { get; set; } = new() { RepeatDoublings = 0 };
}
