using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Accounts;
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
    private readonly AccountOrderShapes _orders;

    /// <summary>A codec for the cells of one worker.</summary>
    public AccountCodec()
        : base("account", snapshotVersion: 2) => _orders = new AccountOrderShapes(_events);

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
        account.OpenOrders.AddRange(state.OpenOrders.Values.OrderBy(order => order.HoldId.Value).Select(_orders.Write));
        account.ClosedOrders.AddRange(state.ClosedOrders.Select(_orders.Write));
        account.Credits.AddRange(state.Credits.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new Schemas.CreditTerms
        {
            Reference = entry.Key,
            Asset = entry.Value.Asset.Value,
            Amount = entry.Value.Amount.Value,
        }));
        account.OpenLists.AddRange(state.OpenLists.Values.OrderBy(list => list.HoldId.Value).Select(AccountOrderShapes.Write));
        account.ClosedLists.AddRange(state.ClosedLists.Select(AccountOrderShapes.Write));
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
            account.OpenOrders.Select(AccountOrderShapes.Read).ToImmutableDictionary(order => order.HoldId),
            [.. account.ClosedOrders.Select(AccountOrderShapes.Read)],
            account.Credits.ToImmutableDictionary(
                credit => credit.Reference,
                credit => new CreditTerms(new AssetId(credit.Asset), new AssetUnits(credit.Amount))),
            account.LastHold,
            account.LastChangeAtUnixMicros)
        {
            OpenLists = account.OpenLists.Select(AccountOrderShapes.Read).ToImmutableDictionary(list => list.HoldId),
            ClosedLists = [.. account.ClosedLists.Select(AccountOrderShapes.Read)],
            LastExecution = account.LastExecution,
        };
    }
}
