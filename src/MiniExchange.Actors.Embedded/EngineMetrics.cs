using System;
using System.Diagnostics.Metrics;
using System.Threading;

namespace MiniExchange.Actors.Embedded;

/// <summary>What the embedded engine measures of itself, under the meter <c>MiniExchange.Engine</c>.</summary>
public sealed class EngineMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MiniExchange.Engine";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _commitSeconds;
    private readonly Histogram<int> _commitRecords;
    private readonly Counter<long> _turns;
    private readonly Counter<long> _refused;
    private int _openTurns;
    private long _outboxAgeMicros;
    private long _commitStartedAt;

    /// <summary>Creates the instruments.</summary>
    public EngineMetrics()
    {
        _commitSeconds = _meter.CreateHistogram(
            "miniexchange.journal.commit.duration",
            "s",
            "Time of one durable commit.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
            });
        _commitRecords = _meter.CreateHistogram(
            "miniexchange.journal.commit.records",
            "{record}",
            "Records in one commit.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] });
        _turns = _meter.CreateCounter<long>("miniexchange.engine.turns", "{turn}", "Turns made durable or answered.");
        _refused = _meter.CreateCounter<long>("miniexchange.engine.busy", "{request}", "Requests refused at the door.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.outbox.turns", () => OpenTurns, "{turn}", "Turns since the oldest with an unacknowledged message.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.requests", () => Requests?.Invoke() ?? 0, "{request}", "Requests under way.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.parcels", () => Parcels?.Invoke() ?? 0, "{parcel}", "Parcels that wait for a worker.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.staged", () => Staged?.Invoke() ?? 0, "{output}", "Outputs that wait for a commit.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.actors", () => Actors?.Invoke() ?? 0, "{actor}", "Actors in memory.");
        _meter.CreateObservableGauge(
            "miniexchange.engine.outbox.age", () => OutboxAgeMicros / 1e6, "s", "Age of the oldest unacknowledged message.");
    }

    /// <summary>When the commit that is under way began, as the clock's timestamp; zero while none is.</summary>
    internal long CommitStartedAt
    {
        get => Volatile.Read(ref _commitStartedAt);
        set => Volatile.Write(ref _commitStartedAt, value);
    }

    internal int OpenTurns
    {
        get => Volatile.Read(ref _openTurns);
        set => Volatile.Write(ref _openTurns, value);
    }

    internal Func<int>? Requests { get; set; }

    internal Func<int>? Parcels { get; set; }

    internal Func<int>? Staged { get; set; }

    internal Func<int>? Actors { get; set; }

    internal long OutboxAgeMicros
    {
        get => Volatile.Read(ref _outboxAgeMicros);
        set => Volatile.Write(ref _outboxAgeMicros, value);
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Committed(TimeSpan duration, int records, int outputs)
    {
        _commitSeconds.Record(duration.TotalSeconds);
        _commitRecords.Record(records);
        _turns.Add(outputs);
    }

    internal void RefusedAtDoor() => _refused.Add(1);
}
