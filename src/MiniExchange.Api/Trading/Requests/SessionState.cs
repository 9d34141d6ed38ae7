using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Who signed in on a connection, for all requests on it that do not say otherwise.</summary>
/// <param name="ApiKey">With which key.</param>
/// <param name="Account">Whose it was then.</param>
/// <param name="SinceUnixMicros">Since when, microseconds since 1970-01-01 UTC.</param>
internal sealed record SessionState(string ApiKey, AccountId Account, long SinceUnixMicros);
