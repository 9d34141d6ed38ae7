using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>Gives out what it was given, and writes down what it was asked.</summary>
internal sealed class MemoryHistory : IHistory
{
    public bool IsCaughtUp { get; set; } = true;

    public List<object> Asked { get; } = [];

    public List<AccountOrder> Orders { get; } = [];

    public List<AccountOrderList> OrderLists { get; } = [];

    public List<OrderAmendment> Amendments { get; } = [];

    public List<HistoricPreventedMatch> PreventedMatches { get; } = [];

    public List<HistoricFill> Fills { get; } = [];

    public List<PublicTrade> Trades { get; } = [];

    public Reconciliation Reconciliation { get; set; } = new(0, []);

    public Task<bool> WaitForAsync(ReadPoint point, CancellationToken cancellationToken)
    {
        Asked.Add(point);
        return Task.FromResult(IsCaughtUp);
    }

    public Task<IReadOnlyList<AccountOrder>> OrdersAsync(OrderHistoryQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<AccountOrder>>(Orders);
    }

    public Task<AccountOrder?> OrderAsync(
        AccountId account, PairId pair, OrderId orderId, string? clientOrderId, CancellationToken cancellationToken) =>
        Task.FromResult(Orders.Find(order => order.OrderId == orderId || order.Terms.ClientOrderId == clientOrderId));

    public Task<AccountOrderList?> OrderListAsync(
        AccountId account, OrderListId listId, string? clientListId, CancellationToken cancellationToken) =>
        Task.FromResult(OrderLists.Find(list => list.ListId == listId || list.ClientListId == clientListId));

    public Task<IReadOnlyList<AccountOrderList>> OrderListsAsync(OrderListHistoryQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<AccountOrderList>>(OrderLists);
    }

    public Task<IReadOnlyList<OrderAmendment>> AmendmentsAsync(AmendmentHistoryQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<OrderAmendment>>(Amendments);
    }

    public Task<IReadOnlyList<HistoricPreventedMatch>> PreventedMatchesAsync(
        PreventedMatchHistoryQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<HistoricPreventedMatch>>(PreventedMatches);
    }

    public Task<IReadOnlyList<HistoricFill>> FillsAsync(FillHistoryQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<HistoricFill>>(Fills);
    }

    public Task<IReadOnlyList<PublicTrade>> RecentTradesAsync(PairId pair, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PublicTrade>>(Trades);

    public Task<Reconciliation> ReconciliationAsync(CancellationToken cancellationToken) => Task.FromResult(Reconciliation);
}
