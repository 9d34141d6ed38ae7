using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using HdrHistogram;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests.Figures;

/// <summary>Counts what is sent and answered. Latencies are those of requests that were done; errors are counted apart, or quick ones would flatter.</summary>
internal sealed class Recorder
{
    /// <summary>What was sent later than this counts as late.</summary>
    public const int LateMicros = 1_000;

    private const long LongestMicros = 600_000_000;
    private const int RefusedStatus = 503;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Operation Operation, int Status, int Code), long> _errors = [];
    private readonly List<SecondFigures> _series = [];
    private LongHistogram _all = NewHistogram();
    private LongHistogram _second = NewHistogram();
    private LongHistogram _late = NewHistogram();
    private LongHistogram _service = NewHistogram();
    private LongHistogram _refused = NewHistogram();
    private LongHistogram[] _byOperation = NewHistograms();
    private readonly long[] _doneByOperation = new long[Enum.GetValues<Operation>().Length];
    private Counts _counts;
    private Counts _countsBefore;
    private long _startedAt = Stopwatch.GetTimestamp();
    private long _endedAt;

    /// <summary>Starts over: what came before was warming up.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _errors.Clear();
            _series.Clear();
            Array.Clear(_doneByOperation);
            (_all, _second, _late, _byOperation) = (NewHistogram(), NewHistogram(), NewHistogram(), NewHistograms());
            (_service, _refused) = (NewHistogram(), NewHistogram());
            (_counts, _countsBefore) = (default, default);
            (_startedAt, _endedAt) = (Stopwatch.GetTimestamp(), 0);
        }
    }

    /// <summary>The time is over: what comes now is counted as a latency, not for the rate.</summary>
    public void End()
    {
        lock (_gate) _endedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>A request is being sent.</summary>
    /// <param name="lateTicks">How much later than intended.</param>
    /// <param name="isOwnFault">Whether a connection was free, so that it is this program that was late.</param>
    public void Sent(long lateTicks, bool isOwnFault)
    {
        var micros = Micros(lateTicks);
        lock (_gate)
        {
            _counts.Sent++;
            _late.RecordValue(micros);
            if (micros <= LateMicros) return;
            if (isOwnFault) _counts.LateByGenerator++;
            else _counts.LateForConnection++;
        }
    }

    /// <summary>A request was answered, or lost (status 0).</summary>
    /// <param name="operation">What was asked.</param>
    /// <param name="latencyTicks">How long it took from when it was to be sent.</param>
    /// <param name="serviceTicks">How long it took from when it was sent.</param>
    /// <param name="status">The status of HTTP.</param>
    /// <param name="code">The exchange's code, if it gave one.</param>
    public void Ended(Operation operation, long latencyTicks, long serviceTicks, int status, int code)
    {
        var micros = Micros(latencyTicks);
        lock (_gate)
        {
            if (status is < 200 or >= 300)
            {
                _counts.Errors++;
                _errors[(operation, status, code)] = _errors.GetValueOrDefault((operation, status, code)) + 1;
                if (status != RefusedStatus) return;
                if (_endedAt == 0) _counts.Refused++;
                _refused.RecordValue(Micros(serviceTicks));
                return;
            }

            if (_endedAt == 0)
            {
                _counts.Done++;
                _doneByOperation[(int)operation]++;
            }

            _all.RecordValue(micros);
            _service.RecordValue(Micros(serviceTicks));
            _second.RecordValue(micros);
            _byOperation[(int)operation].RecordValue(micros);
        }
    }

    /// <summary>Closes a second of the series.</summary>
    public SecondFigures CloseSecond()
    {
        lock (_gate)
        {
            var second = new SecondFigures(
                Math.Round(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, 2),
                _counts.Sent - _countsBefore.Sent,
                _counts.Done - _countsBefore.Done,
                _counts.Errors - _countsBefore.Errors,
                LatencyFigures.Ms(_second, 50),
                LatencyFigures.Ms(_second, 99),
                LatencyFigures.Ms(_second, 100));
            _countsBefore = _counts;
            _second.Reset();
            _series.Add(second);
            return second;
        }
    }

    /// <summary>All latencies so far: how many, and two percentiles.</summary>
    public (Counts Counts, double P50Ms, double P99Ms) SoFar()
    {
        lock (_gate) return (_counts, LatencyFigures.Ms(_all, 50), LatencyFigures.Ms(_all, 99));
    }

    /// <summary>The figures in the end.</summary>
    /// <param name="neverSent">Requests that were due and never sent.</param>
    public RequestFigures Figures(long neverSent)
    {
        lock (_gate)
        {
            var seconds = Stopwatch.GetElapsedTime(_startedAt, _endedAt == 0 ? Stopwatch.GetTimestamp() : _endedAt).TotalSeconds;
            return new RequestFigures(
                Math.Round(seconds, 3),
                _counts.Sent,
                _counts.Done,
                _counts.Errors,
                Math.Round(_counts.Done / seconds, 1),
                LatencyFigures.Of(_all),
                LatencyFigures.Of(_service),
                Math.Round(_counts.Refused / seconds, 1),
                LatencyFigures.Of(_refused),
                [.. Enum.GetValues<Operation>().Where(operation => _byOperation[(int)operation].TotalCount > 0).Select(operation => new OperationFigures(
                    operation.ToString(), Math.Round(_doneByOperation[(int)operation] / seconds, 1), LatencyFigures.Of(_byOperation[(int)operation])))],
                [.. _errors.OrderByDescending(static error => error.Value).Select(static error => new ErrorFigures(
                    error.Key.Operation.ToString(), error.Key.Status, error.Key.Code, error.Value))],
                new LateFigures(
                    _counts.LateForConnection,
                    _counts.LateByGenerator,
                    neverSent,
                    LatencyFigures.Ms(_late, 50),
                    LatencyFigures.Ms(_late, 99),
                    LatencyFigures.Ms(_late, 100)),
                CurvePoint.Of(_all),
                [.. _series]);
        }
    }

    private static long Micros(long ticks) => Math.Clamp(ticks / (Stopwatch.Frequency / 1_000_000), 1, LongestMicros);

    private static LongHistogram NewHistogram() => new(1, LongestMicros, 3);

    private static LongHistogram[] NewHistograms() => [.. Enum.GetValues<Operation>().Select(static _ => NewHistogram())];

    /// <summary>Plain counts.</summary>
    internal record struct Counts(long Sent, long Done, long Errors, long Refused, long LateForConnection, long LateByGenerator);
}
