namespace MiniExchange.Benchmarks.Books;

/// <summary>What a workload is drawn from.</summary>
/// <param name="Commands">How many.</param>
/// <param name="Seed">Of all draws.</param>
/// <param name="Live">Resting orders at which the book settles; greater than zero.</param>
/// <param name="Spread">
/// Ticks of one step off the mid price, 1 as a rule. The mid price still walks by ticks, so that with thousands there are many levels, in
/// clusters far from each other.
/// </param>
internal sealed record WorkloadShape(int Commands = 1_000_000, ulong Seed = 20240607, int Live = 10_000, int Spread = 1);
