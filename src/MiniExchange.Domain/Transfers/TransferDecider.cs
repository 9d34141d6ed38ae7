using System.Diagnostics;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Transfers;

/// <summary>The rules of one transfer: it is asked for once, and ends once.</summary>
public static class TransferDecider
{
    /// <summary>Asks for a deposit. The same again changes nothing, at whatever stage it is.</summary>
    /// <returns>
    /// <see cref="RejectReason.AmountNotPositive"/>, <see cref="RejectReason.CreditReferenceReused"/> for other terms than before,
    /// why the account did not take it if so, <see cref="RejectReason.Faulted"/> if its answer could not be followed, or what happened.
    /// </returns>
    public static Decision<TransferEvent> Deposit(Transfer transfer, DepositTerms terms, long atUnixMicros)
    {
        if (terms.Amount <= AssetUnits.Zero) return new Rejected<TransferEvent>(RejectReason.AmountNotPositive);

        if (transfer.Stage == TransferStage.None) return new Accepted<TransferEvent>([new DepositRequested(terms, atUnixMicros)]);

        if (transfer.Terms != terms) return new Rejected<TransferEvent>(RejectReason.CreditReferenceReused);

        return transfer.Stage switch
        {
            TransferStage.Refused => new Rejected<TransferEvent>(transfer.Refusal),
            TransferStage.Faulted => new Rejected<TransferEvent>(RejectReason.Faulted),
            _ => new Accepted<TransferEvent>([]),
        };
    }

    /// <summary>Takes note of what the account said: it has the deposit, or it refused it.</summary>
    /// <param name="transfer">The transfer, under way.</param>
    /// <param name="refusal">Why the account did not take it; none if it did.</param>
    /// <param name="atUnixMicros">When it was learned.</param>
    /// <exception cref="InvariantBrokenException">Nothing was asked of the account, or it has said so before.</exception>
    public static TransferEvent End(Transfer transfer, RejectReason refusal, long atUnixMicros)
    {
        Invariant.Require(transfer.Stage == TransferStage.Requested);
        return refusal == RejectReason.None
            ? new DepositCredited(atUnixMicros)
            : new DepositRefused(refusal, atUnixMicros);
    }

    /// <summary>The transfer after an event; never refuses.</summary>
    public static Transfer Evolve(Transfer transfer, TransferEvent happened)
    {
        switch (happened)
        {
            case DepositRequested requested:
                Invariant.Require(transfer.Stage == TransferStage.None);
                return transfer with { Stage = TransferStage.Requested, Terms = requested.Terms };
            case DepositCredited:
                Invariant.Require(transfer.Stage == TransferStage.Requested);
                return transfer with { Stage = TransferStage.Credited };
            case DepositRefused refused:
                Invariant.Require(transfer.Stage == TransferStage.Requested);
                return transfer with { Stage = TransferStage.Refused, Refusal = refused.Reason };
            case DepositFaulted:
                Invariant.Require(transfer.Stage == TransferStage.Requested);
                return transfer with { Stage = TransferStage.Faulted };
            default:
                throw new UnreachableException($"No effect for {happened.GetType().Name}.");
        }
    }
}
