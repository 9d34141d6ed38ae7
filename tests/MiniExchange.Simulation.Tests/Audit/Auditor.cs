using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>Reads a whole journal once, in order, and holds everything in it against rules of its own.</summary>
/// <remarks>Shares units, ids and the shapes of events and records with the exchange, and none of its rules.</remarks>
internal sealed class Auditor
{
    private readonly MemoryJournal _journal;
    private readonly DeliveryAudit _delivery = new();
    private readonly TradesInFlight _inFlight = new();
    private readonly Ledger _ledger = new();
    private readonly ReplayAudit _replay;
    private readonly AccountLimits _limits;
    private readonly Dictionary<PairId, PairFacts> _pairs = [];
    private readonly Dictionary<ActorAddress, AccountAudit> _accounts = [];
    private readonly Dictionary<ActorAddress, BookAudit> _books = [];
    private readonly Dictionary<ActorAddress, TransferAudit> _transfers = [];
    private readonly HashSet<ActorAddress> _restricted = [];

    public Auditor(MemoryJournal journal, IReadOnlyList<SnapshotToStore> snapshots, AccountLimits limits)
    {
        _limits = limits;
        _journal = journal;
        _replay = new ReplayAudit(snapshots);
    }

    public IReadOnlyCollection<BookAudit> Books => _books.Values;

    public IReadOnlyCollection<AccountAudit> Accounts => _accounts.Values;

    public IReadOnlyCollection<TransferAudit> Transfers => _transfers.Values;

    public int SnapshotCount => _replay.SnapshotCount;

    /// <summary>What may be said of a journal at any time.</summary>
    public void AuditJournal()
    {
        var records = _journal.Records.Select(record => JournalTurn.ReadFrom(record).ToArray()).ToArray();
        foreach (var turns in records)
        {
            foreach (var turn in turns) See(turn);
            _ledger.RequireBalanced(_inFlight, turns[^1]);
        }

        foreach (var turns in records) _replay.See(turns);
        using var reader = _journal.OpenReader();
        _replay.Finish(reader);
    }

    /// <summary>Everything, of a journal at rest, and what clients were told.</summary>
    public void AuditAll(IReadOnlyList<Conversation> conversations)
    {
        AuditJournal();
        _delivery.Finish();
        AuditException.Require("settlement", _inFlight.Count == 0, $"{_inFlight.Count} sides of trades were never settled.");
        RequireAgreement();
        foreach (var (address, account) in _accounts)
        {
            AuditException.Require("risk", account.IsFrozen == _restricted.Contains(address), $"{address} is frozen: {account.IsFrozen}; risk says otherwise.");
        }

        foreach (var transfer in _transfers.Values) transfer.Finish();
        var promises = new PromiseAudit(_accounts, _books);
        foreach (var conversation in conversations) promises.See(conversation);
    }

    /// <summary>What is in memory is what the journal says.</summary>
    public void CompareLive(SimulatedExchange exchange) => _replay.CompareLive(exchange);

    private void See(JournalTurn turn)
    {
        var cause = _delivery.See(turn);
        switch (turn.Address.Kind)
        {
            case Addresses.AccountKind:
                if (!_accounts.TryGetValue(turn.Address, out var account))
                {
                    _accounts.Add(turn.Address, account = new AccountAudit(turn.Address, _ledger, _inFlight, _pairs, _limits));
                }

                account.See(turn, cause);
                break;
            case Addresses.BookKind:
                if (!_books.TryGetValue(turn.Address, out var book)) _books.Add(turn.Address, book = new BookAudit(_inFlight));
                book.See(turn, cause).CompareWith(turn);
                break;
            case Addresses.TransferKind:
                if (!_transfers.TryGetValue(turn.Address, out var transfer)) _transfers.Add(turn.Address, transfer = new TransferAudit(turn.Address, _accounts));
                transfer.See(turn);
                break;
            case Addresses.RiskKind:
                foreach (var happened in turn.RiskEvents) See(happened);
                break;
            case Addresses.CatalogKind:
                foreach (var listed in turn.CatalogEvents.OfType<PairListed>()) _pairs.Add(listed.Pair.Id, new PairFacts(listed.Pair));
                break;
        }
    }

    private void See(RiskEvent happened)
    {
        var address = Addresses.Account(happened.Account);
        if (happened is AccountRestricted) _restricted.Add(address);
        else AuditException.Require("risk", _restricted.Remove(address), $"{address} was let act, and was not restricted.");
    }

    // Every order is over, or is open on exactly one book, in its place there and with just what its account thinks is left.
    private void RequireAgreement()
    {
        var open = _books.Values.SelectMany(book => book.Open).ToDictionary(open => open.Order.Id);
        foreach (var (address, account) in _accounts)
        {
            foreach (var order in account.Orders.Where(order => order.IsOpen))
            {
                var isThere = open.Remove(order.OrderId, out var onBook);
                AuditException.Require("orders", isThere, $"{address} has an open order that is nowhere: {order}.");
                var (there, rests) = onBook;
                var isWaiting = order.Status == OrderStatus.PendingNew || (order.Status == OrderStatus.New && order.WorkingSince is null);
                AuditException.Require(
                    "orders",
                    Addresses.Account(there.Order.AccountId) == address
                        && there.Order.HoldId == order.HoldId
                        && there.LeftLots == order.Left
                        && there.IsPending == (order.Status == OrderStatus.PendingNew)
                        && rests != isWaiting
                        && there.List == (order.List?.ListId ?? OrderListId.None),
                    $"{address} has {order}, its book {there.Order} with {there.LeftLots} lots left, {(rests ? "resting" : "parked")}.");
            }
        }

        AuditException.Require("orders", open.Count == 0, $"{open.Count} orders are open that no account has open.");
    }
}
