using System.Collections.Generic;

namespace MiniExchange.Storage.Relational.History;

/// <summary>Which rows a history query wants and in which order the database finds them best.</summary>
/// <param name="Conditions">Over the parameters from, start and end; begins with AND, or is empty.</param>
/// <param name="Order">The columns, each with its direction.</param>
/// <param name="Direction">The direction of all of them.</param>
internal sealed record HistoryRange(string Conditions, string Order, string Direction)
{
    /// <summary>No bound: the newest. A number or a start: the oldest from there. An end alone: the newest up to there.</summary>
    /// <remarks>A bound by number goes with the index by number, one by time alone with the index by time.</remarks>
    public static HistoryRange Of(string numberColumn, long? from, string timeColumn, long? start, long? end)
    {
        var conditions = "";
        if (from is not null) conditions += $" AND {numberColumn} >= @from";
        if (start is not null) conditions += $" AND {timeColumn} >= @start";
        if (end is not null) conditions += $" AND {timeColumn} <= @end";

        var direction = from is null && start is null ? "DESC" : "ASC";
        var byTime = from is null && (start is not null || end is not null);
        var order = byTime ? $"{timeColumn} {direction}, {numberColumn} {direction}" : $"{numberColumn} {direction}";
        return new HistoryRange(conditions, order, direction);
    }

    /// <summary>Rows as they were found, turned round if the newest came first.</summary>
    public IReadOnlyList<T> Ascending<T>(List<T> rows)
    {
        if (Direction == "DESC") rows.Reverse();
        return rows;
    }
}
