using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
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

    public int Trades { get; set; }

    public int PausedSweeps { get; set; }

    public int SelfTradesPrevented { get; set; }

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
        Trades += auditor.Books.Sum(book => book.Trades);
        PausedSweeps += auditor.Books.Sum(book => book.PausedSweeps);
        SelfTradesPrevented += auditor.Books.Sum(book => book.SelfTradesPrevented);
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
        Trades += other.Trades;
        PausedSweeps += other.PausedSweeps;
        SelfTradesPrevented += other.SelfTradesPrevented;
    }

    public override string ToString() =>
        $"{Orders} orders, {Refusals} refused by books, {Cancels} canceled (more than {Account.ClosedOrdersKept} at once: {LongCancels}), {Trades} trades, {PausedSweeps} sweeps over several turns, "
        + $"{SelfTradesPrevented} self-trades prevented; {Crashes} crashes, {FailedCommits} failed commits, {Lives} starts, {Snapshots} snapshots";
}
