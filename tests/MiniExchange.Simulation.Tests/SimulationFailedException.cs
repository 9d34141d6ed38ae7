using System;
using MiniExchange.Simulation.Tests.Audit;

namespace MiniExchange.Simulation.Tests;

/// <summary>A seed whose run went wrong, and how to see it again.</summary>
internal sealed class SimulationFailedException(ulong seed, int step, string lastCommand, AuditException found) : Exception(
    $"""
    Seed {seed} fails the check '{found.Check}' after step {step}.
    {found.Message}
    Last command: {lastCommand}
    Again: MINIEXCHANGE_SIM_SEED={seed} dotnet test tests/MiniExchange.Simulation.Tests --filter SimulationTests.Seeds
    Many more: MINIEXCHANGE_SIM_SEEDS=<count> in place of it.
    """,
    found)
{
    /// <summary>Which of the auditor's checks found it.</summary>
    public string Check { get; } = found.Check;
}
