using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>Turns what happened into rows, inside one transaction: loads what it needs, changes it in memory, writes it back.</summary>
/// <remarks>Everything in a row is a function of events, so that rows made again equal those made live.</remarks>
internal sealed class BatchWriter
{
    private readonly ExecutionCounts _executions = new();
    private readonly OrderRows _orders = new();
    private readonly OrderListRows _lists = new();
    private readonly AmendmentRows _amendments = new();
    private readonly PreventedMatchRows _prevented = new();
    private readonly FillRows _fills = new();
    private readonly PairRows _pairs = new();
    private readonly TradeRows _trades = new();
    private readonly AggregateIds _aggregates = new();
    private readonly CandleRows _candles = new();
    private readonly UnsettledSides _unsettled = new();
    private readonly AssetTotals _totals = new();

    public async Task RunAsync(
        RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        await _executions.LoadAsync(transaction, happened, cancellationToken);
        await _orders.LoadAsync(transaction, happened, cancellationToken);
        await _lists.LoadAsync(transaction, happened, cancellationToken);
        await _pairs.LoadAsync(transaction, cancellationToken);
        await _aggregates.LoadAsync(transaction, happened, cancellationToken);
        await _candles.LoadAsync(transaction, happened, cancellationToken);
        await _unsettled.LoadAsync(transaction, happened, cancellationToken);
        await _totals.LoadAsync(transaction, cancellationToken);

        foreach (var one in happened)
        {
            if (one.Account is { } account) Apply(account);
            else Apply(one.Book, one.AtUnixMicros, one.Turn);
        }

        await _pairs.WriteAsync(transaction, cancellationToken);
        await _executions.WriteAsync(transaction, cancellationToken);
        await _orders.WriteAsync(transaction, cancellationToken);
        await _lists.WriteAsync(transaction, cancellationToken);
        await _amendments.WriteAsync(transaction, cancellationToken);
        await _prevented.WriteAsync(transaction, cancellationToken);
        await _trades.WriteAsync(transaction, cancellationToken);
        await _candles.WriteAsync(transaction, cancellationToken);
        await _fills.WriteAsync(transaction, cancellationToken);
        await _unsettled.WriteAsync(transaction, cancellationToken);
        await _totals.WriteAsync(transaction, cancellationToken);
    }

    private void Apply(AccountEvent happened)
    {
        var execution = _executions.After(happened);
        if (happened is OrderAmended amended) _amendments.Add(amended, _orders[amended.AccountId, amended.HoldId].Order, execution);
        if (happened is OrderRefused refused) Refuse(refused);
        _orders.Apply(happened, execution);
        _lists.Apply(happened);
        _totals.Apply(happened);
        if (happened is FillSettled settled) Settle(settled);
    }

    private void Refuse(OrderRefused refused)
    {
        var list = _orders[refused.AccountId, refused.HoldId].Order.List;
        if (list != default) _lists.Refuse(refused.AccountId, list);
    }

    private void Settle(FillSettled settled)
    {
        _fills.Add(settled, _orders[settled.AccountId, settled.HoldId].Order);

        // A side that no book executed moves money that nothing takes back: the difference shows it.
        var side = _unsettled.Take(settled.Fill.TradeId, settled.Fill.Role);
        if (side is not null) _totals.Settled(side);
    }

    private void Apply(in BookEvent happened, long atUnixMicros, int turn)
    {
        switch (happened.Kind)
        {
            case BookEventKind.TermsSet:
                Invariant.Require(happened.Terms is not null);
                _pairs.Set(happened.Terms);
                break;
            case BookEventKind.TradeExecuted:
                Execute(happened, atUnixMicros, turn);
                break;
            case BookEventKind.MatchPrevented:
                _prevented.Add(new PreventedMatchRow(happened, atUnixMicros));
                break;
        }
    }

    private void Execute(in BookEvent trade, long atUnixMicros, int turn)
    {
        var pair = _pairs[trade.TradeId.Pair];
        var row = new TradeRow(
            trade,
            pair.BaseUnits(trade.Quantity),
            pair.Notional(trade.Quantity, trade.Price),
            atUnixMicros,
            _aggregates.Of(trade, turn));
        _trades.Add(row);
        _candles.Add(
            new PublicTrade(
                trade.TradeId, trade.Price, trade.Quantity, row.QuoteAmount, atUnixMicros, IsBuyerMaker: trade.Side == Side.Sell),
            pair);

        var (buyer, seller) = trade.Side == Side.Buy
            ? (LiquidityRole.Taker, LiquidityRole.Maker)
            : (LiquidityRole.Maker, LiquidityRole.Taker);
        Execute(new UnsettledSide(trade.TradeId, buyer, pair.Quote.Id, row.QuoteAmount, pair.Base.Id, row.BaseAmount));
        Execute(new UnsettledSide(trade.TradeId, seller, pair.Base.Id, row.BaseAmount, pair.Quote.Id, row.QuoteAmount));
    }

    private void Execute(UnsettledSide side)
    {
        _unsettled.Add(side);
        _totals.Executed(side);
    }
}
