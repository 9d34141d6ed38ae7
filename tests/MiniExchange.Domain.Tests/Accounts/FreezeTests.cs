using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class FreezeTests
{
    [Fact]
    public void Freeze_WhenAccountActs_StopsIt()
    {
        DecisionAssert.Accepted(AccountDecider.Decide(After(), new Freeze(Now)), Frozen());
        Assert.True(After(Frozen()).IsFrozen);
    }

    [Fact]
    public void Freeze_WhenAccountIsFrozen_ChangesNothing() =>
        DecisionAssert.ChangesNothing(AccountDecider.Decide(After(Frozen()), new Freeze(Now)));

    [Fact]
    public void Unfreeze_WhenAccountIsFrozen_LetsItActAgain()
    {
        var unfrozen = new AccountUnfrozen(Owner, Now);

        DecisionAssert.Accepted(AccountDecider.Decide(After(Frozen()), new Unfreeze(Now)), unfrozen);
        Assert.False(After(Frozen(), unfrozen).IsFrozen);
    }

    [Fact]
    public void Unfreeze_WhenAccountActs_ChangesNothing() =>
        DecisionAssert.ChangesNothing(AccountDecider.Decide(After(), new Unfreeze(Now)));

    [Fact]
    public void FollowBook_WhenAccountIsFrozen_StillSettlesAndReleases()
    {
        var account = After(Credited(Btc, 100))
            .Then(Placed(1, Limit(Side.Sell, 20, 10), held: 100))
            .Following(Entered(1), Rests(1))
            .Then(Frozen());

        account = account.Following(MakerFill(1, 20, 4), Finished(1, OrderEnd.Canceled));

        Assert.Equal(Balance(60, 0), account.BalanceOf(Btc.Id));
        Assert.Equal(Balance(240, 0), account.BalanceOf(Usd.Id));
        Assert.True(account.IsFrozen);
    }
}
