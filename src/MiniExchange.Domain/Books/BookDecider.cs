using System;
using System.Collections.Generic;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The rules of one book: strict price-time priority, trades at the maker's price.</summary>
/// <remarks>Reads the book and appends to a plan; only <see cref="Book.Apply"/> changes anything.</remarks>
public static class BookDecider
{
    /// <summary>The most trades and self-trade expiries of one turn; a longer sweep goes on as the book's next turn.</summary>
    public const int MaxFillsPerTurn = 128;

    /// <summary>Enters an order, or says why not, in which case nothing is planned.</summary>
    public static RejectReason Enter(Book book, in NewOrder order, List<BookEvent> plan) => throw new NotSupportedException();

    /// <summary>Goes on with the order whose sweep was paused.</summary>
    public static void Continue(Book book, List<BookEvent> plan) => throw new NotSupportedException();

    /// <summary>Takes a resting order off the book.</summary>
    public static RejectReason Cancel(Book book, AccountId owner, OrderId orderId, List<BookEvent> plan) => throw new NotSupportedException();

    /// <summary>Sets the pair's terms, unless they are already so.</summary>
    public static void SetTerms(Book book, TradingPair terms, List<BookEvent> plan) => throw new NotSupportedException();

    /// <summary>Stops or restarts the book, unless it already is so.</summary>
    public static void SetHalted(Book book, bool halted, List<BookEvent> plan) => throw new NotSupportedException();
}
