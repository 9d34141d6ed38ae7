using MiniExchange.Api;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Host.Composition;

/// <summary>The read side must be able to follow the journal; how far it is behind is a metric, not a reason to refuse traffic.</summary>
internal sealed class ProjectionReadiness(ExchangeProjection projection) : IReadiness
{
    /// <inheritdoc />
    public string? NotReadyBecause() =>
        projection.Status is { LastError: { } error } status
            ? $"The read side stands at position {status.Position}, {status.Lag} behind: {error}"
            : null;
}
