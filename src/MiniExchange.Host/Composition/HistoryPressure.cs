using System;
using MiniExchange.Api;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Host.Composition;

/// <summary>
/// Orders may come faster than their history can be written. Then they wait, as with a full queue, or history would fall behind without
/// bounds, and who starts the exchange anew would wait for all of it.
/// </summary>
/// <remarks>A projection that fails, or that has yet to catch up after a start, is no reason: trading goes on without it.</remarks>
/// <param name="status">How the projection is.</param>
/// <param name="options">How far behind it may be.</param>
internal sealed class HistoryPressure(Func<ProjectionStatus> status, ReadSideOptions options) : IPressure
{
    private volatile bool _hasCaughtUp;

    /// <inheritdoc />
    public string? BusyBecause()
    {
        var now = status();
        if (now.LastError is not null) return null;
        if (now.Lag <= options.MaxBehindRecords) _hasCaughtUp = true;
        else if (_hasCaughtUp) return $"History is {now.Lag} records behind; ReadSide:MaxBehindRecords allows {options.MaxBehindRecords}.";
        return null;
    }
}
