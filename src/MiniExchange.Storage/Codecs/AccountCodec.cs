using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of accounts: <c>account.record/1</c> and <c>account.snapshot/2</c>.</summary>
/// <remarks>
/// An <c>account.snapshot/1</c> may leave out how many changes the account has counted, and since when orders work: it is passed
/// over. docs/adr/0011-stops-and-lists.md.
/// </remarks>
public sealed class AccountCodec : CellCodec<Account, AccountEvent>
{
    private readonly AccountEventShapes _events = new();

    /// <summary>A codec for one cell.</summary>
    public AccountCodec()
        : base("account", snapshotVersion: 2)
    {
    }

    private protected override void WriteEvents(ReadOnlySpan<AccountEvent> events, Schemas.Turn stored)
    {
        _events.TakeAllBack();
        stored.AccountEvents.Clear();
        foreach (var happened in events) stored.AccountEvents.Add(_events.Write(happened));
    }

    private protected override void ReadEvents(Schemas.Turn stored, List<AccountEvent> events)
    {
        foreach (var happened in stored.AccountEvents) events.Add(AccountEventShapes.Read(happened));
    }

    private protected override void WriteState(Account state, Schemas.Snapshot stored)
    {
        _events.TakeAllBack();
        var account = new Schemas.AccountState
        {
            Id = state.Id.Value,
            IsFrozen = state.IsFrozen,
            LastHold = state.LastHold,
            LastChangeAtUnixMicros = state.LastChangeAtUnixMicros,
        };

        // Sorted, so that equal accounts are stored as equal bytes.
        account.Balances.AddRange(state.Balances.OrderBy(entry => entry.Key.Value).Select(entry => new Schemas.Balance
        {
            Asset = entry.Key.Value,
            Available = entry.Value.Available.Value,
            Frozen = entry.Value.Frozen.Value,
        }));
        account.Holds.AddRange(state.Holds.OrderBy(entry => entry.Key.Value).Select(entry => new Schemas.Hold
        {
            HoldId = entry.Key.Value,
            Asset = entry.Value.Asset.Value,
            Remaining = entry.Value.Remaining.Value,
        }));
        account.OpenOrders.AddRange(state.OpenOrders.Values.OrderBy(order => order.HoldId.Value).Select(Write));
        account.ClosedOrders.AddRange(state.ClosedOrders.Select(Write));
        account.Credits.AddRange(state.Credits.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new Schemas.CreditTerms
        {
            Reference = entry.Key,
            Asset = entry.Value.Asset.Value,
            Amount = entry.Value.Amount.Value,
        }));
        account.OpenLists.AddRange(state.OpenLists.Values.OrderBy(list => list.HoldId.Value).Select(Write));
        account.ClosedLists.AddRange(state.ClosedLists.Select(Write));
        account.LastExecution = state.LastExecution;
        stored.Account = account;
    }

    private protected override Account ReadState(Schemas.Snapshot stored)
    {
        if (stored.Account is not { } account) throw StoredNumbers.Unknown("an account's snapshot whose state is", stored.StateCase);

        return new Account(
            new AccountId(account.Id),
            account.IsFrozen,
            account.Balances.ToImmutableDictionary(
                balance => new AssetId(balance.Asset),
                balance => new Balance(new AssetUnits(balance.Available), new AssetUnits(balance.Frozen))),
            account.Holds.ToImmutableDictionary(
                hold => new HoldId(hold.HoldId),
                hold => new Hold(new AssetId(hold.Asset), new AssetUnits(hold.Remaining))),
            account.OpenOrders.Select(Read).ToImmutableDictionary(order => order.HoldId),
            [.. account.ClosedOrders.Select(Read)],
            account.Credits.ToImmutableDictionary(
                credit => credit.Reference,
                credit => new CreditTerms(new AssetId(credit.Asset), new AssetUnits(credit.Amount))),
            account.LastHold,
            account.LastChangeAtUnixMicros)
        {
            OpenLists = account.OpenLists.Select(Read).ToImmutableDictionary(list => list.HoldId),
            ClosedLists = [.. account.ClosedLists.Select(Read)],
            LastExecution = account.LastExecution,
        };
    }

    private Schemas.AccountOrder Write(AccountOrder order)
    {
        var stored = new Schemas.AccountOrder
        {
            HoldId = order.HoldId.Value,
            Terms = AccountEventShapes.Write(order.Terms, new Schemas.OrderTerms()),
            OrderId = order.OrderId.Value,
            Status = (int)order.Status,
            Executed = order.Executed.Value,
            ExecutedQuote = order.ExecutedQuote.Value,
            End = order.End is { } end ? (int)end : 0,
            PlacedAtUnixMicros = order.PlacedAtUnixMicros,
            ChangedAtUnixMicros = order.ChangedAtUnixMicros,
            List = order.List.Value,
            ListId = order.ListId.Value,
            Prevented = order.Prevented.Value,
            LastPreventedMatch = order.LastPreventedMatch,
            Amendments = order.Amendments,
            LastExecution = order.LastExecution,
        };
        if (order.WorkingSinceUnixMicros is { } since) stored.WorkingSinceUnixMicros = since;
        if (order.FormerClientOrderId is { } former) stored.FormerClientOrderId = former;
        foreach (var fill in order.TakerFills) stored.TakerFills.Add(_events.Write(fill));
        return stored;
    }

    private static AccountOrder Read(Schemas.AccountOrder stored) => new(
        new HoldId(stored.HoldId),
        AccountEventShapes.Read(stored.Terms),
        new OrderId(stored.OrderId),
        StoredNumbers.Read<OrderStatus>(stored.Status),
        new QuantityLots(stored.Executed),
        new AssetUnits(stored.ExecutedQuote),
        [.. stored.TakerFills.Select(fill => (FillSettled)AccountEventShapes.Read(fill))],
        stored.End == 0 ? null : StoredNumbers.Read<OrderEnd>(stored.End),
        stored.PlacedAtUnixMicros,
        stored.ChangedAtUnixMicros)
    {
        List = new HoldId(stored.List),
        ListId = new OrderListId(stored.ListId),
        WorkingSinceUnixMicros = stored.HasWorkingSinceUnixMicros ? stored.WorkingSinceUnixMicros : null,
        Prevented = new QuantityLots(stored.Prevented),
        LastPreventedMatch = stored.LastPreventedMatch,
        FormerClientOrderId = stored.HasFormerClientOrderId ? stored.FormerClientOrderId : null,
        Amendments = stored.Amendments,
        LastExecution = stored.LastExecution,
    };

    private static Schemas.AccountOrderList Write(AccountOrderList list)
    {
        var stored = new Schemas.AccountOrderList
        {
            HoldId = list.HoldId.Value,
            Contingency = (int)list.Contingency,
            ClientListId = list.ClientListId,
            ListId = list.ListId.Value,
            IsOpen = list.IsOpen,
            PlacedAtUnixMicros = list.PlacedAtUnixMicros,
            ChangedAtUnixMicros = list.ChangedAtUnixMicros,
        };
        stored.Legs.AddRange(list.Legs.Select(leg => new Schemas.ListLeg
        {
            HoldId = leg.HoldId.Value,
            OrderId = leg.OrderId.Value,
            ClientOrderId = leg.ClientOrderId,
        }));
        return stored;
    }

    private static AccountOrderList Read(Schemas.AccountOrderList stored) => new(
        new HoldId(stored.HoldId),
        StoredNumbers.Read<Contingency>(stored.Contingency),
        stored.ClientListId,
        new OrderListId(stored.ListId),
        [.. stored.Legs.Select(leg => new ListLeg(new HoldId(leg.HoldId), new OrderId(leg.OrderId), leg.ClientOrderId))],
        stored.IsOpen,
        stored.PlacedAtUnixMicros,
        stored.ChangedAtUnixMicros);
}
