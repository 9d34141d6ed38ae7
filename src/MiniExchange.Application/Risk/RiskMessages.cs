using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Risk;

/// <summary>Risk to an account: freeze, or act again. It answers whoever waits with <see cref="BalancesState"/>.</summary>
/// <param name="Frozen">What it shall be.</param>
public sealed record SetFrozen(bool Frozen) : ActorMessage;

/// <summary>An account to risk: it gave up on a message and has frozen itself.</summary>
/// <param name="Account">The account.</param>
/// <param name="Reason">What it gave up on, for people.</param>
public sealed record AccountGaveUp(AccountId Account, string Reason) : ActorMessage;
