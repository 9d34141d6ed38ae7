using System.Collections.Immutable;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Books;

/// <summary>Catalog to book: trade on these terms from now on.</summary>
/// <param name="Terms">The pair.</param>
public sealed record OpenMarket(TradingPair Terms) : ActorMessage;

/// <summary>Account to book: match this order.</summary>
/// <param name="Order">Valid in itself, and paid for.</param>
public sealed record SubmitOrder(NewOrder Order) : ActorMessage;

/// <summary>Account to book: take these orders as one list, or none of them.</summary>
/// <param name="List">Valid in itself, and paid for.</param>
public sealed record SubmitOrderList(NewOrderList List) : ActorMessage;

/// <summary>Account to book: make an order smaller, in its place. Answered by <see cref="OrdersChanged"/> with <see cref="OrderReduced"/>, or with a refusal.</summary>
/// <param name="Owner">The account; orders of others are left alone.</param>
/// <param name="OrderId">Which order.</param>
/// <param name="Quantity">All that it shall have; the book knows what of it is traded.</param>
/// <param name="ClientOrderId">The trader's name for it from then on.</param>
public sealed record ReduceOrder(AccountId Owner, OrderId OrderId, QuantityLots Quantity, string ClientOrderId) : ActorMessage;

/// <summary>An order to be placed once another is canceled. It travels to the book and back, so that it survives with the cancel.</summary>
/// <param name="Pair">The pair's terms when it was asked for.</param>
/// <param name="Terms">What the trader asks for.</param>
/// <param name="EvenIfCancelFails">Whether to place it even if nothing could be canceled.</param>
public sealed record Replacement(TradingPair Pair, OrderTerms Terms, bool EvenIfCancelFails);

/// <summary>Account to book: take these orders off, as far as they still rest.</summary>
/// <param name="Owner">The account; orders of others are left alone.</param>
/// <param name="Orders">At most as many as one account may have open on a pair.</param>
/// <param name="OnlyIfRemaining">Only while so much of an order is left, which the account may know late; zero for any.</param>
public sealed record CancelOrders(AccountId Owner, ImmutableArray<OrderId> Orders, QuantityLots OnlyIfRemaining = default)
    : ActorMessage
{
    /// <summary>The trader's name for the request.</summary>
    public string CancelName { get; init; } = "";

    /// <summary>What to place afterwards; null for nothing.</summary>
    public Replacement? Replacement { get; init; }
}

/// <summary>Book to account: what became of its orders in one turn of the book.</summary>
/// <param name="Symbol">The pair.</param>
/// <param name="Changes">In the order they happened; empty if a cancel found nothing to take off.</param>
/// <param name="AnswersCancel">Whether this answers <see cref="CancelOrders"/>.</param>
/// <param name="CancelRefusal">Why nothing was canceled or made smaller; none if something was, or nothing was to be.</param>
public sealed record OrdersChanged(
    string Symbol,
    ImmutableArray<OrderChange> Changes,
    bool AnswersCancel,
    RejectReason CancelRefusal = RejectReason.None) : ActorMessage
{
    /// <summary>As the cancel said.</summary>
    public string CancelName { get; init; } = "";

    /// <summary>As the cancel said.</summary>
    public Replacement? Replacement { get; init; }
}
