using System;
using MiniExchange.Application.History;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>How trades become candles, and candles longer candles: the one place that says so, live and for stored rows alike.</summary>
public static class CandleFold
{
    /// <summary>A stretch without trades: the price before it, and no volume.</summary>
    /// <param name="openAtUnixMicros">Its first microsecond.</param>
    /// <param name="endAtUnixMicros">The first after it.</param>
    /// <param name="closeBefore">The last price before it; none if there was no trade.</param>
    public static Candle Empty(long openAtUnixMicros, long endAtUnixMicros, PriceTicks closeBefore) => new(
        openAtUnixMicros,
        endAtUnixMicros,
        closeBefore,
        closeBefore,
        closeBefore,
        closeBefore,
        BaseVolume: 0,
        QuoteVolume: 0,
        TakerBuyBaseVolume: 0,
        TakerBuyQuoteVolume: 0,
        FirstTrade: default,
        LastTrade: default,
        TradeCount: 0);

    /// <summary>A candle with one more trade, which comes after all it has.</summary>
    public static Candle With(this in Candle candle, PublicTrade trade, TradingPair pair)
    {
        var baseAmount = pair.BaseUnits(trade.Quantity).Value;
        var quoteAmount = trade.QuoteAmount.Value;
        var only = new Candle(
            candle.OpenAtUnixMicros,
            candle.EndAtUnixMicros,
            trade.Price,
            trade.Price,
            trade.Price,
            trade.Price,
            baseAmount,
            quoteAmount,
            trade.IsBuyerMaker ? 0 : baseAmount,
            trade.IsBuyerMaker ? 0 : quoteAmount,
            trade.TradeId,
            trade.TradeId,
            TradeCount: 1);
        return candle.With(only);
    }

    /// <summary>A candle with the trades of a part of it, which come after all it has.</summary>
    public static Candle With(this in Candle candle, in Candle part)
    {
        if (part.TradeCount == 0) return candle;

        var isFirst = candle.TradeCount == 0;
        return new Candle(
            candle.OpenAtUnixMicros,
            candle.EndAtUnixMicros,
            isFirst ? part.Open : candle.Open,
            isFirst || part.High > candle.High ? part.High : candle.High,
            isFirst || part.Low < candle.Low ? part.Low : candle.Low,
            part.Close,
            candle.BaseVolume + part.BaseVolume,
            candle.QuoteVolume + part.QuoteVolume,
            candle.TakerBuyBaseVolume + part.TakerBuyBaseVolume,
            candle.TakerBuyQuoteVolume + part.TakerBuyQuoteVolume,
            isFirst ? part.FirstTrade : candle.FirstTrade,
            part.LastTrade,
            candle.TradeCount + part.TradeCount);
    }

    /// <summary>The volume-weighted average price: quote units per one whole base, rounded down; zero without trades.</summary>
    public static AssetUnits AveragePrice(this in Candle candle, TradingPair pair)
    {
        if (candle.BaseVolume == 0) return AssetUnits.Zero;

        Int128 wholeBase = 1;
        for (var place = 0; place < pair.Base.Scale; place++) wholeBase *= 10;
        return new AssetUnits(checked((long)(candle.QuoteVolume * wholeBase / candle.BaseVolume)));
    }
}
