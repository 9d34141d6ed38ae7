using System;
using System.Collections.Generic;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One order's side of a trade, from the book's events alone.</summary>
internal sealed record TradeSide(PairFacts Pair, AccountId Account, HoldId Order, Side Side, Fill Fill)
{
    public AssetId PaidAsset => Side == Side.Buy ? Pair.Terms.Quote.Id : Pair.Terms.Base.Id;

    public AssetId ReceivedAsset => Side == Side.Buy ? Pair.Terms.Base.Id : Pair.Terms.Quote.Id;

    public Int128 Paid => Side == Side.Buy ? Fill.QuoteAmount.Value : Fill.BaseAmount.Value;

    public Int128 Received => Side == Side.Buy ? Fill.BaseAmount.Value : Fill.QuoteAmount.Value;

    public Int128 Fee => Pair.Fee(Side, Fill.Role, Fill.Quantity.Value, Fill.Price.Value);
}

/// <summary>What books have traded and accounts have not settled yet: money in flight.</summary>
internal sealed class TradesInFlight
{
    private readonly Dictionary<(TradeId Trade, LiquidityRole Role), TradeSide> _sides = [];

    public int Count => _sides.Count;

    /// <summary>Per asset: due to receivers less still held by payers.</summary>
    public Dictionary<AssetId, Int128> Amounts { get; } = [];

    public void Add(TradeSide side)
    {
        _sides.Add((side.Fill.TradeId, side.Fill.Role), side);
        Move(side, 1);
    }

    /// <summary>Takes out a side that its account settles; null if there is none, or it was settled before.</summary>
    public TradeSide? Take(TradeId trade, LiquidityRole role)
    {
        if (!_sides.Remove((trade, role), out var side)) return null;

        Move(side, -1);
        return side;
    }

    private void Move(TradeSide side, int sign)
    {
        Amounts[side.ReceivedAsset] = Amounts.GetValueOrDefault(side.ReceivedAsset) + (sign * side.Received);
        Amounts[side.PaidAsset] = Amounts.GetValueOrDefault(side.PaidAsset) - (sign * side.Paid);
    }
}
