using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Risk;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.Exchange;

namespace MiniExchange.Integration.Tests.Behaviors;

public sealed class RiskBehaviorTests
{
    private readonly RiskBehavior _risk = new();

    [Fact]
    public void Restrict_IsRecordedAndTheAccountAnswersWhenItObeys()
    {
        var plan = _risk.Turn(new RestrictAccount(Alice, "court order", "user 9"));

        Assert.Equal(new AccountRestricted(Alice, "court order", "user 9", Now), Assert.Single(plan.Events));
        Assert.True(Assert.Single(plan.Sends).Sent<SetFrozen>(Addresses.Account(Alice), Token).Frozen);
        Assert.Empty(plan.Answers);
    }

    [Fact]
    public void Restrict_ForTheSameReasonAgain_RecordsNothingAndStillTellsTheAccount()
    {
        _risk.Turn(new RestrictAccount(Alice, "court order", "user 9"));

        var plan = _risk.Turn(new RestrictAccount(Alice, "court order", "user 8"));

        Assert.Empty(plan.Events);
        Assert.True(Assert.Single(plan.Sends).Sent<SetFrozen>(Addresses.Account(Alice), Token).Frozen);
        Assert.Equal("user 9", _risk.State.Of(Alice)?.By);
    }

    [Fact]
    public void Lift_LetsTheAccountActAgain()
    {
        _risk.Turn(new RestrictAccount(Alice, "court order", "user 9"));

        var plan = _risk.Turn(new LiftRestriction(Alice, "user 8"));

        Assert.Equal(new RestrictionLifted(Alice, "user 8", Now), Assert.Single(plan.Events));
        Assert.False(Assert.Single(plan.Sends).Sent<SetFrozen>(Addresses.Account(Alice), Token).Frozen);
        Assert.Null(_risk.State.Of(Alice));
    }

    [Fact]
    public void Lift_OfAnAccountThatRiskNeverRestricted_TellsItAllTheSame()
    {
        var plan = _risk.Turn(new LiftRestriction(Alice, "user 8"));

        Assert.Empty(plan.Events);
        Assert.False(Assert.Single(plan.Sends).Sent<SetFrozen>(Addresses.Account(Alice), Token).Frozen);
    }

    [Fact]
    public void AccountThatGaveUp_IsRestrictedLikeAnyOther()
    {
        var plan = _risk.Turn(new AccountGaveUp(Alice, "gave up"), Told(Addresses.Account(Alice), ReplyToken.None));

        Assert.Equal(new AccountRestricted(Alice, "gave up", RiskBehavior.Exchange, Now), Assert.Single(plan.Events));
        Assert.True(Assert.Single(plan.Sends).Sent<SetFrozen>(Addresses.Account(Alice), ReplyToken.None).Frozen);
    }

    [Fact]
    public void Restrictions_AreShownPageByPageInOrderOfAccount()
    {
        foreach (var account in (long[])[10, 2, 7]) _risk.Turn(new RestrictAccount(new AccountId(account), "court order", "user 9"));

        Assert.Equal([2, 7], Page(0, 2));
        Assert.Equal([10], Page(7, 2));
        Assert.Empty(Page(10, 2));
    }

    private long[] Page(long after, int limit) =>
    [
        .. OnlyAnswer<RestrictionsState>(_risk.Turn(new RestrictionsOf(new AccountId(after), limit)).Answers)
            .Restrictions.Select(restriction => restriction.Account.Value),
    ];
}
