using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Cells;

/// <summary>What a turn decided: events, messages and answers, in buffers that are used again for the next turn.</summary>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public sealed class Plan<TEvent>
{
    private readonly List<PlannedSend> _sends = [];
    private readonly List<PlannedAnswer> _answers = [];

    /// <summary>An empty plan with a buffer of its own.</summary>
    public Plan()
        : this([])
    {
    }

    /// <summary>An empty plan whose events go straight into a turn's buffer.</summary>
    internal Plan(List<TEvent> events) => Events = events;

    /// <summary>The events in order; a decider appends to it.</summary>
    public List<TEvent> Events { get; }

    /// <summary>The messages in order.</summary>
    public IReadOnlyList<PlannedSend> Sends => _sends;

    /// <summary>The answers in order.</summary>
    public IReadOnlyList<PlannedAnswer> Answers => _answers;

    /// <summary>The messages for whoever walks them for every turn.</summary>
    internal ReadOnlySpan<PlannedSend> SendSpan => CollectionsMarshal.AsSpan(_sends);

    /// <summary>The answers for whoever copies them for every turn.</summary>
    internal ReadOnlySpan<PlannedAnswer> AnswerSpan => CollectionsMarshal.AsSpan(_answers);

    /// <summary>Whether the request waits for the next message of another actor and is then decided anew.</summary>
    public bool IsPutOff { get; private set; }

    /// <summary>Tells another actor something, exactly once in effect.</summary>
    /// <param name="to">The receiver.</param>
    /// <param name="message">What it is told.</param>
    /// <param name="token">Who waits for the end of this flow, if it ends there.</param>
    public void Send(ActorAddress to, ActorMessage message, ReplyToken token = default) => _sends.Add(new(to, message, token));

    /// <summary>Answers whoever waits, once all that this turn rests on is durable. Nothing if nobody waits.</summary>
    public void Answer(ReplyToken token, Reply reply)
    {
        if (!token.IsNone) _answers.Add(new(token, reply));
    }

    /// <summary>Decides the request again after the next message from another actor, or after its deadline. Nothing else may be planned.</summary>
    public void PutOff() => IsPutOff = true;

    /// <summary>Empties the plan and keeps its memory.</summary>
    internal void Clear()
    {
        Events.Clear();
        _sends.Clear();
        _answers.Clear();
        IsPutOff = false;
    }
}

/// <summary>A message to send.</summary>
/// <param name="To">The receiver.</param>
/// <param name="Message">What it is told.</param>
/// <param name="Token">Who waits for the end of this flow.</param>
public readonly record struct PlannedSend(ActorAddress To, ActorMessage Message, ReplyToken Token);

/// <summary>An answer to give.</summary>
/// <param name="Token">Who waits.</param>
/// <param name="Reply">What they are told.</param>
public readonly record struct PlannedAnswer(ReplyToken Token, Reply Reply);
