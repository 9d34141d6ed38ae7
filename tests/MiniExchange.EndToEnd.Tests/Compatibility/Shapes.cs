using System.Linq;
using System.Text.Json;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>One price of a book.</summary>
internal sealed record Level(decimal Price, decimal Quantity);

/// <summary>A book, best prices first.</summary>
internal sealed record Book(long LastUpdateId, Level[] Bids, Level[] Asks)
{
    public void AssertIs(Book expected)
    {
        Assert.Equal(expected.LastUpdateId, LastUpdateId);
        Assert.Equal(expected.Bids, Bids);
        Assert.Equal(expected.Asks, Asks);
    }

    public static Level[] Levels(JsonElement side) => [.. side.EnumerateArray().Select(level => new Level(level.Amount(0), level.Amount(1)))];
}

/// <summary>The best prices of a book.</summary>
internal sealed record BestPrices(decimal Bid, decimal BidQuantity, decimal Ask, decimal AskQuantity);

/// <summary>A trade as the market sees it.</summary>
internal sealed record MarketTrade(long Id, decimal Price, decimal Quantity, bool IsBuyerMaker);

/// <summary>A candle; what clients show of it all.</summary>
internal sealed record Candle(long OpenTime, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);

/// <summary>A market's last 24 hours.</summary>
internal sealed record DayTicker(decimal Open, decimal High, decimal Low, decimal Last, decimal Volume, decimal QuoteVolume);

/// <summary>What an order is to be.</summary>
/// <param name="Side">BUY or SELL.</param>
/// <param name="Type">As the exchange names it.</param>
/// <param name="Quantity">In units of the base asset.</param>
/// <param name="Price">Null of a market order.</param>
/// <param name="StopPrice">Only of stop orders.</param>
internal sealed record OrderTerms(string Side, string Type, decimal Quantity, decimal? Price = null, decimal? StopPrice = null)
{
    public static OrderTerms Limit(string side, decimal quantity, decimal price) => new(side, "LIMIT", quantity, price);

    public static OrderTerms Market(string side, decimal quantity) => new(side, "MARKET", quantity);

    /// <summary>Null where the type has none.</summary>
    public string? TimeInForce => Type.EndsWith("LIMIT", System.StringComparison.Ordinal) ? "GTC" : null;
}

/// <summary>Where an order stands; clients tell an untouched one and a partly filled one apart by what is filled.</summary>
internal enum OrderState
{
    Open = 0,
    Filled = 1,
    Canceled = 2,
    Expired = 3,
}

/// <summary>An order as its owner sees it.</summary>
internal sealed record OrderView(string Id, string Side, decimal Price, decimal Quantity, decimal Executed, OrderState State);

/// <summary>One side of a trade as its owner sees it.</summary>
internal sealed record FillView(long TradeId, string OrderId, string Side, decimal Price, decimal Quantity, decimal Fee, string FeeAsset, bool IsMaker);

/// <summary>What an account has of an asset.</summary>
internal sealed record Funds(decimal Free, decimal Locked)
{
    public static Funds Of(JsonElement json, string free, string locked) => new(json.Amount(free), json.Amount(locked));
}

/// <summary>An account's funds of an asset, as its owner is told.</summary>
internal sealed record FundsChange(string Asset, Funds Now);

/// <summary>What an account's owner is told.</summary>
internal sealed record AccountFeeds(Feed<OrderView> Orders, Feed<FundsChange> Funds);
