using System.Diagnostics;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Risk;

/// <summary>The rules of risk: who may not trade. Accounts enforce it; nothing on the path of an order asks here.</summary>
public static class RiskDecider
{
    /// <summary>Restricts an account. One that is restricted for the same reason already stays as it is; another reason takes the place of the first.</summary>
    public static Accepted<RiskEvent> Restrict(Restrictions restrictions, AccountId account, string reason, string by, long atUnixMicros) =>
        restrictions.Of(account)?.Reason == reason
            ? new Accepted<RiskEvent>([])
            : new Accepted<RiskEvent>([new AccountRestricted(account, reason, by, atUnixMicros)]);

    /// <summary>Lets an account act again. Nothing happens to one that is not restricted.</summary>
    public static Accepted<RiskEvent> Lift(Restrictions restrictions, AccountId account, string by, long atUnixMicros) =>
        restrictions.Of(account) is null
            ? new Accepted<RiskEvent>([])
            : new Accepted<RiskEvent>([new RestrictionLifted(account, by, atUnixMicros)]);

    /// <summary>The restrictions after an event; never refuses.</summary>
    /// <exception cref="InvariantBrokenException">A restriction is lifted that there is not: the journal and the rules disagree.</exception>
    public static Restrictions Evolve(Restrictions restrictions, RiskEvent happened)
    {
        switch (happened)
        {
            case AccountRestricted restricted:
                var restriction = new Restriction(restricted.Account, restricted.Reason, restricted.By, restricted.OccurredAtUnixMicros);
                return new Restrictions(restrictions.ByAccount.SetItem(restricted.Account.Value, restriction));
            case RestrictionLifted lifted:
                Invariant.Require(restrictions.Of(lifted.Account) is not null);
                return new Restrictions(restrictions.ByAccount.Remove(lifted.Account.Value));
            default:
                throw new UnreachableException($"No effect for {happened.GetType().Name}.");
        }
    }
}
