using System;
using System.Diagnostics;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Promises;

namespace MiniExchange.LoadTests.Soak;

/// <summary>One life of the host while it is being lived and checked.</summary>
internal sealed class Life(int number)
{
    private RequestFigures? _warmingUp;
    private RequestFigures? _steady;
    private long _readyAt;
    private TimeSpan _length;
    private TimeSpan _readyAfter;
    private long _down;
    private double _memory;
    private double _memorySteady;
    private double _memoryMax;

    /// <summary>From 1 on.</summary>
    public int Number => number;

    /// <summary>How long it has taken traffic.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_readyAt);

    /// <summary>Whether its warm-up is over.</summary>
    public bool IsSteady => _warmingUp is not null;

    /// <summary>Whether it is over.</summary>
    public bool HasEnded => _length > TimeSpan.Zero;

    /// <summary>The size of the data at its end.</summary>
    public double DataMb { get; set; }

    /// <summary>What became of what it acknowledged.</summary>
    public CheckFigures? Check { get; set; }

    /// <summary>The reconciliation after its end.</summary>
    public Reconciliation? Money { get; set; }

    /// <summary>It takes traffic.</summary>
    /// <param name="after">How long after its start.</param>
    /// <param name="down">Requests that were due since the end of the life before.</param>
    public void BeReady(TimeSpan after, long down) => (_readyAt, _readyAfter, _down) = (Stopwatch.GetTimestamp(), after, down);

    /// <summary>Takes note of the memory of now.</summary>
    public void SeeMemory(double megabytes) => (_memory, _memoryMax) = (megabytes, Math.Max(_memoryMax, megabytes));

    /// <summary>Its warm-up is over.</summary>
    /// <param name="warmingUp">What came of it.</param>
    public void BeSteady(RequestFigures warmingUp) => (_warmingUp, _memorySteady) = (warmingUp, _memory);

    /// <summary>It takes no traffic any more.</summary>
    public void End() => _length = Elapsed;

    /// <summary>All its requests have ended.</summary>
    /// <param name="requests">What came of those since the warm-up, or since its beginning if it was too short.</param>
    public void Close(RequestFigures requests)
    {
        if (_warmingUp is null) _warmingUp = requests;
        else _steady = requests;
    }

    /// <summary>All that is known of it.</summary>
    public LifeFigures Figures() => new(
        number,
        Math.Round(_readyAfter.TotalSeconds, 2),
        _down,
        Math.Round(_length.TotalSeconds, 1),
        PhaseFigures.Of(_warmingUp!),
        _steady is null ? null : PhaseFigures.Of(_steady),
        _memorySteady,
        _memory,
        _memoryMax,
        DataMb,
        Check,
        Money);
}
