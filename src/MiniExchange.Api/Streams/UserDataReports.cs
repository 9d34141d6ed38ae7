using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>Turns what happened to one account into what its owner is told, a turn at a time.</summary>
/// <remarks>
/// Of a turn: the reports of its orders as they happened, then its lists, then the balances that it touched. An order is shown from
/// when its book numbered it, so that one that the book refused, and what was held for it meanwhile, is not shown at all.
/// docs/adr/0016-user-data.md.
/// </remarks>
internal sealed class UserDataReports(MarketDirectory markets, Action<ReadOnlyMemory<byte>> send) : IReplicaListener<Account, AccountEvent>
{
    private readonly List<ExecutionReport> _reports = [];
    private readonly Dictionary<HoldId, int> _lastReports = [];
    private readonly List<(HoldId List, string StatusType)> _lists = [];
    private readonly List<Credited> _credits = [];
    private readonly List<(HoldId Hold, AssetId Asset)> _touched = [];
    private readonly HashSet<HoldId> _refused = [];
    private bool _wasPending;

    /// <inheritdoc />
    public void Applying(Account before, in AccountEvent happened, long atUnixMicros) =>
        _wasPending = happened is OrderParkedInBook parked
            && before.OpenOrders.GetValueOrDefault(parked.HoldId) is { Status: OrderStatus.PendingNew };

    /// <inheritdoc />
    public void Applied(Account after, in AccountEvent happened, long atUnixMicros)
    {
        switch (happened)
        {
            case OrderNumbered numbered: Numbered(after, numbered); break;
            case OrderParkedInBook parked: Parked(after, parked); break;
            case OrderStarted started: Add(New(after.OpenOrders[started.HoldId], started)); break;
            case FillSettled settled: Filled(after, settled); break;
            case OrderAmended amended: Amended(after, amended); break;
            case TradePrevented prevented: Prevented(after, prevented); break;
            case OrderClosed closed: Closed(after, closed); break;
            case OrderRefused refused: _refused.Add(refused.HoldId); break;
            case HoldReleased released: _touched.Add((released.HoldId, released.Asset)); break;
            case ListNumbered list: _lists.Add((list.HoldId, ListStatusTypes.Started)); break;
            case ListClosed list: _lists.Add((list.HoldId, ListStatusTypes.AllDone)); break;
            case Credited credited:
                _credits.Add(credited);
                _touched.Add((default, credited.Asset));
                break;
        }
    }

    /// <inheritdoc />
    public void TurnEnded(Account state, long atUnixMicros)
    {
        foreach (var report in _reports) send(UserDataJson.Of(report, markets, atUnixMicros));
        foreach (var (hold, statusType) in _lists)
        {
            // A list of which the book numbered nothing was refused.
            if (ListOf(state, hold) is { } list && list.ListId != OrderListId.None)
            {
                send(UserDataJson.OfList(list, statusType, markets, atUnixMicros));
            }
        }

        foreach (var credit in _credits) send(UserDataJson.OfCredit(credit, markets, atUnixMicros));
        var assets = _touched
            .Where(touched => !_refused.Contains(touched.Hold))
            .Select(static touched => touched.Asset)
            .Distinct()
            .OrderBy(static asset => asset.Value)
            .ToArray();
        if (assets.Length > 0) send(UserDataJson.OfBalances(state, assets, markets, atUnixMicros));
        Clear();
    }

    private void Clear()
    {
        _reports.Clear();
        _lastReports.Clear();
        _lists.Clear();
        _credits.Clear();
        _touched.Clear();
        _refused.Clear();
    }

    private void Numbered(Account after, OrderNumbered numbered)
    {
        var order = after.OpenOrders[numbered.HoldId];
        _touched.Add((order.HoldId, order.Terms.PaidAsset));
        Add(New(order, numbered));
    }

    private void Parked(Account after, OrderParkedInBook parked)
    {
        var report = New(after.OpenOrders[parked.HoldId], parked) with { IsWorking = false };

        // The book says so right after it has numbered the order, which is new but once; a leg that was waiting is new now.
        if (_wasPending || LastReport(parked.HoldId) is null) Add(report);
        else Replace(report with { Status = parked.IsPending ? "PENDING_NEW" : "NEW" });
    }

    private void Filled(Account after, FillSettled settled)
    {
        _touched.Add((settled.HoldId, settled.PaidAsset));
        _touched.Add((settled.HoldId, settled.ReceivedAsset));
        Add(new ExecutionReport(after.OpenOrders[settled.HoldId], "TRADE", "PARTIALLY_FILLED", settled.Fill.ExecutedAtUnixMicros)
        {
            IsWorking = true,
            Fill = settled,
        });
    }

    private void Amended(Account after, OrderAmended amended)
    {
        var order = after.OpenOrders[amended.HoldId];
        Add(new ExecutionReport(order, "REPLACED", OpenStatusOf(order), amended.OccurredAtUnixMicros)
        {
            FormerClientOrderId = order.FormerClientOrderId ?? "",
            IsWorking = !order.IsWaiting,
        });

        // Both orders of a pair change together, and the list once.
        if (order.List != default && !_lists.Contains((order.List, ListStatusTypes.Updated))) _lists.Add((order.List, ListStatusTypes.Updated));
    }

    private void Prevented(Account after, TradePrevented prevented)
    {
        // One that lost nothing goes on as if it had met nobody.
        if (ExecutionReport.OwnPart(prevented) == QuantityLots.Zero) return;

        var order = after.OpenOrders[prevented.HoldId];
        Add(new ExecutionReport(order, "TRADE_PREVENTION", OpenStatusOf(order), prevented.OccurredAtUnixMicros)
        {
            IsWorking = !order.IsWaiting,
            Prevented = prevented,
        });
    }

    private void Closed(Account after, OrderClosed closed)
    {
        var order = after.ClosedOrders[^1];
        switch (closed.End)
        {
            // The last fill, and the last match that was prevented, have said all but that they were the last.
            case OrderEnd.Filled when LastReport(order.HoldId) is { Fill: not null } last:
                Replace(last with { Status = "FILLED", IsWorking = false });
                break;

            case OrderEnd.Filled:
                // An order by quote that is told only a turn after its last fill that nothing more can be bought for the rest.
                Add(new ExecutionReport(order, "NEW", "FILLED", closed.OccurredAtUnixMicros));
                break;

            case OrderEnd.SelfTradePrevented when LastReport(order.HoldId) is { Prevented: not null } last:
                Replace(last with { Status = "EXPIRED_IN_MATCH", IsWorking = false });
                break;

            case OrderEnd.SelfTradePrevented:
                Add(new ExecutionReport(order, "TRADE_PREVENTION", "EXPIRED_IN_MATCH", closed.OccurredAtUnixMicros));
                break;

            case OrderEnd.Canceled:
                Add(new ExecutionReport(order, "CANCELED", "CANCELED", closed.OccurredAtUnixMicros)
                {
                    ClientOrderId = closed.CancelName ?? order.Terms.ClientOrderId,
                    FormerClientOrderId = order.Terms.ClientOrderId,
                });
                break;

            default:
                Add(new ExecutionReport(order, "EXPIRED", "EXPIRED", closed.OccurredAtUnixMicros));
                break;
        }
    }

    private void Add(ExecutionReport report)
    {
        _lastReports[report.Order.HoldId] = _reports.Count;
        _reports.Add(report);
    }

    private ExecutionReport? LastReport(HoldId hold) => _lastReports.TryGetValue(hold, out var index) ? _reports[index] : null;

    private void Replace(ExecutionReport report) => _reports[_lastReports[report.Order.HoldId]] = report;

    private static ExecutionReport New(AccountOrder order, AccountEvent happened) =>
        new(order, "NEW", "NEW", happened.OccurredAtUnixMicros) { IsWorking = true };

    private static string OpenStatusOf(AccountOrder order) => order.Status == OrderStatus.PendingNew
        ? "PENDING_NEW"
        : order.Executed > QuantityLots.Zero ? "PARTIALLY_FILLED" : "NEW";

    private static AccountOrderList? ListOf(Account account, HoldId list) =>
        account.OpenLists.GetValueOrDefault(list) ?? account.ClosedLists.LastOrDefault(closed => closed.HoldId == list);
}
