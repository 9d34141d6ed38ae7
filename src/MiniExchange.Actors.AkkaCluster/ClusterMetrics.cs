using System;
using System.Diagnostics.Metrics;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>What a node measures of itself, under the names of the embedded engine where it is the same thing.</summary>
internal sealed class ClusterMetrics : IDisposable
{
    private readonly Meter _meter = new("MiniExchange.Engine");
    private readonly Counter<long> _refused;

    public ClusterMetrics(ClusterNode node)
    {
        _refused = _meter.CreateCounter<long>("miniexchange.engine.busy", "{request}", "Requests refused at the door.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.requests", () => node.Waiters?.Count ?? 0, "{request}", "Requests under way that came in by this node.");
        _meter.CreateObservableGauge("miniexchange.engine.actors", () => node.LoadedCount, "{actor}", "Actors in memory.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.outbox.turns", () => node.OpenTurns.Count, "{turn}", "Turns since the oldest with an unacknowledged message.");
        _meter.CreateObservableGauge(
            "miniexchange.cluster.current", () => node.IsCurrent ? 1 : 0, "1", "Whether the node may serve: known to the others as a member, with its share of the journal.");
    }

    public void RefusedAtDoor() => _refused.Add(1);

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
