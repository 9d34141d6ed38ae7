using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Orders;

/// <summary>How front ends ask the exchange: one method for each thing asked, each an <see cref="Outcome{T}"/>.</summary>
/// <remarks>Counts orders by outcome under the meter <see cref="MeterName"/>.</remarks>
public sealed class ExchangeClient(IEngine engine, ExchangeClientOptions options, TimeProvider time)
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MiniExchange.Orders";

    private static readonly Meter OrderMeter = new(MeterName);
    private static readonly Counter<long> Orders =
        OrderMeter.CreateCounter<long>("miniexchange.orders", "{order}", "Orders by what came of them.");

    /// <summary>Places an order and answers with its state once durable. An outcome lost on the way is asked for before it is given as unknown.</summary>
    /// <param name="account">Whose order.</param>
    /// <param name="order">What is asked for; its request id names it if the answer is lost.</param>
    /// <param name="deadlineUnixMicros">After this the account refuses it, microseconds since 1970-01-01 UTC.</param>
    /// <param name="cancellationToken">Stops the waiting; the order may still be placed.</param>
    public async Task<Outcome<OrderState>> PlaceAsync(
        AccountId account, PlaceOrder order, long deadlineUnixMicros, CancellationToken cancellationToken)
    {
        var since = NowByTheSlowestClock();
        var outcome = await AskAsync<OrderState>(Addresses.Account(account), order, deadlineUnixMicros, cancellationToken);
        if (outcome is Unknown<OrderState>)
        {
            outcome = await FindOutAsync(account, new OrderOfRequest(order.Terms.RequestId, since), outcome, cancellationToken);
        }

        Orders.Add(1, new KeyValuePair<string, object?>("outcome", NameOf(outcome)));
        return outcome;
    }

    /// <summary>Cancels one order; the outcome lists just that one.</summary>
    public Task<Outcome<OrderStates>> CancelAsync(
        AccountId account, CancelOrder cancel, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        AskAsync<OrderStates>(Addresses.Account(account), cancel, deadlineUnixMicros, cancellationToken);

    /// <summary>Cancels every open order on a pair.</summary>
    public Task<Outcome<OrderStates>> CancelOpenAsync(
        AccountId account, CancelOpenOrders cancel, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        AskAsync<OrderStates>(Addresses.Account(account), cancel, deadlineUnixMicros, cancellationToken);

    /// <summary>Places a list of orders and answers once all of them are durable, or none.</summary>
    /// <remarks>An outcome lost on the way is asked for as that of <see cref="PlaceAsync"/> is; found, it is the list as it stands by then.</remarks>
    public async Task<Outcome<ListState>> PlaceListAsync(
        AccountId account, PlaceOrderList list, long deadlineUnixMicros, CancellationToken cancellationToken)
    {
        var lost = new OrderOfRequest(list.Terms.RequestId, NowByTheSlowestClock());
        var outcome = await AskAsync<ListState>(Addresses.Account(account), list, deadlineUnixMicros, cancellationToken);
        if (outcome is not Unknown<ListState>(var reason)) return outcome;

        switch (await FindOutAsync(account, lost, new Unknown<OrderState>(reason), cancellationToken))
        {
            case Completed<OrderState> { Value.Order.ListId: var listId }:
                var found = await ListAsync(account, new ListNamed(new ListName(listId, null)), cancellationToken);
                return found is Completed<ListState> ? found : outcome;
            case NotStarted<OrderState>(var why):
                return new NotStarted<ListState>(why);
            default:
                return outcome;
        }
    }

    /// <summary>Cancels one order and places another.</summary>
    /// <remarks>A lost outcome is given as unknown: docs/adr/0012-lists-and-replacing.md.</remarks>
    public Task<Outcome<ReplaceState>> ReplaceAsync(
        AccountId account, ReplaceOrder replace, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        AskAsync<ReplaceState>(Addresses.Account(account), replace, deadlineUnixMicros, cancellationToken);

    /// <summary>Makes an open order smaller.</summary>
    public Task<Outcome<OrderState>> AmendAsync(
        AccountId account, AmendOrder amend, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        AskAsync<OrderState>(Addresses.Account(account), amend, deadlineUnixMicros, cancellationToken);

    /// <summary>Cancels a list of orders.</summary>
    public Task<Outcome<ListState>> CancelListAsync(
        AccountId account, CancelOrderList cancel, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        AskAsync<ListState>(Addresses.Account(account), cancel, deadlineUnixMicros, cancellationToken);

    /// <summary>Whether an account would place an order, whatever it has.</summary>
    public Task<Outcome<OrderPassed>> TestAsync(
        AccountId account, TestOrder order, long deadlineUnixMicros, CancellationToken cancellationToken) =>
        AskAsync<OrderPassed>(Addresses.Account(account), order, deadlineUnixMicros, cancellationToken);

    /// <summary>Whether a book would take an order now.</summary>
    public Task<Outcome<OrderPassed>> TryAsync(string symbol, TryOrder order, CancellationToken cancellationToken) =>
        AskAsync<OrderPassed>(Addresses.Book(symbol), order, long.MaxValue, cancellationToken);

    /// <summary>One order list, open or lately closed; refused as unknown if the account does not remember it (history may).</summary>
    public Task<Outcome<ListState>> ListAsync(AccountId account, ListNamed list, CancellationToken cancellationToken) =>
        AskAsync<ListState>(Addresses.Account(account), list, long.MaxValue, cancellationToken);

    /// <summary>Order lists that are open now.</summary>
    public Task<Outcome<ListStates>> OpenListsAsync(AccountId account, CancellationToken cancellationToken) =>
        AskAsync<ListStates>(Addresses.Account(account), new OpenListsOf(), long.MaxValue, cancellationToken);

    /// <summary>Takes in money from outside. A lost outcome is found out by the same again.</summary>
    public Task<Outcome<DepositState>> DepositAsync(Deposit deposit, CancellationToken cancellationToken) => AskAsync<DepositState>(
        Addresses.Transfer(deposit.Account, deposit.Reference), deposit, long.MaxValue, cancellationToken);

    /// <summary>Stops an account from trading and moving money; done when the account obeys.</summary>
    public Task<Outcome<BalancesState>> RestrictAsync(RestrictAccount restrict, CancellationToken cancellationToken) =>
        AskAsync<BalancesState>(Addresses.Risk, restrict, long.MaxValue, cancellationToken);

    /// <summary>Lets an account act again, whatever froze it; done when it does.</summary>
    public Task<Outcome<BalancesState>> LiftRestrictionAsync(LiftRestriction lift, CancellationToken cancellationToken) =>
        AskAsync<BalancesState>(Addresses.Risk, lift, long.MaxValue, cancellationToken);

    /// <summary>Which accounts are restricted.</summary>
    public Task<Outcome<RestrictionsState>> RestrictionsAsync(RestrictionsOf page, CancellationToken cancellationToken) =>
        AskAsync<RestrictionsState>(Addresses.Risk, page, long.MaxValue, cancellationToken);

    /// <summary>Closes a batch of trades.</summary>
    public Task<Outcome<BatchState>> CloseBatchAsync(CloseBatch close, CancellationToken cancellationToken) =>
        AskAsync<BatchState>(Addresses.Settlement, close, long.MaxValue, cancellationToken);

    /// <summary>The batch of trades closed last.</summary>
    public Task<Outcome<BatchState>> LastBatchAsync(CancellationToken cancellationToken) =>
        AskAsync<BatchState>(Addresses.Settlement, new LastBatch(), long.MaxValue, cancellationToken);

    /// <summary>Batches of trades that were closed.</summary>
    public Task<Outcome<BatchesState>> BatchesAsync(BatchesOf page, CancellationToken cancellationToken) =>
        AskAsync<BatchesState>(Addresses.Settlement, page, long.MaxValue, cancellationToken);

    /// <summary>What an account has.</summary>
    public Task<Outcome<BalancesState>> BalancesAsync(AccountId account, CancellationToken cancellationToken) =>
        AskAsync<BalancesState>(Addresses.Account(account), new BalancesOf(), long.MaxValue, cancellationToken);

    /// <summary>One order, open or lately closed; refused as unknown if the account does not remember it (history may).</summary>
    public Task<Outcome<OrderState>> OrderAsync(
        AccountId account, OrderNamed order, CancellationToken cancellationToken) =>
        AskAsync<OrderState>(Addresses.Account(account), order, long.MaxValue, cancellationToken);

    /// <summary>Orders that rest now, on one pair or on all.</summary>
    public Task<Outcome<OrderStates>> OpenOrdersAsync(AccountId account, PairId? pair, CancellationToken cancellationToken) =>
        AskAsync<OrderStates>(Addresses.Account(account), new OpenOrdersOf(pair), long.MaxValue, cancellationToken);

    /// <summary>A book's best levels and last price.</summary>
    public Task<Outcome<DepthState>> DepthAsync(string symbol, int levels, CancellationToken cancellationToken) =>
        AskAsync<DepthState>(Addresses.Book(symbol), new DepthOf(levels), long.MaxValue, cancellationToken);

    /// <summary>Halts or resumes a book.</summary>
    public Task<Outcome<DepthState>> HaltAsync(string symbol, bool halted, CancellationToken cancellationToken) =>
        AskAsync<DepthState>(Addresses.Book(symbol), new HaltBook(halted), long.MaxValue, cancellationToken);

    /// <summary>Lists markets that are not listed yet.</summary>
    public Task<Outcome<CatalogState>> ListMarketsAsync(ListMarkets markets, CancellationToken cancellationToken) =>
        AskAsync<CatalogState>(Addresses.Catalog, markets, long.MaxValue, cancellationToken);

    // A clock elsewhere may be behind this one.
    private long NowByTheSlowestClock() => time.GetUnixMicros() - (options.ClockSkewMs * 1_000L);

    /// <summary>Asks the account what became of a request whose answer was lost.</summary>
    private async Task<Outcome<OrderState>> FindOutAsync(
        AccountId account, OrderOfRequest lost, Outcome<OrderState> unknown, CancellationToken cancellationToken)
    {
        var giveUpAt = time.GetUtcNow() + TimeSpan.FromMilliseconds(options.OutcomeTimeoutMs);
        while (time.GetUtcNow() < giveUpAt)
        {
            var found = await AskAsync<OrderState>(Addresses.Account(account), lost, long.MaxValue, cancellationToken);
            switch (found)
            {
                case Completed<OrderState> completed: return completed;
                case Refused<OrderState>: return new NotStarted<OrderState>("The order was not carried out.");
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(options.OutcomePollMs), time, cancellationToken);
                    break;
            }
        }

        return unknown;
    }

    private static string NameOf(Outcome<OrderState> outcome) => outcome switch
    {
        Completed<OrderState> => "accepted",
        Refused<OrderState> => "refused",
        NotStarted<OrderState> => "busy",
        Unknown<OrderState> => "unknown",
        _ => "failed",
    };

    private async Task<Outcome<T>> AskAsync<T>(
        ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken)
        where T : Reply
    {
        try
        {
            var answer = await engine
                .AskAsync(to, request, deadlineUnixMicros, cancellationToken)
                .WaitAsync(TimeSpan.FromMilliseconds(options.AskTimeoutMs), time, cancellationToken);
            return answer switch
            {
                Replied { Reply: T reply } replied => new Completed<T>(reply, new ReadPoint(replied.From, replied.RecordNumber)),
                Replied { Reply: NotDone(RejectReason.Faulted) } => new Failed<T>(),
                Replied { Reply: NotDone notDone } => new Refused<T>(notDone.Reason),

                Replied { Reply: OutcomeForgotten } => new Unknown<T>($"{to} does not remember it: it has closed too many orders since, or was read anew from the journal meanwhile."),
                Busy busy => new NotStarted<T>(busy.Reason),
                OutcomeUnknown unknown => new Unknown<T>(unknown.Reason),
                RequestFaulted => new Failed<T>(),
                _ => throw new UnreachableException($"No outcome for {answer}."),
            };
        }
        catch (TimeoutException)
        {
            return new Unknown<T>($"No answer from {to} within {options.AskTimeoutMs} ms.");
        }
    }
}

/// <summary>How long a front end waits.</summary>
public sealed class ExchangeClientOptions
{
    /// <summary>How far the clocks of front ends and accounts may lie apart, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int ClockSkewMs { get; set; } = 1_000;

    /// <summary>How long one request may take before its outcome is asked for, in milliseconds.</summary>
    [Range(1, 600_000)]
    public int AskTimeoutMs { get; set; } = 5_000;

    /// <summary>How long after that the outcome of an order is asked for before it is given as unknown, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int OutcomeTimeoutMs { get; set; } = 10_000;

    /// <summary>How long to wait between two such questions, in milliseconds.</summary>
    [Range(1, 600_000)]
    public int OutcomePollMs { get; set; } = 50;
}
