using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>execution_counts</c> that one batch touches: <see cref="Account.LastExecution"/> of each account.</summary>
internal sealed class ExecutionCounts
{
    private static readonly InsertStatement<KeyValuePair<AccountId, long>> Upsert = new(
        "execution_counts",
        "ON CONFLICT (account_id) DO UPDATE SET executions = excluded.executions",
        InsertColumn<KeyValuePair<AccountId, long>>.Number("account_id", row => row.Key.Value),
        InsertColumn<KeyValuePair<AccountId, long>>.Number("executions", row => row.Value));

    private readonly Dictionary<AccountId, long> _counts = [];

    /// <summary>Loads the counts of the accounts that the batch has events of.</summary>
    public async Task LoadAsync(
        RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        var counts = await transaction.ReadKeysAsync(
            "SELECT account_id, executions FROM execution_counts WHERE account_id IN",
            happened.Select(what => what.Account).OfType<AccountEvent>().Select(what => what.AccountId.Value).Distinct(),
            row => (Account: new AccountId(row.GetInt64(0)), Count: row.GetInt64(1)),
            cancellationToken);
        foreach (var (account, count) in counts) _counts.Add(account, count);
    }

    /// <summary>The account's count after an event.</summary>
    public long After(AccountEvent happened)
    {
        var before = _counts.GetValueOrDefault(happened.AccountId);
        return OrderRows.HoldOf(happened) is null ? before : _counts[happened.AccountId] = before + 1;
    }

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Upsert.RunAsync(transaction, _counts, cancellationToken);
}
