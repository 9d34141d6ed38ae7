using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;

namespace MiniExchange.Benchmarks.Books;

/// <summary>The obvious book: a sorted dictionary of prices on each side, a linked list of orders at each price.</summary>
/// <remarks>
/// What the real one is measured against, and what says how a generated workload ends. It has none of its events, accounts, limits,
/// or order kinds.
/// </remarks>
/// <param name="ended">Told of every resting order that has filled, by its command's id; null to tell nobody.</param>
internal sealed class PlainBook(Action<int>? ended = null)
{
    private readonly SortedDictionary<long, LinkedList<Order>> _bids = new(Comparer<long>.Create((one, other) => other.CompareTo(one)));
    private readonly SortedDictionary<long, LinkedList<Order>> _asks = [];
    private readonly Dictionary<int, LinkedListNode<Order>> _resting = [];
    private readonly List<long> _emptied = [];
    private TradeTally _tally = new();

    /// <summary>Different prices of both sides.</summary>
    public int LevelCount => _bids.Count + _asks.Count;

    /// <summary>Whether an order rests, by its command's id.</summary>
    public bool Rests(int id) => _resting.ContainsKey(id);

    /// <summary>The side of an order that rests.</summary>
    public Side SideOf(int id) => _resting[id].Value.Side;

    public void CarryOut(in WorkloadCommand command)
    {
        if (command.Operation == WorkloadOperation.Cancel)
        {
            Cancel(command.Target);
            return;
        }

        var left = Take(command);
        if (left > 0 && command.Operation == WorkloadOperation.Limit) Rest(command, left);
    }

    public WorkloadResult Result()
    {
        var bids = _bids.Values.SelectMany(queue => queue).ToList();
        var asks = _asks.Values.SelectMany(queue => queue).ToList();
        return new WorkloadResult(
            _tally.Trades,
            _tally.Quantity,
            _tally.Notional,
            _tally.Hash,
            bids.Count + asks.Count,
            bids.Sum(order => order.Left),
            asks.Sum(order => order.Left),
            bids.Sum(order => order.Left * order.Price),
            asks.Sum(order => order.Left * order.Price));
    }

    private long Take(in WorkloadCommand taker)
    {
        var isBuy = taker.Side == Side.Buy;
        var makers = isBuy ? _asks : _bids;
        var left = taker.Quantity;
        foreach (var (price, queue) in makers)
        {
            var isAcceptable = taker.Operation == WorkloadOperation.Market || (isBuy ? price <= taker.Price : price >= taker.Price);
            if (left == 0 || !isAcceptable) break;

            while (left > 0 && queue.First is { Value: var maker })
            {
                var traded = Math.Min(left, maker.Left);
                left -= traded;
                maker.Left -= traded;
                _tally.Add(taker.Id, maker.Id, price, traded);
                if (maker.Left > 0) continue;

                queue.RemoveFirst();
                _resting.Remove(maker.Id);
                ended?.Invoke(maker.Id);
            }

            if (queue.Count == 0) _emptied.Add(price);
        }

        foreach (var price in _emptied) makers.Remove(price);
        _emptied.Clear();
        return left;
    }

    private void Rest(in WorkloadCommand command, long left)
    {
        var side = On(command.Side);
        if (!side.TryGetValue(command.Price, out var queue)) side[command.Price] = queue = new LinkedList<Order>();

        _resting[command.Id] = queue.AddLast(new Order(command.Id, command.Side, command.Price) { Left = left });
    }

    private void Cancel(int id)
    {
        if (!_resting.Remove(id, out var order)) throw new InvalidOperationException($"Order {id} does not rest.");

        var queue = order.List!;
        queue.Remove(order);
        if (queue.Count == 0) On(order.Value.Side).Remove(order.Value.Price);
    }

    private SortedDictionary<long, LinkedList<Order>> On(Side side) => side == Side.Buy ? _bids : _asks;

    private sealed class Order(int id, Side side, long price)
    {
        public int Id => id;

        public Side Side => side;

        public long Price => price;

        public long Left { get; set; }
    }
}
