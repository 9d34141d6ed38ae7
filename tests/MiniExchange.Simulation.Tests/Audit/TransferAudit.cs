using System.Collections.Generic;
using MiniExchange.Actors;
using MiniExchange.Application;
using MiniExchange.Domain.Transfers;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One deposit: asked for once, ended once, and as its account has it.</summary>
internal sealed class TransferAudit(ActorAddress address, IReadOnlyDictionary<ActorAddress, AccountAudit> accounts)
{
    private const string Check = "transfers";

    private DepositTerms? _terms;
    private bool _isOver;

    public bool IsCredited { get; private set; }

    public void See(JournalTurn turn)
    {
        foreach (var happened in turn.TransferEvents)
        {
            switch (happened)
            {
                case DepositRequested requested:
                    AuditException.Require(Check, _terms is null, $"{turn}: asked for twice.");
                    _terms = requested.Terms;
                    AuditException.Require(Check, Addresses.Transfer(_terms.Account, _terms.Reference) == address, $"{turn}: {_terms} is another transfer's.");
                    break;
                case DepositFaulted:
                    AuditException.Require(Check, false, $"{turn}: no fault is planted in a transfer.");
                    break;
                default:
                    AuditException.Require(Check, _terms is not null && !_isOver, $"{turn}: {happened} out of turn.");
                    _isOver = true;
                    IsCredited = happened is DepositCredited;
                    AuditException.Require(Check, IsCredited == HasIt(), $"{turn}: {happened}, and the account says otherwise.");
                    break;
            }
        }
    }

    /// <summary>At rest.</summary>
    public void Finish() => AuditException.Require(Check, _isOver, $"{address} was asked for and never came to an end.");

    private bool HasIt() => accounts.TryGetValue(Addresses.Account(_terms!.Account), out var account)
        && account.Credits.TryGetValue(_terms.Reference, out var credited)
        && credited.Asset == _terms.Asset
        && credited.Amount == _terms.Amount;
}
