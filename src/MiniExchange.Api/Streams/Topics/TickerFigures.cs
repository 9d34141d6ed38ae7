using System;
using MiniExchange.Api.BackOffice;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>What tickers show that is worked out of a stretch of time rather than summed up in it.</summary>
internal static class TickerFigures
{
    /// <summary>By how much the price rose or fell.</summary>
    public static string Change(TradingPair pair, in Candle sum) =>
        DecimalText.Write(checked((sum.Close.Value - sum.Open.Value) * pair.TickUnits.Value), pair.Quote.Scale);

    /// <summary>The same in percent of the first price, with three decimals, the rest cut off.</summary>
    public static string ChangePercent(in Candle sum) => sum.Open == PriceTicks.None
        ? "0.000"
        : WideDecimalText.Write(((Int128)sum.Close.Value - sum.Open.Value) * 100_000 / sum.Open.Value, scale: 3);

    /// <summary>What a whole base cost on average, the rest cut off; zero without trades.</summary>
    public static string WeightedAverage(TradingPair pair, in Candle sum)
    {
        if (sum.BaseVolume == 0) return WideDecimalText.Write(0, pair.Quote.Scale);
        Int128 wholeBase = 1;
        for (var i = 0; i < pair.Base.Scale; i++) wholeBase *= 10;

        // In two steps: a year's volume times a whole base might not fit even these.
        var whole = sum.QuoteVolume / sum.BaseVolume * wholeBase;
        var rest = sum.QuoteVolume % sum.BaseVolume * wholeBase / sum.BaseVolume;
        return WideDecimalText.Write(whole + rest, pair.Quote.Scale);
    }
}
