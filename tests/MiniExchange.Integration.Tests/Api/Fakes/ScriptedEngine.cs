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
    public ConcurrentQueue<(ActorAddress To, Request Request, long DeadlineUnixMicros)> Asked { get; } = new();

    /// <summary>What to answer; a reply is wrapped as durable at record 7.</summary>
    public Func<Request, object> Answer { get; set; } = request => throw new InvalidOperationException($"No answer to {request}.");

    public EngineHealth Health { get; set; } = new(EngineState.Ready, "", []);

    public bool IsCurrent { get; set; } = true;

    public ICommittedFeed Feed => throw new NotSupportedException();

    public Task<Answer> AskAsync(ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken)
    {
        Asked.Enqueue((to, request, deadlineUnixMicros));
        return Task.FromResult(Answer(request) switch
        {
            Answer answer => answer,
            Reply reply => new Replied(reply, to, RecordNumber: 7),
            var other => throw new InvalidOperationException($"{other} is no answer."),
        });
    }
}
