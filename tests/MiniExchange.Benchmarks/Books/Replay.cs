using System;
using System.Collections.Immutable;
using System.Diagnostics;

namespace MiniExchange.Benchmarks.Books;

/// <summary>One run of a workload through one book, from its first command to its last.</summary>
public abstract class Replay
{
    private readonly ImmutableArray<WorkloadCommand> _commands;

    protected Replay(ImmutableArray<WorkloadCommand> commands) => _commands = commands;

    /// <summary>Carries out all commands.</summary>
    public void Run()
    {
        Run(.._commands.Length);
    }

    /// <summary>Carries out some commands, which come next.</summary>
    public void Run(Range commands)
    {
        foreach (ref readonly var command in _commands.AsSpan()[commands]) CarryOut(command);
    }

    /// <summary>Carries out all commands, and notes what the clock said each took; reading the clock is part of that.</summary>
    /// <param name="ticks">One for each command, in ticks of <see cref="Stopwatch"/>.</param>
    public void Run(Span<long> ticks)
    {
        var commands = _commands.AsSpan();
        for (var i = 0; i < commands.Length; i++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            CarryOut(commands[i]);
            ticks[i] = Stopwatch.GetTimestamp() - startedAt;
        }
    }

    /// <summary>What the commands led to.</summary>
    public abstract WorkloadResult Result();

    /// <summary>Carries out the next command.</summary>
    protected abstract void CarryOut(in WorkloadCommand command);
}
