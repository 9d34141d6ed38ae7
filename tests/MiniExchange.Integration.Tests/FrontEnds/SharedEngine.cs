using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Integration.Tests.FrontEnds;

/// <summary>One engine as one of several processes has it: it runs already, and goes on when the process stops.</summary>
internal sealed class SharedEngine(IHostedEngine engine) : IHostedEngine
{
    public EngineHealth Health => engine.Health;

    public bool IsCurrent => engine.IsCurrent;

    public ICommittedFeed Feed => engine.Feed;

    public TimeSpan CommitAge => engine.CommitAge;

    public void Start()
    {
        // Whoever shares it has done so.
    }

    public Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken) =>
        engine.WaitForHealthAsync(isWanted, cancellationToken);

    public Task<Answer> AskAsync(ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        engine.AskAsync(to, request, deadlineUnixMicros, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
