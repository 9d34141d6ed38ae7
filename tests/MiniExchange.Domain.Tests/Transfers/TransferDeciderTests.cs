using System.Linq;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Transfers;

public sealed class TransferDeciderTests
{
    private const long Now = 5_000;
    private static readonly DepositTerms Terms = new(new AccountId(1), new AssetId(2), new AssetUnits(5), "wire-1");
    private static readonly DepositRequested Requested = new(Terms, Now);

    [Fact]
    public void Deposit_WhenNew_IsRequested() =>
        DecisionAssert.Accepted(TransferDecider.Deposit(Transfer.None, Terms, Now), Requested);

    [Fact]
    public void Deposit_WhenAskedAgain_ChangesNothing()
    {
        DecisionAssert.ChangesNothing(TransferDecider.Deposit(After(Requested), Terms, Now));
        DecisionAssert.ChangesNothing(TransferDecider.Deposit(After(Requested, new DepositCredited(Now)), Terms, Now));
    }

    [Fact]
    public void Deposit_WhenRefusedBefore_IsRefusedForTheSameReason() => DecisionAssert.Rejected(
        RejectReason.BalanceOverflow,
        TransferDecider.Deposit(After(Requested, new DepositRefused(RejectReason.BalanceOverflow, Now)), Terms, Now));

    [Fact]
    public void Deposit_WhoseAnswerCouldNotBeFollowed_IsRefusedAsFaulted() => DecisionAssert.Rejected(
        RejectReason.Faulted, TransferDecider.Deposit(After(Requested, new DepositFaulted(Now)), Terms, Now));

    [Fact]
    public void Deposit_WithOtherTerms_IsRejectedWhateverCameOfTheFirst()
    {
        var other = Terms with { Amount = new AssetUnits(6) };

        foreach (var transfer in (Transfer[])[After(Requested), After(Requested, new DepositCredited(Now)), After(Requested, new DepositRefused(RejectReason.BalanceOverflow, Now))])
        {
            DecisionAssert.Rejected(RejectReason.CreditReferenceReused, TransferDecider.Deposit(transfer, other, Now));
            DecisionAssert.Rejected(
                RejectReason.AmountNotPositive, TransferDecider.Deposit(transfer, Terms with { Amount = AssetUnits.Zero }, Now));
        }
    }

    [Fact]
    public void End_OfATransferUnderWay_IsWhatTheAccountSaid()
    {
        Assert.Equal(new DepositCredited(Now), TransferDecider.End(After(Requested), RejectReason.None, Now));
        Assert.Equal(new DepositRefused(RejectReason.BalanceOverflow, Now), TransferDecider.End(After(Requested), RejectReason.BalanceOverflow, Now));
    }

    [Fact]
    public void End_OfATransferThatIsNotUnderWay_BreaksAnInvariant()
    {
        Assert.Throws<InvariantBrokenException>(() => TransferDecider.End(Transfer.None, RejectReason.None, Now));
        Assert.Throws<InvariantBrokenException>(() => TransferDecider.End(After(Requested, new DepositCredited(Now)), RejectReason.None, Now));
    }

    private static Transfer After(params TransferEvent[] events) => events.Aggregate(Transfer.None, TransferDecider.Evolve);
}
