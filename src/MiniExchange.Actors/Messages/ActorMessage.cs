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
/// <remarks>Not state: after a restart nobody waits for it any more, and an answer to it goes nowhere.</remarks>
/// <param name="Value">Zero for nobody; else never used twice on one front end.</param>
public readonly record struct ReplyToken(long Value)
{
    /// <summary>Nobody waits.</summary>
    public static readonly ReplyToken None;

    /// <summary>Whether nobody waits.</summary>
    public bool IsNone => Value == 0;
}
