using System.Collections.Immutable;
using Xunit;

namespace MiniExchange.Domain.Tests;

/// <summary>What a decision must be.</summary>
internal static class DecisionAssert
{
    public static void Rejected<TEvent>(RejectReason reason, Decision<TEvent> decision) =>
        Assert.Equal(reason, Assert.IsType<Rejected<TEvent>>(decision).Reason);

    public static ImmutableArray<TEvent> Accepted<TEvent>(Decision<TEvent> decision) =>
        Assert.IsType<Accepted<TEvent>>(decision).Events;

    public static void Accepted<TEvent>(Decision<TEvent> decision, params TEvent[] expected) =>
        Assert.Equal(expected, Accepted(decision));

    public static void ChangesNothing<TEvent>(Decision<TEvent> decision) => Assert.Empty(Accepted(decision));
}
