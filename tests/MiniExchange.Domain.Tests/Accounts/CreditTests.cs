using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Accounts.Sample;

namespace MiniExchange.Domain.Tests.Accounts;

public sealed class CreditTests
{
    [Fact]
    public void Credit_WhenNew_AddsToAvailable()
    {
        var account = After(Credited(Usd, 40, "first"));

        var decision = AccountDecider.Decide(account, CreditOf(60, "second"));

        DecisionAssert.Accepted(decision, Credited(Usd, 60, "second"));
        Assert.Equal(Balance(100, 0), account.Then(Credited(Usd, 60, "second")).BalanceOf(Usd.Id));
        Assert.Equal(Balance(0, 0), account.BalanceOf(Btc.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Credit_WhenAmountIsNotPositive_IsRejected(long units) =>
        DecisionAssert.Rejected(
            RejectReason.AmountNotPositive, AccountDecider.Decide(After(), CreditOf(units, "first")));

    [Fact]
    public void Credit_WhenReferenceComesAgainWithTheSameTerms_ChangesNothing() =>
        DecisionAssert.ChangesNothing(
            AccountDecider.Decide(After(Credited(Usd, 40, "first")), CreditOf(40, "first")));

    [Fact]
    public void Credit_WhenReferenceComesAgainWithOtherTerms_IsRejected()
    {
        var account = After(Credited(Usd, 40, "first"));

        DecisionAssert.Rejected(
            RejectReason.CreditReferenceReused, AccountDecider.Decide(account, CreditOf(41, "first")));
        DecisionAssert.Rejected(
            RejectReason.CreditReferenceReused,
            AccountDecider.Decide(account, new Credit(Btc.Id, new AssetUnits(40), "first", Now)));
    }

    [Fact]
    public void Credit_WhenSumIsTheLargestThatFits_IsAccepted_AndOneUnitMoreIsRejected()
    {
        // Most of it is frozen: what a release gives back must still fit.
        var account = After(Credited(Usd, 180)).Then(Placed(1, Limit(Side.Buy, 10, 4), held: 120));

        DecisionAssert.Accepted(
            AccountDecider.Decide(account, CreditOf(long.MaxValue - 180, "rest")),
            Credited(Usd, long.MaxValue - 180, "rest"));
        DecisionAssert.Rejected(
            RejectReason.BalanceOverflow, AccountDecider.Decide(account, CreditOf(long.MaxValue - 179, "rest")));
        DecisionAssert.Rejected(
            RejectReason.BalanceOverflow, AccountDecider.Decide(account, CreditOf(long.MaxValue, "rest")));
    }

    [Fact]
    public void Credit_WhenAccountIsFrozen_IsAccepted() =>
        DecisionAssert.Accepted(
            AccountDecider.Decide(After(Frozen()), CreditOf(1, "first")), Credited(Usd, 1, "first"));

    private static Credit CreditOf(long units, string reference) =>
        new(Usd.Id, new AssetUnits(units), reference, Now);
}
