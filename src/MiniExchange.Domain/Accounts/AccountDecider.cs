using System;

namespace MiniExchange.Domain.Accounts;

/// <summary>The rules of one account: what a command is allowed to do, and what each event did.</summary>
public static class AccountDecider
{
    /// <summary>Decides one command against the current state, without changing it.</summary>
    public static Decision<AccountEvent> Decide(Account account, AccountCommand command) => throw new NotSupportedException();

    /// <summary>The account after an event; never refuses.</summary>
    public static Account Evolve(Account account, AccountEvent happened) => throw new NotSupportedException();
}
