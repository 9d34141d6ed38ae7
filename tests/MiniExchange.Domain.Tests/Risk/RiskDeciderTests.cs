using System.Linq;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Risk;

public sealed class RiskDeciderTests
{
    private const long Now = 5_000;
    private static readonly AccountId Alice = new(1);
    private static readonly AccountRestricted Restricted = new(Alice, "court order", "user 9", Now);
    private static readonly Restrictions WithAlice = RiskDecider.Evolve(Restrictions.None, Restricted);

    [Fact]
    public void Restrict_WhenNothingRestrictsTheAccount_Restricts() =>
        Assert.Equal([Restricted], RiskDecider.Restrict(Restrictions.None, Alice, "court order", "user 9", Now).Events.AsEnumerable());

    [Fact]
    public void Restrict_WhenRestrictedForThatReason_ChangesNothing() =>
        Assert.Empty(RiskDecider.Restrict(WithAlice, Alice, "court order", "user 8", Now + 1).Events);

    [Fact]
    public void Restrict_WhenRestrictedForAnotherReason_GivesTheNewOne()
    {
        var events = RiskDecider.Restrict(WithAlice, Alice, "lost key", "user 8", Now + 1).Events;

        Assert.Equal(
            new Restriction(Alice, "lost key", "user 8", Now + 1), RiskDecider.Evolve(WithAlice, Assert.Single(events)).Of(Alice));
    }

    [Fact]
    public void Lift_WhenRestricted_LetsTheAccountAct()
    {
        var lifted = Assert.Single(RiskDecider.Lift(WithAlice, Alice, "user 8", Now + 1).Events);

        Assert.Null(RiskDecider.Evolve(WithAlice, lifted).Of(Alice));
        Assert.Equal(new Restriction(Alice, "court order", "user 9", Now), WithAlice.Of(Alice));
    }

    [Fact]
    public void Lift_WhenNotRestricted_ChangesNothing() =>
        Assert.Empty(RiskDecider.Lift(WithAlice, new AccountId(2), "user 8", Now).Events);

    [Fact]
    public void Evolve_WithAnImpossibleEvent_BreaksAnInvariant() => Assert.Throws<InvariantBrokenException>(
        () => RiskDecider.Evolve(Restrictions.None, new RestrictionLifted(Alice, "user 8", Now)));
}
