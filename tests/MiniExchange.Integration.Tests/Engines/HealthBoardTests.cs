using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Conformance.Engines;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

public sealed class HealthBoardTests
{
    private readonly HealthBoard _board = new();

    [Fact]
    public async Task WaitAsync_WhenTheHealthIsAsWanted_EndsAtOnce()
    {
        _board.Set(EngineState.Ready, string.Empty);

        var waiting = _board.WaitAsync(static health => health.State == EngineState.Ready, CancellationToken.None);

        Assert.True(waiting.IsCompletedSuccessfully);
        Assert.Empty((await waiting).Reason);
    }

    [Fact]
    public async Task WaitAsync_WakesEverybodyWhoWantedWhatWasSet()
    {
        var ready = _board.WaitAsync(static health => health.State == EngineState.Ready, CancellationToken.None);
        var faulted = _board.WaitAsync(static health => health.FaultedActors.Count == 1, CancellationToken.None);

        _board.AddFaulted(Probes.Named("a"));
        Assert.Equal(Probes.Named("a"), Assert.Single((await faulted).FaultedActors));
        Assert.False(ready.IsCompleted);

        _board.Set(EngineState.Ready, string.Empty);
        Assert.Equal(EngineState.Ready, (await ready).State);
    }

    [Fact]
    public async Task WaitAsync_WhenCancelled_Ends()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _board.WaitAsync(static _ => false, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Set_KeepsTheFaultedActorsAndCountsEachOnce()
    {
        _board.AddFaulted(Probes.Named("a"));
        _board.AddFaulted(Probes.Named("a"));

        _board.Set(EngineState.Stopped, "Why.");

        Assert.Equal((EngineState.Stopped, "Why."), (_board.Health.State, _board.Health.Reason));
        Assert.Equal(Probes.Named("a"), Assert.Single(_board.Health.FaultedActors));
    }
}
