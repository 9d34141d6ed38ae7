using System.Collections.Generic;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>What the owners of orders must hear of a book's turn, and whether the turn sends just that.</summary>
internal sealed class OwnersToTell
{
    private const string Check = "reports";

    private readonly Dictionary<AccountId, List<OrderChange>> _changes = [];

    public void Of(AccountId owner, OrderChange change)
    {
        if (!_changes.TryGetValue(owner, out var changes)) _changes.Add(owner, changes = []);
        changes.Add(change);
    }

    /// <summary>Every owner is told once, everything, in order; somebody else is only told of nothing.</summary>
    public void CompareWith(JournalTurn turn)
    {
        var told = 0;
        foreach (var send in turn.Sends)
        {
            var changes = ((OrdersChanged)send.Message).Changes;
            if (changes.IsEmpty) continue;

            told++;
            var owner = new AccountId(long.Parse(send.To.Id, System.Globalization.CultureInfo.InvariantCulture));
            AuditException.Require(Check, _changes.ContainsKey(owner), $"{turn} tells {send.To} of orders that did not change.");
            var expected = _changes[owner];
            AuditException.Require(
                Check,
                changes.Length == expected.Count,
                $"{turn} tells {Addresses.Account(owner)} {changes.Length} changes instead of {expected.Count}.");
            for (var i = 0; i < changes.Length; i++)
            {
                AuditException.Require(Check, changes[i] == expected[i], $"{turn} tells {changes[i]} instead of {expected[i]}.");
            }
        }

        AuditException.Require(Check, told == _changes.Count, $"{turn} tells {told} of {_changes.Count} owners.");
    }
}
