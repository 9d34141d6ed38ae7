using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Conformance.Engines;

/// <summary>One probe tells another what to do.</summary>
/// <param name="Text">See <see cref="ProbeBehavior"/>.</param>
public sealed record Line(string Text) : ActorMessage;

/// <summary>A test tells a probe what to do.</summary>
/// <param name="Text">See <see cref="ProbeBehavior"/>.</param>
/// <param name="RequestId">Names the request; null for no name.</param>
public sealed record Command(string Text, Guid? RequestId = null) : Request
{
    /// <inheritdoc />
    public override Guid? Id => RequestId;

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo
    {
        get
        {
            var words = Text.Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries);
            return [.. words.Where((_, i) => i > 0 && words[i - 1] == "send").Select(to => new ActorAddress(to))];
        }
    }
}

/// <summary>What a probe has come to.</summary>
/// <param name="Count">The sum of everything added.</param>
/// <param name="Log">The notes, in order, with commas between.</param>
/// <param name="AtUnixMicros">The time of the turn that answered.</param>
public sealed record Tallied(long Count, string Log, long AtUnixMicros) : Reply;

/// <summary>A probe says no.</summary>
/// <param name="Why">Why.</param>
public sealed record Declined(string Why) : Reply;
