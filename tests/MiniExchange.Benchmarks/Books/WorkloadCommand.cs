using MiniExchange.Domain.Books;

namespace MiniExchange.Benchmarks.Books;

/// <summary>What a line of a workload asks for.</summary>
public enum WorkloadOperation
{
    Limit,
    ImmediateOrCancel,
    Market,
    Cancel,
}

/// <summary>One line of a workload file.</summary>
/// <param name="Id">1, 2, 3, …; names the order that the line enters.</param>
/// <param name="Operation">What to do.</param>
/// <param name="Side">Of the order, or of the order to cancel.</param>
/// <param name="Price">Ticks; zero for market orders and cancels.</param>
/// <param name="Quantity">Lots; zero for cancels.</param>
/// <param name="Target">The order to cancel, by its line's id; else zero.</param>
public readonly record struct WorkloadCommand(
    int Id, WorkloadOperation Operation, Side Side, long Price, long Quantity, int Target);
