using MiniExchange.Api.Keys;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>Who signed in on a connection, for all requests on it that do not say otherwise.</summary>
/// <param name="Key">With which key.</param>
/// <param name="SinceUnixMicros">Since when, microseconds since 1970-01-01 UTC.</param>
internal sealed record SessionState(SigningKey Key, long SinceUnixMicros);
