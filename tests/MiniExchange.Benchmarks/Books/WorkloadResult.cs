using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Serialization;

namespace MiniExchange.Benchmarks.Books;

/// <summary>What a workload leads to: all of its trades, and what is left on the book.</summary>
/// <param name="Trades">Number of trades.</param>
/// <param name="TradedQuantity">Lots traded.</param>
/// <param name="Notional">Price times quantity of all trades, in lot ticks.</param>
/// <param name="TradeHash">Over taker, maker, price and quantity of every trade in order; sixteen hexadecimal digits.</param>
/// <param name="Resting">Orders left.</param>
/// <param name="BidQuantity">Lots left on the bids.</param>
/// <param name="AskQuantity">Lots left on the asks.</param>
/// <param name="BidNotional">Price times quantity of what is left on the bids.</param>
/// <param name="AskNotional">Price times quantity of what is left on the asks.</param>
public sealed record WorkloadResult(
    [property: JsonPropertyName("trades"), JsonRequired] long Trades,
    [property: JsonPropertyName("traded_qty"), JsonRequired] long TradedQuantity,
    [property: JsonPropertyName("notional"), JsonRequired] long Notional,
    [property: JsonPropertyName("trade_hash"), JsonRequired] string TradeHash,
    [property: JsonPropertyName("resting"), JsonRequired] long Resting,
    [property: JsonPropertyName("bid_qty"), JsonRequired] long BidQuantity,
    [property: JsonPropertyName("ask_qty"), JsonRequired] long AskQuantity,
    [property: JsonPropertyName("bid_notional"), JsonRequired] long BidNotional,
    [property: JsonPropertyName("ask_notional"), JsonRequired] long AskNotional)
{
    /// <summary>One sentence for each figure that is not as expected; empty if all are.</summary>
    public IReadOnlyList<string> DifferencesFrom(WorkloadResult expected)
    {
        var differences = new List<string>();
        Compare("trades", Trades, expected.Trades);
        Compare("traded_qty", TradedQuantity, expected.TradedQuantity);
        Compare("notional", Notional, expected.Notional);
        if (TradeHash != expected.TradeHash)
        {
            differences.Add($"trade_hash is {TradeHash}, expected {expected.TradeHash}.");
        }

        Compare("resting", Resting, expected.Resting);
        Compare("bid_qty", BidQuantity, expected.BidQuantity);
        Compare("ask_qty", AskQuantity, expected.AskQuantity);
        Compare("bid_notional", BidNotional, expected.BidNotional);
        Compare("ask_notional", AskNotional, expected.AskNotional);
        return differences;

        void Compare(string figure, long actual, long wanted)
        {
            if (actual != wanted)
            {
                differences.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{figure} is {actual}, expected {wanted}."));
            }
        }
    }
}
