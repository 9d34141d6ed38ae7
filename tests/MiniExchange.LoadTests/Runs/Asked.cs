using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests.Runs;

/// <summary>The request that a connection has under way. Times are timestamps of the stopwatch.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="IntendedAt">When it was to be sent; its latency counts from there.</param>
/// <param name="SentAt">When it was sent; its service time counts from there.</param>
/// <param name="IsCounted">Whether it belongs to what is measured.</param>
internal readonly record struct Asked(Operation Operation, long IntendedAt, long SentAt, bool IsCounted);
