namespace MiniExchange.Application.MarketData;

/// <summary>How long a candle is. Numbers are stored.</summary>
public enum CandleInterval
{
    /// <summary>1s</summary>
    OneSecond = 1,

    /// <summary>1m</summary>
    OneMinute = 2,

    /// <summary>3m</summary>
    ThreeMinutes = 3,

    /// <summary>5m</summary>
    FiveMinutes = 4,

    /// <summary>15m</summary>
    FifteenMinutes = 5,

    /// <summary>30m</summary>
    ThirtyMinutes = 6,

    /// <summary>1h</summary>
    OneHour = 7,

    /// <summary>2h</summary>
    TwoHours = 8,

    /// <summary>4h</summary>
    FourHours = 9,

    /// <summary>6h</summary>
    SixHours = 10,

    /// <summary>8h</summary>
    EightHours = 11,

    /// <summary>12h</summary>
    TwelveHours = 12,

    /// <summary>1d</summary>
    OneDay = 13,

    /// <summary>3d</summary>
    ThreeDays = 14,

    /// <summary>1w, from Monday on.</summary>
    OneWeek = 15,

    /// <summary>1M, a calendar month.</summary>
    OneMonth = 16,
}
