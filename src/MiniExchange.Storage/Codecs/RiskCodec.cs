using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of risk: <c>risk.record/1</c> and <c>risk.snapshot/1</c>.</summary>
public sealed class RiskCodec : CellCodec<Restrictions, RiskEvent>
{
    /// <summary>A codec for the cells of one worker.</summary>
    public RiskCodec()
        : base("risk", snapshotVersion: 1)
    {
    }

    private protected override void WriteEvents(ReadOnlySpan<RiskEvent> events, Schemas.Turn stored)
    {
        stored.RiskEvents.Clear();
        foreach (var happened in events)
        {
            var written = new Schemas.RiskEvent
            {
                AccountId = happened.Account.Value,
                OccurredAtUnixMicros = happened.OccurredAtUnixMicros,
            };
            switch (happened)
            {
                case AccountRestricted restricted:
                    written.Restricted = new Schemas.AccountRestricted { Reason = restricted.Reason, By = restricted.By };
                    break;
                case RestrictionLifted lifted:
                    written.Lifted = new Schemas.RestrictionLifted { By = lifted.By };
                    break;
                default:
                    throw new UnreachableException($"No stored shape for {happened.GetType().Name}.");
            }

            stored.RiskEvents.Add(written);
        }
    }

    private protected override void ReadEvents(Schemas.Turn stored, List<RiskEvent> events)
    {
        foreach (var happened in stored.RiskEvents)
        {
            var account = new AccountId(happened.AccountId);
            events.Add(happened.EventCase switch
            {
                Schemas.RiskEvent.EventOneofCase.Restricted => new AccountRestricted(
                    account, happened.Restricted.Reason, happened.Restricted.By, happened.OccurredAtUnixMicros),
                Schemas.RiskEvent.EventOneofCase.Lifted => new RestrictionLifted(account, happened.Lifted.By, happened.OccurredAtUnixMicros),
                _ => throw StoredNumbers.Unknown("a risk event of an unknown kind:", happened),
            });
        }
    }

    private protected override void WriteState(Restrictions state, Schemas.Snapshot stored)
    {
        stored.Risk = new Schemas.RiskState();
        stored.Risk.Restrictions.AddRange(state.ByAccount.Values.Select(Write));
    }

    private protected override Restrictions ReadState(Schemas.Snapshot stored)
    {
        if (stored.Risk is not { } risk) throw StoredNumbers.Unknown("a snapshot of risk whose state is", stored.StateCase);

        return new Restrictions(risk.Restrictions.ToImmutableSortedDictionary(restriction => restriction.AccountId, Read));
    }

    internal static Schemas.Restriction Write(Restriction restriction) => new()
    {
        AccountId = restriction.Account.Value,
        Reason = restriction.Reason,
        By = restriction.By,
        SinceUnixMicros = restriction.SinceUnixMicros,
    };

    internal static Restriction Read(Schemas.Restriction stored) =>
        new(new AccountId(stored.AccountId), stored.Reason, stored.By, stored.SinceUnixMicros);
}
