using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Simulation.Tests.Audit;

namespace MiniExchange.Simulation.Tests;

/// <summary>How much of what may happen did happen.</summary>
internal sealed class Coverage
{
    public int Crashes { get; set; }

    public int FailedCommits { get; set; }

    public int Lives { get; set; }

    public int Snapshots { get; set; }

    public int Orders { get; set; }

    public int Refusals { get; set; }

    public int Cancels { get; set; }

    /// <summary>Answers that list more canceled orders than an account remembers closed ones.</summary>
    public int LongCancels { get; set; }

    /// <summary>Lists that were taken and have ended.</summary>
    public int Lists { get; set; }

    /// <summary>Orders that were only tried, and would have been taken.</summary>
    public int TestsPassed { get; set; }

    /// <summary>Deposits that accounts have.</summary>
    public int Deposits { get; set; }

    public BookCounts Books { get; } = new();

    public ReplacementCounts Replacements { get; } = new();

    public void Add(Auditor auditor, SimulatedExchange exchange, IEnumerable<Conversation> conversations)
    {
        var orders = auditor.Accounts.SelectMany(account => account.Orders).ToArray();
        Lives += exchange.Lives;
        Snapshots += auditor.SnapshotCount;
        Orders += orders.Length;
        Refusals += orders.Count(order => order.IsRefused);
        Cancels += orders.Count(order => order.End == OrderEnd.Canceled);
        LongCancels += conversations.Count(conversation =>
            conversation is { Request: CancelOpenOrders, Answer: Replied { Reply: OrderStates { Orders.Length: > Account.ClosedOrdersKept } } });
        Deposits += auditor.Transfers.Count(transfer => transfer.IsCredited);
        foreach (var book in auditor.Books) Books.Add(book.Counts);
        foreach (var account in auditor.Accounts) Replacements.Add(account.Replacements);
        Lists += auditor.Accounts.SelectMany(account => account.Lists).Count(list => list.IsClosed);
        TestsPassed += conversations.Count(conversation => conversation.Answer is Replied { Reply: OrderPassed });
    }

    public void Add(Coverage other)
    {
        Crashes += other.Crashes;
        FailedCommits += other.FailedCommits;
        Lives += other.Lives;
        Snapshots += other.Snapshots;
        Orders += other.Orders;
        Refusals += other.Refusals;
        Cancels += other.Cancels;
        LongCancels += other.LongCancels;
        Deposits += other.Deposits;
        Books.Add(other.Books);
        Replacements.Add(other.Replacements);
        Lists += other.Lists;
        TestsPassed += other.TestsPassed;
    }

    public override string ToString() =>
        $"{Deposits} deposits, {Orders} orders, {Refusals} refused by books, {Cancels} canceled (more than {Account.ClosedOrdersKept} at once: {LongCancels}), {Lists} lists, {TestsPassed} tests passed, "
        + $"{Books}; {Replacements}; {Crashes} crashes, {FailedCommits} failed commits, {Lives} starts, {Snapshots} snapshots";
}
