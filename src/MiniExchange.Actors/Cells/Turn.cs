using System.Collections.Generic;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Cells;

/// <summary>One turn as it is recorded: what caused it, what happened, and what it sent.</summary>
/// <remarks>Encoded turns of one actor can be joined end to end: together they are one record.</remarks>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public sealed class Turn<TEvent>
{
    /// <summary>The turn's time, microseconds since 1970-01-01 UTC.</summary>
    public long AtUnixMicros { get; set; }

    /// <summary>Who sent the message that caused it; none for requests from outside and for work that goes on.</summary>
    public ActorAddress CauseFrom { get; set; }

    /// <summary>The sequence of that message; zero without one.</summary>
    public long CauseSequence { get; set; }

    /// <summary>What happened, in order. Empty for a refusal.</summary>
    public List<TEvent> Events { get; } = [];

    /// <summary>What was sent, in order.</summary>
    public List<OpenSend> Sends { get; } = [];

    /// <summary>Acknowledgements that the actor received since its last record.</summary>
    public List<Peer> Acknowledged { get; } = [];

    /// <summary>The message that failed twice and was consumed here; null in every sound turn.</summary>
    public ActorMessage? Faulted { get; set; }

    /// <summary>Whether there is nothing worth recording.</summary>
    public bool IsEmpty => CauseFrom.IsNone && Events.Count == 0 && Sends.Count == 0;

    /// <summary>Empties the turn and keeps its memory.</summary>
    public void Clear()
    {
        AtUnixMicros = 0;
        CauseFrom = ActorAddress.None;
        CauseSequence = 0;
        Events.Clear();
        Sends.Clear();
        Acknowledged.Clear();
        Faulted = null;
    }
}

/// <summary>A message that was sent and not yet acknowledged.</summary>
/// <param name="To">The receiver.</param>
/// <param name="Sequence">The sender's count of messages to it.</param>
/// <param name="Message">What it says.</param>
/// <param name="Token">
/// Who waits for the end of the flow: also after the actor has moved to another node, as the front end may be on a third one. Tokens are
/// given once, so that one from before a restart of the front end means nobody.
/// </param>
public readonly record struct OpenSend(ActorAddress To, long Sequence, ActorMessage Message, ReplyToken Token);

/// <summary>How far two actors have come with each other, as one of them knows it.</summary>
/// <param name="Address">The other actor.</param>
/// <param name="Consumed">The highest sequence consumed from it. In <see cref="Turn{TEvent}.Acknowledged"/>: unused, zero.</param>
/// <param name="Sent">The highest sequence sent to it. In <see cref="Turn{TEvent}.Acknowledged"/>: the highest it acknowledged.</param>
public readonly record struct Peer(ActorAddress Address, long Consumed, long Sent);
