using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>Numbers the aggregates that a batch's trades belong to, going on from the last trade of each pair.</summary>
internal sealed class AggregateIds
{
    private readonly Dictionary<PairId, (AggregateFold Fold, int Turn)> _pairs = [];

    public async Task LoadAsync(RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        var pairs = happened
            .Where(one => one.Account is null && one.Book.Kind == BookEventKind.TradeExecuted)
            .Select(one => one.Book.TradeId.Pair)
            .Distinct();
        foreach (var pair in pairs)
        {
            var last = await transaction.ReadAsync(
                "SELECT aggregate_id FROM trades WHERE trade_id >= @first AND trade_id < @beyond ORDER BY trade_id DESC LIMIT 1",
                new { first = (long)pair.Value << OrderId.CounterBits, beyond = (pair.Value + 1L) << OrderId.CounterBits },
                row => row.GetInt64(0),
                cancellationToken);
            _pairs.Add(pair, (new AggregateFold(last.SingleOrDefault()), Turn: -1));
        }
    }

    /// <summary>The aggregate of a trade.</summary>
    /// <param name="trade">The book's event.</param>
    /// <param name="turn">In which turn of the batch.</param>
    public long Of(in BookEvent trade, int turn)
    {
        var (fold, lastTurn) = _pairs[trade.TradeId.Pair];
        if (turn != lastTurn)
        {
            fold.StartTurn();
            _pairs[trade.TradeId.Pair] = (fold, turn);
        }

        return fold.Add(trade.OrderId, trade.Price);
    }
}
