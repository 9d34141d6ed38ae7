using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

/// <summary>Place an order. Answered by <see cref="OrderState"/> once the book is done with it as taker, or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair's terms as the front end knows them.</param>
/// <param name="Terms">What the trader asks for.</param>
public sealed record PlaceOrder(TradingPair Pair, OrderTerms Terms) : Request
{
    /// <inheritdoc />
    public override Guid? Id => Terms.RequestId;

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>Which of an account's orders: by number, by the trader's name for it, or by both, which must then agree.</summary>
/// <param name="OrderId">The number; none to go by the name alone.</param>
/// <param name="ClientOrderId">The name; null to go by the number alone.</param>
public readonly record struct OrderName(OrderId OrderId, string? ClientOrderId);

/// <summary>What state an order must be in to be canceled.</summary>
public enum CancelRestriction
{
    /// <summary>Any open state.</summary>
    None = 0,

    /// <summary>Nothing of it traded.</summary>
    OnlyNew = 1,

    /// <summary>Part of it traded.</summary>
    OnlyPartiallyFilled = 2,
}

/// <summary>Cancel one open order. Answered by <see cref="OrderStates"/> with that order, or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair that it trades.</param>
/// <param name="Name">Which order.</param>
/// <param name="Restriction">What state it must be in.</param>
public sealed record CancelOrder(TradingPair Pair, OrderName Name, CancelRestriction Restriction) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>Cancel every order that rests on a pair. Answered by <see cref="OrderStates"/> (those canceled) or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair.</param>
public sealed record CancelOpenOrders(TradingPair Pair) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>Take in money from outside. Answered by <see cref="BalancesState"/> or <see cref="NotDone"/>.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">How much, in its units.</param>
/// <param name="Reference">Names the credit; the same again changes nothing.</param>
public sealed record CreditAccount(AssetId Asset, AssetUnits Amount, string Reference) : Request;

/// <summary>Freeze or unfreeze the account. Answered by <see cref="BalancesState"/>.</summary>
/// <param name="Frozen">What it shall be.</param>
public sealed record SetFrozen(bool Frozen) : Request;

/// <summary>What the account has. Answered by <see cref="BalancesState"/>.</summary>
public sealed record BalancesOf : Request;

/// <summary>One order, open or lately closed. Waits while it is under way. Answered by <see cref="OrderState"/> or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair that it trades.</param>
/// <param name="Name">Which order.</param>
public sealed record OrderNamed(PairId Pair, OrderName Name) : Request;

/// <summary>
/// The order that a request made; waits while it is under way. <see cref="NotDone"/> means that the request made none,
/// <see cref="OutcomeForgotten"/> that the account cannot tell any more.
/// </summary>
/// <param name="RequestId">The front end's name for the request.</param>
/// <param name="RequestedSinceUnixMicros">The request was not made before this, by any node's clock; microseconds since 1970-01-01 UTC.</param>
public sealed record OrderOfRequest(Guid RequestId, long RequestedSinceUnixMicros) : Request
{
    /// <inheritdoc />
    public override Guid? Id => RequestId;
}

/// <summary>Orders that rest now, oldest first; those under way have not been answered yet and are not among them. Answered by <see cref="OrderStates"/>.</summary>
/// <param name="Pair">One pair, or null for all.</param>
public sealed record OpenOrdersOf(PairId? Pair) : Request;

/// <summary>One order as it stands; an order that was just placed carries its fills as taker.</summary>
/// <param name="Order">The order.</param>
public sealed record OrderState(AccountOrder Order) : Reply;

/// <summary>An order of that request may have been made and closed, and so many closed since that the account forgot it; history may know.</summary>
public sealed record OutcomeForgotten : Reply;

/// <summary>Orders as they stand.</summary>
/// <param name="Orders">Oldest first.</param>
public sealed record OrderStates(ImmutableArray<AccountOrder> Orders) : Reply;

/// <summary>Balances as they stand.</summary>
/// <param name="IsFrozen">Whether the account may not act.</param>
/// <param name="Balances">Every asset ever touched, in order of id.</param>
/// <param name="LastChangeAtUnixMicros">When the account last changed; zero if never.</param>
public sealed record BalancesState(
    bool IsFrozen, ImmutableArray<(AssetId Asset, Balance Balance)> Balances, long LastChangeAtUnixMicros) : Reply;
