using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>Where the money is, as the journal's accounts have it from their first record on.</summary>
internal sealed class JournaledMoney
{
    private readonly Dictionary<AssetId, Int128> _held = [];
    private readonly Dictionary<AssetId, Int128> _fees = [];
    private readonly Dictionary<AssetId, Int128> _betweenAccounts = [];
    private readonly Dictionary<AssetId, Int128> _onTheWayIn = [];
    private readonly Dictionary<AssetId, Int128> _deposited = [];

    private JournaledMoney(IJournalReader journal, IReadOnlyCollection<Deposit> deposits)
    {
        var accounts = new Dictionary<AccountId, Account>();
        foreach (var address in journal.ReadAddresses(Addresses.AccountKind))
        {
            var id = new AccountId(long.Parse(address.Id, CultureInfo.InvariantCulture));
            var account = Account.Empty(id);
            foreach (var (_, turn) in AccountTurns(journal, address))
            {
                foreach (var happened in turn.Events)
                {
                    account = AccountDecider.Evolve(account, happened);
                    if (happened is FillSettled fill) Settle(fill);
                }
            }

            accounts.Add(id, account);
            foreach (var (asset, balance) in account.Balances) Add(_held, asset, (Int128)balance.Available.Value + balance.Frozen.Value);
        }

        foreach (var deposit in deposits)
        {
            Add(_deposited, deposit.Asset, deposit.Amount.Value);
            var isCredited = accounts.TryGetValue(deposit.Account, out var account) && account.Credits.ContainsKey(deposit.Reference);
            if (!isCredited) Add(_onTheWayIn, deposit.Asset, deposit.Amount.Value);
        }
    }

    /// <summary>Whether accounts, fees and what is under way make up the deposits, asset by asset.</summary>
    public bool Reconciles => _deposited.All(asset =>
        Of(_held, asset.Key) + Of(_fees, asset.Key) + Of(_betweenAccounts, asset.Key) + Of(_onTheWayIn, asset.Key) == asset.Value);

    /// <summary>Whether each trade was settled by both its accounts, and each deposit arrived.</summary>
    public bool IsAtRest => _betweenAccounts.Values.All(amount => amount == 0) && _onTheWayIn.Count == 0;

    /// <summary>Whether one of the two accounts has settled a trade and the other has not.</summary>
    public bool HasHalfSettledTrades => _betweenAccounts.Values.Any(amount => amount != 0);

    /// <summary>Whether a deposit was taken in and its account does not have it.</summary>
    public bool HasDepositsOnTheWay => _onTheWayIn.Count > 0;

    public static JournaledMoney Read(IJournal journal, IReadOnlyCollection<Deposit> deposits)
    {
        using var reader = journal.OpenReader();
        return new JournaledMoney(reader, deposits);
    }

    /// <summary>Every turn of an account, with the position of its record. Each is good until the next is read.</summary>
    public static IEnumerable<(long Position, Turn<AccountEvent> Turn)> AccountTurns(IJournalReader journal, Actors.ActorAddress address)
    {
        var codec = new AccountCodec();
        var memory = new Turn<AccountEvent>();
        foreach (var record in journal.ReadStream(address, 0))
        {
            foreach (var turn in codec.ReadRecord(record.Manifest, record.Payload, memory)) yield return (record.Position, turn);
        }
    }

    private void Settle(FillSettled fill)
    {
        Add(_fees, fill.ReceivedAsset, fill.Fee.Value);
        Add(_betweenAccounts, fill.PaidAsset, fill.Paid.Value);
        Add(_betweenAccounts, fill.ReceivedAsset, -(Int128)fill.Received.Value);
    }

    private static Int128 Of(Dictionary<AssetId, Int128> sums, AssetId asset) => sums.GetValueOrDefault(asset);

    private static void Add(Dictionary<AssetId, Int128> sums, AssetId asset, Int128 amount) => sums[asset] = Of(sums, asset) + amount;
}
