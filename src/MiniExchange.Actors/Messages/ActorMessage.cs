using System;
using System.Collections.Generic;

namespace MiniExchange.Actors.Messages;

/// <summary>Something one actor tells another. It is recorded with the turn that sends it, so each needs a stored shape.</summary>
/// <remarks>Delivered in order and exactly once in effect: receivers never check for repeats.</remarks>
public abstract record ActorMessage;

/// <summary>Something asked from outside. Not recorded; only what it causes is.</summary>
public abstract record Request
{
    /// <summary>The actors that the request goes on to after the one it is sent to; room is reserved on the whole path.</summary>
    public virtual IReadOnlyList<ActorAddress> GoesOnTo => [];

    /// <summary>Names the request whose outcome may be asked for later, here and in the request that asks; null if none is.</summary>
    /// <remarks>While a request is put off, another of the same id waits behind it: its outcome is not known yet.</remarks>
    public virtual Guid? Id => null;
}

/// <summary>What an actor says to a <see cref="Request"/>.</summary>
public abstract record Reply;

/// <summary>Names whoever waits for an answer; deciders pass it along, and the turn that ends the flow answers to it.</summary>
/// <remarks>
/// Not state. It goes with the messages of its flow, also after their sender was read anew on another node; once the front end is gone
/// nobody waits for it any more, and an answer to it goes nowhere.
/// </remarks>
/// <param name="Value">Zero for nobody; else never used twice on one front end, and even but for <see cref="Mark"/>.</param>
public readonly record struct ReplyToken(long Value)
{
    /// <summary>Nobody waits.</summary>
    public static readonly ReplyToken None;

    /// <summary>Whether nobody waits.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Names the same one. An actor marks the token of a flow whose answer it will make with what it keeps in memory only.</summary>
    /// <remarks>Read anew, it does not know any more what was asked, and by the mark it knows that.</remarks>
    public ReplyToken Mark() => IsNone ? None : new(Value | 1);

    /// <summary>Whether it is marked.</summary>
    public bool IsMarked => (Value & 1) != 0;

    /// <summary>The same without a mark.</summary>
    public ReplyToken Unmark() => new(Value & ~1L);
}
