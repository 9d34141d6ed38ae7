using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Api.Trading.Routes;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>What an order's owner is told when something happened to it.</summary>
/// <param name="Order">As it stood right after.</param>
/// <param name="Execution">What happened, <c>x</c>.</param>
/// <param name="Status">Where that left the order, <c>X</c>.</param>
/// <param name="OccurredAtUnixMicros">When, <c>T</c>.</param>
internal sealed record ExecutionReport(AccountOrder Order, string Execution, string Status, long OccurredAtUnixMicros)
{
    /// <summary>The trader's name for what happened, <c>c</c>: the order's, or the cancel's.</summary>
    public string ClientOrderId { get; init; } = Order.Terms.ClientOrderId;

    /// <summary>The order's own name where <c>c</c> is another, <c>C</c>.</summary>
    public string FormerClientOrderId { get; init; } = "";

    /// <summary>Whether the order takes part in its book, <c>w</c>; a waiting or ended one does not.</summary>
    public bool IsWorking { get; init; }

    /// <summary>The fill, if it was one.</summary>
    public FillSettled? Fill { get; init; }

    /// <summary>What was prevented, if it was that.</summary>
    public TradePrevented? Prevented { get; init; }

    /// <summary>Writes it as an <c>executionReport</c>.</summary>
    public void Write(Utf8JsonWriter json, TradingPair pair, long turnAtUnixMicros)
    {
        var terms = Order.Terms;

        // An order given in quote has no quantity but what it came to. A stop that buys at market has a limit that only its hold knows.
        var quantity = terms.IsByQuoteQuantity ? Order.Executed : terms.Quantity;
        var price = terms.Type.CanRest() ? terms.LimitPrice : PriceTicks.None;

        json.WriteStartObject();
        json.WriteString("e"u8, "executionReport"u8);
        json.WriteNumber("E"u8, Millis(turnAtUnixMicros));
        json.WriteString("s"u8, pair.Symbol);
        json.WriteString("c"u8, ClientOrderId);
        json.WriteString("S"u8, OrderWords.Of(terms.Side));
        json.WriteString("o"u8, OrderWords.Of(terms.Type));
        json.WriteString("f"u8, OrderWords.TimeInForceOf(terms));
        json.WriteString("q"u8, pair.Format(quantity));
        json.WriteString("p"u8, pair.Format(price));
        json.WriteString("P"u8, pair.Format(terms.Stop.StopPrice));
        if (terms.Stop.IsTrailing)
        {
            // With a stop price it follows the market from when that is met, which only its book knows.
            json.WriteNumber("d"u8, terms.Stop.TrailingDeltaBips);
            json.WriteNumber("D"u8, terms.Stop.StopPrice == PriceTicks.None ? Millis(Order.PlacedAtUnixMicros) : -1);
        }

        json.WriteString("F"u8, pair.Format(terms.DisplayQuantity));
        json.WriteNumber("g"u8, Order.ListId == OrderListId.None ? -1 : Order.ListId.Value);
        json.WriteString("C"u8, FormerClientOrderId);
        json.WriteString("x"u8, Execution);
        json.WriteString("X"u8, Status);
        json.WriteString("r"u8, "NONE"u8);
        json.WriteNumber("i"u8, Order.OrderId.Value);
        WriteFill(json, pair);
        json.WriteNumber("T"u8, Millis(OccurredAtUnixMicros));
        if (Prevented is { } prevented) WritePrevented(json, pair, prevented);
        json.WriteNumber("I"u8, Order.LastExecution);
        json.WriteBoolean("w"u8, IsWorking);
        json.WriteBoolean("m"u8, Fill is { Fill.Role: LiquidityRole.Maker });
        json.WriteBoolean("M"u8, false);
        json.WriteNumber("O"u8, Millis(Order.PlacedAtUnixMicros));
        json.WriteString("Z"u8, pair.Quote.Format(Order.ExecutedQuote));
        json.WriteString("Q"u8, pair.Quote.Format(terms.QuoteQuantity));
        if (WorkingSinceUnixMicros is { } since) json.WriteNumber("W"u8, Millis(since));
        json.WriteString("V"u8, OrderWords.Of(terms.SelfTradePrevention));
        if (terms.StrategyId is { } strategy) json.WriteNumber("j"u8, strategy);
        if (terms.StrategyType is { } strategyType) json.WriteNumber("J"u8, strategyType);
        if (OrderWords.ExpiryReasonOf(Order.End) is { } reason) json.WriteString("eR"u8, reason);
        json.WriteEndObject();
    }

    // Orders of before this was noted never waited: they worked since they were placed.
    private long? WorkingSinceUnixMicros => Order.WorkingSinceUnixMicros ?? (IsWorking ? Order.PlacedAtUnixMicros : null);

    private void WriteFill(Utf8JsonWriter json, TradingPair pair)
    {
        var fill = Fill?.Fill;
        json.WriteString("l"u8, pair.Format(fill?.Quantity ?? QuantityLots.Zero));
        json.WriteString("z"u8, pair.Format(Order.Executed));
        json.WriteString("L"u8, pair.Format(fill?.Price ?? PriceTicks.None));
        if (Fill is { } settled)
        {
            var feeAsset = settled.ReceivedAsset == pair.Base.Id ? pair.Base : pair.Quote;
            json.WriteString("n"u8, feeAsset.Format(settled.Fee));
            json.WriteString("N"u8, feeAsset.Code);
        }
        else
        {
            json.WriteString("n"u8, "0"u8);
            json.WriteNull("N"u8);
        }

        json.WriteNumber("t"u8, fill?.TradeId.Value ?? -1);
        json.WriteString("Y"u8, pair.Quote.Format(fill?.QuoteAmount ?? AssetUnits.Zero));
    }

    private void WritePrevented(Utf8JsonWriter json, TradingPair pair, TradePrevented prevented)
    {
        var match = prevented.Match;
        json.WriteNumber("v"u8, match.MatchId);
        json.WriteString("A"u8, pair.Format(Order.Prevented));
        json.WriteString("B"u8, pair.Format(OwnPart(prevented)));

        // No accounts trade as a group here.
        json.WriteNumber("u"u8, -1);
        json.WriteNumber("U"u8, prevented.OtherOrderId.Value);
        json.WriteString("Cs"u8, pair.Symbol);
        json.WriteString("pl"u8, pair.Format(pair.LotsFor(prevented.QuoteAmount, match.Price)));
        json.WriteString("pL"u8, pair.Format(match.Price));
        json.WriteString("pY"u8, pair.Quote.Format(prevented.QuoteAmount));
    }

    /// <summary>What this order lost by a match that was prevented; zero if only the other did.</summary>
    public static QuantityLots OwnPart(TradePrevented prevented) =>
        prevented.Role == LiquidityRole.Taker ? prevented.Match.TakerPrevented : prevented.Match.MakerPrevented;

    private static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;
}
