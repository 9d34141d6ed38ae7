using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Application;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Integration.Tests.Behaviors.Exchange;

namespace MiniExchange.Integration.Tests.Behaviors;

public sealed class TransferBehaviorTests
{
    private static readonly Deposit Wire = new(Alice, Usd.Id, new AssetUnits(5), "wire-1");
    private static readonly DepositTerms Terms = new(Alice, Usd.Id, new AssetUnits(5), "wire-1");
    private readonly TransferBehavior _transfer = new();

    [Fact]
    public void Deposit_IsRecordedAndTheAccountTold()
    {
        var plan = _transfer.Turn(Wire);

        Assert.Equal(new DepositRequested(Terms, Now), Assert.Single(plan.Events));
        Assert.Equal(
            new CreditDeposit(Usd.Id, new AssetUnits(5), "wire-1"),
            Assert.Single(plan.Sends).Sent<CreditDeposit>(Addresses.Account(Alice), Token));
        Assert.Empty(plan.Answers);
        Assert.Equal([Addresses.Account(Alice)], Wire.GoesOnTo);
    }

    [Fact]
    public void Deposit_OnceTheAccountHasIt_IsAnsweredNowAndEverAfter()
    {
        _transfer.Turn(Wire);

        var plan = _transfer.Turn(new DepositAnswered(RejectReason.None), Told(Addresses.Account(Alice), Token));

        Assert.Equal(new DepositCredited(Now), Assert.Single(plan.Events));
        Assert.Equal(Terms, OnlyAnswer<DepositState>(plan.Answers).Terms);
        var again = _transfer.Turn(Wire);
        Assert.Equal(Terms, OnlyAnswer<DepositState>(again.Answers).Terms);
        Assert.Empty(again.Events);
        Assert.Empty(again.Sends);
    }

    [Fact]
    public void Deposit_ThatTheAccountRefuses_StaysRefused()
    {
        _transfer.Turn(Wire);

        var plan = _transfer.Turn(new DepositAnswered(RejectReason.BalanceOverflow), Told(Addresses.Account(Alice), Token));

        Assert.Equal(new DepositRefused(RejectReason.BalanceOverflow, Now), Assert.Single(plan.Events));
        Assert.Equal(RejectReason.BalanceOverflow, OnlyAnswer<NotDone>(plan.Answers).Reason);
        var again = _transfer.Turn(Wire);
        Assert.Equal(RejectReason.BalanceOverflow, OnlyAnswer<NotDone>(again.Answers).Reason);
        Assert.Empty(again.Sends);
    }

    [Fact]
    public void Deposit_AskedAgainWhileUnderWay_WaitsForTheAccount()
    {
        _transfer.Turn(Wire);

        var plan = _transfer.Turn(Wire);

        Assert.True(plan.IsPutOff);
        Assert.Empty(plan.Sends);
    }

    [Fact]
    public void Deposit_WhoseAnswerCouldNotBeFollowed_EndsAsFaultedForWhoWaitsAndWhoAsksAgain()
    {
        _transfer.Turn(Wire);

        var plan = new Plan<TransferEvent>();
        _transfer.GiveUp(new DepositAnswered(RejectReason.None), Told(Addresses.Account(Alice), Token), plan);
        foreach (var happened in plan.Events) _transfer.Apply(happened, Now);

        Assert.Equal(new DepositFaulted(Now), Assert.Single(plan.Events));
        Assert.Equal(RejectReason.Faulted, OnlyAnswer<NotDone>(plan.Answers).Reason);
        var again = _transfer.Turn(Wire);
        Assert.False(again.IsPutOff, "It would wait for ever, and the transfer would stay loaded.");
        Assert.Equal(RejectReason.Faulted, OnlyAnswer<NotDone>(again.Answers).Reason);
        Assert.Empty(again.Sends);
    }

    [Fact]
    public void Deposit_WithOtherTermsUnderTheSameReference_IsRefused()
    {
        _transfer.Turn(Wire);

        foreach (var other in (Deposit[])[Wire with { Amount = new AssetUnits(6) }, Wire with { Asset = Btc.Id }])
        {
            var plan = _transfer.Turn(other);
            Assert.Equal(RejectReason.CreditReferenceReused, OnlyAnswer<NotDone>(plan.Answers).Reason);
            Assert.Empty(plan.Events);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Deposit_OfNothing_IsRefusedAndLeavesNoTrace(long units)
    {
        var plan = _transfer.Turn(Wire with { Amount = new AssetUnits(units) });

        Assert.Equal(RejectReason.AmountNotPositive, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Events);
        Assert.Equal(TransferStage.None, _transfer.State.Stage);
    }

    [Fact]
    public void Deposit_AfterItsDeadline_IsRefused()
    {
        var plan = _transfer.Turn(Wire, Asked(deadline: Now - 1));

        Assert.Equal(RejectReason.DeadlinePassed, OnlyAnswer<NotDone>(plan.Answers).Reason);
        Assert.Empty(plan.Sends);
    }

    [Theory]
    [InlineData("wire-1", "transfer-1-wire-1")]
    [InlineData("a/peers/1", "transfer-1-a%2Fpeers%2F1")]
    [InlineData("50% 数", "transfer-1-50%25%20%E6%95%B0")]
    public void Address_OfAnyReference_IsPlain(string reference, string expected) =>
        Assert.Equal(new ActorAddress(expected), Addresses.Transfer(Alice, reference));
}
