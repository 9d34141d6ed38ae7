using System.Collections.Generic;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Transfers;

/// <summary>Take in money from outside, to be asked of <see cref="Addresses.Transfer"/>. Answered by <see cref="DepositState"/> once the account has it, or <see cref="NotDone"/>.</summary>
/// <param name="Account">Into which account.</param>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">How much, in its units.</param>
/// <param name="Reference">Names the deposit among the account's; the same again changes nothing and is answered the same.</param>
public sealed record Deposit(AccountId Account, AssetId Asset, AssetUnits Amount, string Reference) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Account(Account)];
}

/// <summary>The account has the deposit.</summary>
/// <param name="Terms">What it was.</param>
public sealed record DepositState(DepositTerms Terms) : Reply;

/// <summary>A transfer to an account: take this in. Answered by <see cref="DepositAnswered"/>.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">How much, in its units.</param>
/// <param name="Reference">Names the deposit among the account's.</param>
public sealed record CreditDeposit(AssetId Asset, AssetUnits Amount, string Reference) : ActorMessage;

/// <summary>An account to a transfer: it has taken the deposit, or not.</summary>
/// <param name="Refusal">Why not; none if it has.</param>
public sealed record DepositAnswered(RejectReason Refusal) : ActorMessage;
