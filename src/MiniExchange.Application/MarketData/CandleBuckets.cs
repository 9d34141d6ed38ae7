using System.Collections.Generic;
using System.Runtime.InteropServices;
using MiniExchange.Application.History;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>One pair's newest candles of one length, those without trades left out: what longer ones and tickers are folded from.</summary>
/// <param name="widthMicros">How long each is.</param>
/// <param name="keptMicros">How far back they reach from the last one, at least.</param>
internal sealed class CandleBuckets(long widthMicros, long keptMicros)
{
    private readonly List<Candle> _candles = [];
    private PriceTicks _closeBeforeAll;

    /// <summary>Adds a candle after all others; a stored one.</summary>
    public void Add(in Candle candle)
    {
        _candles.Add(candle);
        Trim();
    }

    /// <summary>Adds a trade that comes after all others.</summary>
    public void Add(PublicTrade trade, TradingPair pair)
    {
        var open = CandleGrid.Floor(trade.ExecutedAtUnixMicros, widthMicros);
        if (_candles.Count == 0 || _candles[^1].OpenAtUnixMicros < open)
        {
            Add(CandleFold.Empty(open, open + widthMicros, PriceTicks.None).With(trade, pair));
        }
        else
        {
            _candles[^1] = _candles[^1].With(trade, pair);
        }
    }

    /// <summary>All trades from one time to before another, both on this length's grid; empty, with the price before it, if there were none.</summary>
    public Candle Fold(long fromUnixMicros, long toUnixMicros)
    {
        var first = IndexAtOrAfter(fromUnixMicros);
        var sum = CandleFold.Empty(fromUnixMicros, toUnixMicros, CloseBefore(first));
        foreach (ref readonly var candle in CollectionsMarshal.AsSpan(_candles)[first..])
        {
            if (candle.OpenAtUnixMicros >= toUnixMicros) break;
            sum = sum.With(candle);
        }

        return sum;
    }

    /// <summary>The last price before a time on this length's grid; none if there was no trade.</summary>
    public PriceTicks CloseBefore(long atUnixMicros) => CloseBefore(IndexAtOrAfter(atUnixMicros));

    private PriceTicks CloseBefore(int index) => index == 0 ? _closeBeforeAll : _candles[index - 1].Close;

    private int IndexAtOrAfter(long atUnixMicros)
    {
        var low = 0;
        var high = _candles.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_candles[middle].OpenAtUnixMicros < atUnixMicros) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // Many at a time: the list closes up behind what is taken out.
    private void Trim()
    {
        var last = _candles[^1].OpenAtUnixMicros;
        if (last - _candles[0].OpenAtUnixMicros <= keptMicros + (keptMicros / 8)) return;

        var dropped = IndexAtOrAfter(last - keptMicros);
        _closeBeforeAll = CloseBefore(dropped);
        _candles.RemoveRange(0, dropped);
    }
}
