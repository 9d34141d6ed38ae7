using System;
using System.Collections.Generic;
using System.Threading;
using MiniExchange.LoadTests.Traders;

namespace MiniExchange.LoadTests.Promises;

/// <summary>Everything that the exchange acknowledged, by account and pair, until it is taken to be checked. From any thread.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private Dictionary<(Trader Trader, string Symbol), List<OrderSaid>> _said = [];
    private long _unread;

    /// <summary>Notes the answer to an order or to a cancel that was done.</summary>
    public void Note(Trader trader, string symbol, ReadOnlySpan<byte> answer)
    {
        var isRead = OrderSaid.TryRead(answer, out var said);
        lock (_gate)
        {
            if (!isRead)
            {
                _unread++;
                return;
            }

            if (!_said.TryGetValue((trader, symbol), out var ofOne)) _said.Add((trader, symbol), ofOne = []);
            ofOne.Add(said);
        }
    }

    /// <summary>Takes all that was acknowledged since the last time.</summary>
    public Taken TakeAll()
    {
        lock (_gate)
        {
            var taken = new Taken(_said, _unread);
            (_said, _unread) = ([], 0);
            return taken;
        }
    }

    /// <summary>What was acknowledged.</summary>
    /// <param name="Said">In the order of the answers.</param>
    /// <param name="Unread">Answers that were done and told of no order: nothing can be checked of them.</param>
    internal sealed record Taken(IReadOnlyDictionary<(Trader Trader, string Symbol), List<OrderSaid>> Said, long Unread);
}
