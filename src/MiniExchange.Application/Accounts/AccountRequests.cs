using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

/// <summary>Place an order. Answered by <see cref="OrderState"/> once the book is done with it as taker, or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair's terms as the front end knows them.</param>
/// <param name="Terms">What the trader asks for.</param>
public sealed record PlaceOrder(TradingPair Pair, OrderTerms Terms) : Request
{
    /// <summary>What the account may have open in all.</summary>
    public AccountLimits Limits { get; init; } = AccountLimits.None;

    /// <inheritdoc />
    public override Guid? Id => Terms.RequestId;

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>Place orders as one list. Answered by <see cref="ListState"/> once the book has taken it, or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair's terms as the front end knows them.</param>
/// <param name="Terms">What the trader asks for.</param>
/// <param name="Limits">What the account may have open in all.</param>
public sealed record PlaceOrderList(TradingPair Pair, OrderListTerms Terms, AccountLimits Limits) : Request
{
    /// <inheritdoc />
    public override Guid? Id => Terms.RequestId;

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>
/// Whether the account would place an order, whatever it has: everything is checked but the balance, and nothing is placed.
/// Answered by <see cref="Books.OrderPassed"/> or <see cref="NotDone"/>. What the market would say is the book's to tell.
/// </summary>
/// <param name="Pair">The pair's terms as the front end knows them.</param>
/// <param name="Terms">What the trader asks for.</param>
/// <param name="Limits">What the account may have open in all.</param>
public sealed record TestOrder(TradingPair Pair, OrderTerms Terms, AccountLimits Limits) : Request;

/// <summary>
/// Cancel an order and place another, which may spend what the cancel frees. Answered by <see cref="ReplaceState"/>, or
/// <see cref="NotDone"/> if the new order is refused in itself, in which case nothing is canceled.
/// </summary>
/// <param name="Cancel">What to cancel, on the new order's pair.</param>
/// <param name="Terms">The new order.</param>
/// <param name="EvenIfCancelFails">Whether to place it even if nothing could be canceled.</param>
/// <param name="Limits">What the account may have open in all.</param>
public sealed record ReplaceOrder(CancelOrder Cancel, OrderTerms Terms, bool EvenIfCancelFails, AccountLimits Limits) : Request
{
    /// <inheritdoc />
    public override Guid? Id => Terms.RequestId;

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Cancel.Pair.Symbol)];
}

/// <summary>Make an open order smaller, in its place. Answered by <see cref="OrderState"/> or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair that it trades.</param>
/// <param name="Name">Which order. Of a pair of which one cancels the other both change.</param>
/// <param name="Quantity">All that it shall have.</param>
/// <param name="ClientOrderId">
/// The trader's name for it from then on; may be the one that it has. It keeps that one if an order placed meanwhile took the new.
/// </param>
public sealed record AmendOrder(TradingPair Pair, OrderName Name, QuantityLots Quantity, string ClientOrderId) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>Which of an account's order lists: by number, by the trader's name for it, or by both, which must then agree.</summary>
/// <param name="ListId">The number; none to go by the name alone.</param>
/// <param name="ClientListId">The name; null to go by the number alone.</param>
public readonly record struct ListName(OrderListId ListId, string? ClientListId);

/// <summary>Cancel every open order of a list. Answered by <see cref="ListState"/> or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair that it trades.</param>
/// <param name="Name">Which list.</param>
/// <param name="CancelName">The trader's name for the cancel.</param>
public sealed record CancelOrderList(TradingPair Pair, ListName Name, string CancelName) : Request
{
    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>One order list, open or lately closed. Waits while it is under way. Answered by <see cref="ListState"/> or <see cref="NotDone"/>.</summary>
/// <param name="Name">Which list.</param>
public sealed record ListNamed(ListName Name) : Request;

/// <summary>Open order lists on all pairs, oldest first. Answered by <see cref="ListStates"/>.</summary>
public sealed record OpenListsOf : Request;

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
    /// <summary>The trader's name for the cancel.</summary>
    public string CancelName { get; init; } = "";

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

/// <summary>Cancel every order that rests on a pair. Answered by <see cref="OrderStates"/> (those canceled) or <see cref="NotDone"/>.</summary>
/// <param name="Pair">The pair.</param>
public sealed record CancelOpenOrders(TradingPair Pair) : Request
{
    /// <summary>The trader's name for the cancel.</summary>
    public string CancelName { get; init; } = "";

    /// <inheritdoc />
    public override IReadOnlyList<ActorAddress> GoesOnTo => [Addresses.Book(Pair.Symbol)];
}

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
/// <remarks>Not for replacements: the account makes that order only when the book has canceled, and knows of none before.</remarks>
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
/// <param name="Orders">Oldest first; those of a list that was canceled with one of its orders are among them.</param>
public sealed record OrderStates(ImmutableArray<AccountOrder> Orders) : Reply
{
    /// <summary>The lists that some of them belong to; empty where only orders were asked for.</summary>
    public ImmutableArray<AccountOrderList> Lists { get; init; } = [];
}

/// <summary>One order list as it stands, and its orders as far as the account remembers them.</summary>
/// <param name="List">The list.</param>
/// <param name="Orders">In the order of the list's legs.</param>
public sealed record ListState(AccountOrderList List, ImmutableArray<AccountOrder> Orders) : Reply;

/// <summary>Order lists as they stand.</summary>
/// <param name="Lists">Oldest first.</param>
public sealed record ListStates(ImmutableArray<AccountOrderList> Lists) : Reply;

/// <summary>What came of canceling one order and placing another.</summary>
/// <param name="Canceled">Those canceled: the order, and the others of its list; empty if the cancel failed.</param>
/// <param name="CancelRefusal">Why it failed; none if it did not.</param>
/// <param name="Placed">The new order as it stands; null if it was refused or not attempted.</param>
/// <param name="PlaceRefusal">Why it was refused; none if it was placed or not attempted.</param>
public sealed record ReplaceState(
    OrderStates Canceled, RejectReason CancelRefusal, AccountOrder? Placed, RejectReason PlaceRefusal) : Reply;

/// <summary>Balances as they stand.</summary>
/// <param name="IsFrozen">Whether the account may not act.</param>
/// <param name="Balances">Every asset ever touched, in order of id.</param>
/// <param name="LastChangeAtUnixMicros">When the account last changed; zero if never.</param>
public sealed record BalancesState(
    bool IsFrozen, ImmutableArray<(AssetId Asset, Balance Balance)> Balances, long LastChangeAtUnixMicros) : Reply;
