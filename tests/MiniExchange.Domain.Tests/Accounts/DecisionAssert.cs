using System.Collections.Immutable;
using MiniExchange.Domain.Accounts;
using Xunit;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>What a decision must be.</summary>
internal static class DecisionAssert
{
    public static void Rejected(RejectReason reason, Decision<AccountEvent> decision) =>
        Assert.Equal(reason, Assert.IsType<Rejected<AccountEvent>>(decision).Reason);

    public static ImmutableArray<AccountEvent> Accepted(Decision<AccountEvent> decision) =>
        Assert.IsType<Accepted<AccountEvent>>(decision).Events;

    public static void Accepted(Decision<AccountEvent> decision, params AccountEvent[] expected) =>
        Assert.Equal(expected, Accepted(decision));

    public static void ChangesNothing(Decision<AccountEvent> decision) => Assert.Empty(Accepted(decision));
}
