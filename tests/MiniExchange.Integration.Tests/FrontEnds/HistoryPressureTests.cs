using MiniExchange.Host.Composition;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Projections;
using Xunit;

namespace MiniExchange.Integration.Tests.FrontEnds;

public sealed class HistoryPressureTests
{
    private readonly HistoryPressure _pressure;
    private long _lag;
    private string? _error;

    public HistoryPressureTests() => _pressure = new HistoryPressure(
        () => new ProjectionStatus(Position: 1_000, _lag, _error, FailuresInARow: 0, SkippedRecords: 0), new ReadSideOptions { MaxBehindRecords = 100 });

    [Fact]
    public void Behind_IsBusy_UntilItHasCaughtUp()
    {
        Assert.Null(Behind(100));
        Assert.Contains("101 records behind", Behind(101), System.StringComparison.Ordinal);
        Assert.Null(Behind(100));
    }

    [Fact]
    public void Behind_SinceTheStart_IsNot() => Assert.Null(Behind(1_000_000));

    [Fact]
    public void Behind_ForAFailure_IsNot()
    {
        Assert.Null(Behind(0));
        _error = "no such table";

        Assert.Null(Behind(1_000_000));
    }

    private string? Behind(long records)
    {
        _lag = records;
        return _pressure.BusyBecause();
    }
}
