using System;
using System.Diagnostics.Metrics;

namespace MiniExchange.Api.Streams;

/// <summary>What the WebSockets measure of themselves, under the meter <c>MiniExchange.Streams</c>.</summary>
internal sealed class StreamMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MiniExchange.Streams";

    private readonly Meter _meter;
    private readonly Counter<long> _slowClients;

    /// <summary>Creates the instruments.</summary>
    public StreamMetrics()
    {
        _meter = new Meter(new MeterOptions(MeterName) { Scope = this });
        _slowClients = _meter.CreateCounter<long>("miniexchange.streams.slow_clients", "{connection}", "WebSockets closed because their clients did not keep up.");
        _meter.CreateObservableGauge("miniexchange.streams.connections", () => Connections?.Invoke() ?? 0, "{connection}", "Open WebSockets.");
        _meter.CreateObservableGauge("miniexchange.streams.waiting", () => WaitingBytes?.Invoke() ?? 0, "By", "Bytes that wait to be sent on all of them.");
        _meter.CreateObservableGauge("miniexchange.streams.topics", () => Topics?.Invoke() ?? 0, "{stream}", "Market data streams that somebody listens to.");
    }

    internal Func<int>? Connections { get; set; }

    internal Func<long>? WaitingBytes { get; set; }

    internal Func<int>? Topics { get; set; }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void ClosedAsTooSlow() => _slowClients.Add(1);
}
