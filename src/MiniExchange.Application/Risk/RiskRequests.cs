using System.Collections.Generic;
using System.Collections.Immutable;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Risk;

/// <summary>Stop an account from trading and moving money. Answered by the account's <see cref="BalancesState"/>, once it obeys.</summary>
/// <param name="Account">Which one.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="By">Who says so.</param>
public sealed record RestrictAccount(AccountId Account, string Reason, string By) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Account(Account)];
}

/// <summary>Let an account act again, whatever froze it. Answered by the account's <see cref="BalancesState"/>, once it does.</summary>
/// <param name="Account">Which one.</param>
/// <param name="By">Who says so.</param>
public sealed record LiftRestriction(AccountId Account, string By) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Account(Account)];
}

/// <summary>Which accounts are restricted, in order of number. Answered by <see cref="RestrictionsState"/>.</summary>
/// <param name="After">Only accounts with a higher number; the default for the first page.</param>
/// <param name="Limit">At most so many.</param>
public sealed record RestrictionsOf(AccountId After, int Limit) : Request;

/// <summary>Restricted accounts.</summary>
/// <param name="Restrictions">In order of account.</param>
public sealed record RestrictionsState(ImmutableArray<Restriction> Restrictions) : Reply;
