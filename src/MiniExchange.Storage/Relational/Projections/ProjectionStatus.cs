namespace MiniExchange.Storage.Relational.Projections;

/// <summary>How the projection is, for health and metrics.</summary>
/// <param name="Position">The journal position that the rows show.</param>
/// <param name="Lag">How far that is behind the journal's last position; positions have gaps, so records are at most so many.</param>
/// <param name="LastError">Why the last attempt failed, and on which records; null when it succeeded.</param>
/// <param name="FailuresInARow">Attempts that failed since the last that succeeded.</param>
/// <param name="SkippedRecords">Records of kinds that the projection does not know, since the start.</param>
public sealed record ProjectionStatus(long Position, long Lag, string? LastError, int FailuresInARow, long SkippedRecords);
