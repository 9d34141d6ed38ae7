using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>Stands in for an engine: writes down what it is asked and answers as told.</summary>
internal sealed class ScriptedEngine : IEngine
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<(ActorAddress To, Request Request, long DeadlineUnixMicros)> Asked { get; } = new();

    /// <summary>What to answer; a reply is wrapped as durable at record 7.</summary>
    public Func<Request, object> Answer { get; set; } = request => throw new InvalidOperationException($"No answer to {request}.");

    /// <summary>Ends with the first question.</summary>
    public Task WhenAsked => _asked.Task;

    /// <summary>What to wait for before anything is answered.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public EngineHealth Health { get; set; } = new(EngineState.Ready, "", []);

    public bool IsCurrent { get; set; } = true;

    public ICommittedFeed Feed => throw new NotSupportedException();

    public async Task<Answer> AskAsync(ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken)
    {
        Asked.Enqueue((to, request, deadlineUnixMicros));
        _asked.TrySetResult();
        await Held;
        return Answer(request) switch
        {
            Answer answer => answer,
            Reply reply => new Replied(reply, to, RecordNumber: 7),
            var other => throw new InvalidOperationException($"{other} is no answer."),
        };
    }
}
