namespace MiniExchange.Application.MarketData;

/// <summary>How live market data is, for health and metrics.</summary>
/// <param name="IsReady">Whether it has caught up with the journal since it was started.</param>
/// <param name="Position">The journal position that it shows.</param>
/// <param name="Lag">How far that is behind the journal's last position; positions have gaps, so records are at most so many.</param>
/// <param name="LastError">Why the last attempt failed, and on which record; null when it succeeded.</param>
/// <param name="FailuresInARow">Attempts that failed since the last that succeeded.</param>
public sealed record MarketDataStatus(bool IsReady, long Position, long Lag, string? LastError, int FailuresInARow);
