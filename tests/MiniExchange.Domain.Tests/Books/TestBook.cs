using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>A book with its journal, driven as the exchange drives it: decide, then apply, turn by turn.</summary>
public sealed class TestBook
{
    private readonly List<BookEvent> _plan = [];
    private readonly List<BookEvent> _journal = [];

    public TestBook(TradingPair? terms = null) => SetTerms(terms ?? Pairs.BtcUsdt);

    public Book Book { get; private set; } = new();

    public IReadOnlyList<BookEvent> Journal => _journal;

    /// <summary>What the last turn or turns said, one line for each event.</summary>
    public IReadOnlyList<string> Said { get; private set; } = [];

    public IReadOnlyList<string> Bids => Depth(Side.Buy);

    public IReadOnlyList<string> Asks => Depth(Side.Sell);

    /// <summary>Whether it goes on from a snapshot after every turn.</summary>
    public bool RestoresBetweenTurns { get; init; }

    /// <summary>A trade of one lot at a price between two who trade nothing else; what it wakes goes on.</summary>
    public void Trade(long price)
    {
        Enter(Orders.Limit(101, Side.Sell, price, 1));
        Enter(Orders.Limit(102, Side.Buy, price, 1));
        Assert.Contains($" at {price}", Said[1]);
    }

    public RejectReason Enter(NewOrder order) => GoOnAfter(EnterOneTurn(order));

    public RejectReason EnterList(Contingency contingency, params NewOrder[] legs) =>
        GoOnAfter(EnterListOneTurn(contingency, legs));

    /// <summary>Enters an order and stops after its first turn.</summary>
    public RejectReason EnterOneTurn(NewOrder order) => Turn(plan => BookDecider.Enter(Book, order, plan));

    /// <summary>Enters a list and stops after its first turn.</summary>
    public RejectReason EnterListOneTurn(Contingency contingency, params NewOrder[] legs) =>
        Turn(plan => BookDecider.EnterList(Book, new NewOrderList(contingency, [.. legs]), plan));

    public void Continue() => Turn(plan =>
    {
        BookDecider.Continue(Book, plan);
        return RejectReason.None;
    });

    public void Abandon() => Turn(plan =>
    {
        BookDecider.Abandon(Book, plan);
        return RejectReason.None;
    });

    public RejectReason Cancel(long account, long orderCounter) =>
        Turn(plan => BookDecider.Cancel(Book, new AccountId(account), Id(orderCounter), QuantityLots.Zero, plan));

    /// <summary>Cancels several orders in one turn.</summary>
    public RejectReason CancelAll(long account, params long[] orderCounters) => Turn(plan =>
    {
        var reason = RejectReason.None;
        foreach (var counter in orderCounters)
        {
            reason = BookDecider.Cancel(Book, new AccountId(account), Id(counter), QuantityLots.Zero, plan);
        }

        return reason;
    });

    public RejectReason Reduce(long account, long orderCounter, long quantity) => Turn(
        plan => BookDecider.Reduce(Book, new AccountId(account), Id(orderCounter), new QuantityLots(quantity), plan));

    public void SetTerms(TradingPair terms) => Turn(plan =>
    {
        BookDecider.SetTerms(Book, terms, plan);
        return RejectReason.None;
    });

    public void SetHalted(bool halted) => Turn(plan =>
    {
        BookDecider.SetHalted(Book, halted, plan);
        return RejectReason.None;
    });

    /// <summary>Goes on with the book that a snapshot of this one gives.</summary>
    public void RestoreFromImage() => Book = Book.From(Book.ToImage());

    public Book Replayed()
    {
        var replayed = new Book();
        foreach (var happened in _journal) replayed.Apply(happened);
        return replayed;
    }

    public static OrderId Id(long counter) => OrderId.Of(Pairs.BtcUsdt.Id, counter);

    private RejectReason GoOnAfter(RejectReason reason)
    {
        var said = new List<string>(Said);
        while (Book.GoesOn)
        {
            Continue();
            said.AddRange(Said);
        }

        Said = said;
        return reason;
    }

    private RejectReason Turn(Func<List<BookEvent>, RejectReason> decide)
    {
        _plan.Clear();
        Said = [];

        // Hashing walks all of the book: of a large one it is done now and then.
        var isChecked = Book.RestingOrderCount < 40 || _journal.Count % 8 == 0;
        var before = isChecked ? Book.StateHash() : 0;

        var reason = decide(_plan);

        Assert.Equal(before, isChecked ? Book.StateHash() : 0);
        if (reason != RejectReason.None) Assert.Empty(_plan);
        foreach (var happened in _plan) Book.Apply(happened);
        _journal.AddRange(_plan);
        Said = [.. _plan.Select(BookText.Of)];
        if (!RestoresBetweenTurns) return reason;

        var after = Book.StateHash();
        RestoreFromImage();
        Assert.Equal(after, Book.StateHash());
        return reason;
    }

    private string[] Depth(Side side)
    {
        var levels = new BookLevel[Book.LevelCount(side)];
        Assert.Equal(levels.Length, Book.CopyDepth(side, levels));
        return [.. levels.Select(level => $"{level.Quantity} at {level.Price}")];
    }
}
