using System;
using System.Collections.Generic;
using System.Diagnostics;
using MiniExchange.Domain;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of transfers: <c>transfer.record/1</c> and <c>transfer.snapshot/1</c>.</summary>
public sealed class TransferCodec : CellCodec<Transfer, TransferEvent>
{
    /// <summary>A codec for the cells of one worker.</summary>
    public TransferCodec()
        : base("transfer", snapshotVersion: 1)
    {
    }

    private protected override void WriteEvents(ReadOnlySpan<TransferEvent> events, Schemas.Turn stored)
    {
        stored.TransferEvents.Clear();
        foreach (var happened in events)
        {
            var written = new Schemas.TransferEvent { OccurredAtUnixMicros = happened.OccurredAtUnixMicros };
            switch (happened)
            {
                case DepositRequested requested:
                    written.DepositRequested = Write(requested.Terms);
                    break;
                case DepositCredited:
                    written.DepositCredited = new Schemas.DepositCredited();
                    break;
                case DepositRefused refused:
                    written.DepositRefused = new Schemas.DepositRefused { Reason = (int)refused.Reason };
                    break;
                case DepositFaulted:
                    written.DepositFaulted = new Schemas.DepositFaulted();
                    break;
                default:
                    throw new UnreachableException($"No stored shape for {happened.GetType().Name}.");
            }

            stored.TransferEvents.Add(written);
        }
    }

    private protected override void ReadEvents(Schemas.Turn stored, List<TransferEvent> events)
    {
        foreach (var happened in stored.TransferEvents)
        {
            var at = happened.OccurredAtUnixMicros;
            events.Add(happened.EventCase switch
            {
                Schemas.TransferEvent.EventOneofCase.DepositRequested => new DepositRequested(Read(happened.DepositRequested), at),
                Schemas.TransferEvent.EventOneofCase.DepositCredited => new DepositCredited(at),
                Schemas.TransferEvent.EventOneofCase.DepositRefused =>
                    new DepositRefused(StoredNumbers.Read<RejectReason>(happened.DepositRefused.Reason), at),
                Schemas.TransferEvent.EventOneofCase.DepositFaulted => new DepositFaulted(at),
                _ => throw StoredNumbers.Unknown("a transfer's event of an unknown kind:", happened),
            });
        }
    }

    private protected override void WriteState(Transfer state, Schemas.Snapshot stored) => stored.Transfer = new Schemas.TransferState
    {
        Stage = (int)state.Stage,
        Terms = state.Terms is { } terms ? Write(terms) : null,
        Refusal = (int)state.Refusal,
    };

    private protected override Transfer ReadState(Schemas.Snapshot stored)
    {
        if (stored.Transfer is not { } transfer) throw StoredNumbers.Unknown("a transfer's snapshot whose state is", stored.StateCase);

        return new Transfer(
            StoredNumbers.Read<TransferStage>(transfer.Stage),
            transfer.Terms is { } terms ? Read(terms) : null,
            StoredNumbers.Read<RejectReason>(transfer.Refusal));
    }

    internal static Schemas.DepositTerms Write(DepositTerms terms) => new()
    {
        AccountId = terms.Account.Value,
        Asset = terms.Asset.Value,
        Amount = terms.Amount.Value,
        Reference = terms.Reference,
    };

    internal static DepositTerms Read(Schemas.DepositTerms stored)
    {
        StoredParts.Require(stored);
        return new(new AccountId(stored.AccountId), new AssetId(stored.Asset), new AssetUnits(stored.Amount), stored.Reference);
    }
}
