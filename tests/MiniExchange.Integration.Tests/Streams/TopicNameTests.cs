using MiniExchange.Api.Streams.Topics;
using MiniExchange.Application.MarketData;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class TopicNameTests
{
    [Theory]
    [InlineData("btcusdt@trade", TopicKind.Trade, 0)]
    [InlineData("btcusdt@aggTrade", TopicKind.AggregateTrade, 0)]
    [InlineData("btcusdt@bookTicker", TopicKind.BookTicker, 0)]
    [InlineData("btcusdt@depth", TopicKind.DepthChanges, 1_000)]
    [InlineData("btcusdt@depth@1000ms", TopicKind.DepthChanges, 1_000)]
    [InlineData("btcusdt@depth@100ms", TopicKind.DepthChanges, 100)]
    [InlineData("btcusdt@depth5", TopicKind.PartialDepth, 1_000)]
    [InlineData("btcusdt@depth10@100ms", TopicKind.PartialDepth, 100)]
    [InlineData("btcusdt@depth20@100ms", TopicKind.PartialDepth, 100)]
    [InlineData("btcusdt@kline_1s", TopicKind.Candles, 1_000)]
    [InlineData("btcusdt@kline_1m", TopicKind.Candles, 2_000)]
    [InlineData("btcusdt@miniTicker", TopicKind.MiniTicker, 1_000)]
    [InlineData("btcusdt@ticker", TopicKind.Ticker, 1_000)]
    [InlineData("btcusdt@ticker_1h", TopicKind.WindowTicker, 1_000)]
    [InlineData("btcusdt@avgPrice", TopicKind.AveragePrice, 1_000)]
    [InlineData("!miniTicker@arr", TopicKind.MiniTicker, 1_000)]
    [InlineData("!ticker@arr", TopicKind.Ticker, 1_000)]
    [InlineData("!ticker_1d@arr", TopicKind.WindowTicker, 1_000)]
    internal void Name_OfAStream_SaysWhatItTellsAndHowOften(string name, TopicKind kind, int periodMs)
    {
        var topic = TopicName.Parse(name);

        Assert.Equal((name, kind, periodMs), (topic?.Text, topic?.Kind, topic?.PeriodMs));
        Assert.Equal(name[0] == '!' ? "" : "BTCUSDT", topic?.Symbol);
    }

    [Theory]
    [InlineData("btcusdt@kline_1M", CandleInterval.OneMonth, 0)]
    [InlineData("btcusdt@kline_1m", CandleInterval.OneMinute, 0)]
    [InlineData("btcusdt@kline_1d@+08:00", CandleInterval.OneDay, 480)]
    public void Name_OfCandles_SaysTheirLengthAndGrid(string name, CandleInterval interval, int offsetMinutes) =>
        Assert.Equal((interval, offsetMinutes), (TopicName.Parse(name)!.Interval.Meaning, TopicName.Parse(name)!.OffsetMinutes));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("@trade")]
    [InlineData("btcusdt@")]
    [InlineData("btcusdt")]
    [InlineData("BTCUSDT@trade")]
    [InlineData("btc\"usdt@trade")]
    [InlineData("btcusdt@Trade")]
    [InlineData("btcusdt@depth7")]
    [InlineData("btcusdt@depth5@50ms")]
    [InlineData("btcusdt@depth@100ms@100ms")]
    [InlineData("btcusdt@kline_2m")]
    [InlineData("btcusdt@kline_1m@+09:00")]
    [InlineData("btcusdt@ticker_2h")]
    [InlineData("!miniTicker")]
    [InlineData("!trade@arr")]
    [InlineData("!@arr")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@trade")]
    public void Name_OfNoStream_IsNone(string name) => Assert.Null(TopicName.Parse(name));
}
