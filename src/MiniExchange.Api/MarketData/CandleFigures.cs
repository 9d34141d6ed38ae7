using System;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.MarketData;

/// <summary>A candle, or a stretch of time that is summed up like one, in the figures that clients read, whatever the fields are called.</summary>
internal readonly struct CandleFigures(TradingPair pair, Candle candle)
{
    public string Open => pair.Format(candle.Open);

    public string High => pair.Format(candle.High);

    public string Low => pair.Format(candle.Low);

    public string Close => pair.Format(candle.Close);

    public string Volume => Base(candle.BaseVolume);

    public string QuoteVolume => Quote(candle.QuoteVolume);

    public string TakerBuyVolume => Base(candle.TakerBuyBaseVolume);

    public string TakerBuyQuoteVolume => Quote(candle.TakerBuyQuoteVolume);

    public long TradeCount => candle.TradeCount;

    /// <summary>-1 without one.</summary>
    public long FirstTrade => candle.TradeCount == 0 ? -1 : candle.FirstTrade.Value;

    /// <summary>-1 without one.</summary>
    public long LastTrade => candle.TradeCount == 0 ? -1 : candle.LastTrade.Value;

    /// <summary>By how much the price rose or fell.</summary>
    public string Change => Quote(Rise * pair.TickUnits.Value);

    /// <summary>The same in percent of the first price, with three decimals, the rest cut off.</summary>
    public string ChangePercent => WideDecimalText.Write(candle.Open == PriceTicks.None ? 0 : Rise * 100_000 / candle.Open.Value, scale: 3);

    /// <summary>What a whole base cost on average, the rest cut off; zero without trades.</summary>
    public string WeightedAverage => pair.Quote.Format(candle.AveragePrice(pair));

    private Int128 Rise => (Int128)candle.Close.Value - candle.Open.Value;

    private string Base(Int128 units) => WideDecimalText.Write(units, pair.Base.Scale);

    private string Quote(Int128 units) => WideDecimalText.Write(units, pair.Quote.Scale);
}
