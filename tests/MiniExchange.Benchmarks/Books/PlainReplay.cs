using System.Collections.Immutable;

namespace MiniExchange.Benchmarks.Books;

/// <summary>Runs a workload through the <see cref="PlainBook"/>.</summary>
internal sealed class PlainReplay(ImmutableArray<WorkloadCommand> commands) : Replay(commands)
{
    private readonly PlainBook _book = new();

    public override WorkloadResult Result() => _book.Result();

    protected override void CarryOut(in WorkloadCommand command) => _book.CarryOut(command);
}
