using MiniExchange.Application.History;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Application.MarketData;

/// <summary>The candle of one grid that has not ended yet.</summary>
internal sealed class LiveCandle(CandleGrid grid)
{
    private Candle _candle;

    public CandleGrid Grid { get; } = grid;

    /// <summary>Whether there is one: not before the pair's first trade.</summary>
    public bool IsStarted { get; private set; }

    public ref readonly Candle Candle => ref _candle;

    public void Start(in Candle candle)
    {
        _candle = candle;
        IsStarted = true;
    }

    /// <summary>Adds a trade. It is not after this candle: those that have ended are rolled on first.</summary>
    public void Add(PublicTrade trade, TradingPair pair)
    {
        // A candle may be asked for before the last trade of the one before it has come in.
        if (trade.ExecutedAtUnixMicros >= _candle.OpenAtUnixMicros) _candle = _candle.With(trade, pair);
        else if (_candle.TradeCount == 0) _candle = CandleFold.Empty(_candle.OpenAtUnixMicros, _candle.EndAtUnixMicros, trade.Price);
    }
}
