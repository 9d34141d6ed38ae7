using System.Runtime.CompilerServices;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One order as its account sends it to the book: valid in itself, and paid for by a hold.</summary>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">The reservation that pays for it, and the account's name for the order.</param>
/// <param name="Side">Direction.</param>
/// <param name="Type">How it takes its price.</param>
/// <param name="TimeInForce">How long it may live; market orders are <see cref="TimeInForce.Ioc"/>, post-only ones <see cref="TimeInForce.Gtc"/>.</param>
/// <param name="LimitPrice">Worst acceptable price; <see cref="PriceTicks.None"/> for orders that accept any. A stop order that buys at market has one too, which bounds what it may cost.</param>
/// <param name="Quantity">Lots to trade; zero for a market order by quote quantity.</param>
/// <param name="QuoteQuantity">Quote units to spend or receive; zero unless a market order is given by it.</param>
/// <param name="Held">What the hold reserves, in quote units (buy) or base units (sell): the most that the order may cost.</param>
/// <param name="SelfTradePrevention">What to do on meeting an order of the same account.</param>
public readonly record struct NewOrder(
    AccountId AccountId,
    HoldId HoldId,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    PriceTicks LimitPrice,
    QuantityLots Quantity,
    AssetUnits QuoteQuantity,
    AssetUnits Held,
    SelfTradePrevention SelfTradePrevention)
{
    // Kept in parts: a struct of nothing but single values is handled in registers.
    private readonly PriceTicks _stopPrice;
    private readonly int _trailingDeltaBips;

    /// <summary>When it comes into force; nothing unless it is a stop order.</summary>
    public StopTerms Stop
    {
        get => new(_stopPrice, _trailingDeltaBips);
        init => (_stopPrice, _trailingDeltaBips) = (value.StopPrice, value.TrailingDeltaBips);
    }

    /// <summary>The most lots that the book shows of it at a time (iceberg); zero to show all.</summary>
    public QuantityLots DisplayQuantity { get; init; }

    /// <summary>Whether the order is given by what it spends or receives in quote.</summary>
    public bool IsByQuoteQuantity => QuoteQuantity > AssetUnits.Zero;

    /// <summary>Whether the order accepts the price of a maker on the other side: any, or its limit and better.</summary>
    public bool TakesAt(PriceTicks makerPrice) => TakesAt(Side, LimitPrice, makerPrice);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TakesAt(Side side, PriceTicks limit, PriceTicks makerPrice)
    {
        if (limit == PriceTicks.None) return true;

        return side == Side.Buy ? makerPrice <= limit : makerPrice >= limit;
    }
}
