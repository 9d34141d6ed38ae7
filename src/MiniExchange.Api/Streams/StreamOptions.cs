using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Api.Streams;

/// <summary>The limits of WebSocket connections; configuration section <c>Api:Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>WebSockets that one address may have open; one more is refused with 429.</summary>
    [Range(1, 10_000_000)]
    public int ConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>WebSockets that may be open in all; one more is refused with 503.</summary>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 50_000;

    /// <summary>Messages that may wait for one connection; one more, and it is closed as too slow.</summary>
    [Range(1, 1_000_000)]
    public int OutboxMessages { get; set; } = 4_096;

    /// <summary>Bytes that may wait for one connection; one more, and it is closed as too slow.</summary>
    [Range(1_024, 1_073_741_824)]
    public int OutboxBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>The largest message that a client may send, in bytes.</summary>
    [Range(256, 16 * 1_024 * 1_024)]
    public int MaxMessageBytes { get; set; } = 64 * 1_024;

    /// <summary>Messages that a client of the streams may send in a second; one more, and its connection is closed.</summary>
    [Range(1, int.MaxValue)]
    public int MessagesPerSecond { get; set; } = 5;

    /// <summary>Streams that one connection may subscribe to.</summary>
    [Range(1, 100_000)]
    public int StreamsPerConnection { get; set; } = 1_024;

    /// <summary>How often a connection is pinged, in milliseconds.</summary>
    [Range(10, 3_600_000)]
    public int PingIntervalMs { get; set; } = 20_000;

    /// <summary>How long a pong may take, in milliseconds; then the connection is dropped.</summary>
    [Range(10, 3_600_000)]
    public int PongTimeoutMs { get; set; } = 60_000;

    /// <summary>How long a connection may last, in minutes.</summary>
    [Range(1, 60 * 24 * 30)]
    public int MaxConnectionMinutes { get; set; } = 24 * 60;

    /// <summary>How long a client may take to answer that its connection is being closed, in milliseconds; then it is dropped.</summary>
    [Range(1, 60_000)]
    public int CloseGraceMs { get; set; } = 5_000;

    /// <summary>How long before the server stops clients are told that it will, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int ShutdownNoticeMs { get; set; } = 1_000;

    /// <summary>Requests of one connection of the WebSocket API that are worked on at once; further ones wait unread.</summary>
    [Range(1, 10_000)]
    public int RequestsInFlight { get; set; } = 64;

    /// <summary>Changes of one pair that may wait to be published; one more, and its subscribers must come again.</summary>
    [Range(1, 100_000_000)]
    public int PendingChanges { get; set; } = 65_536;
}
