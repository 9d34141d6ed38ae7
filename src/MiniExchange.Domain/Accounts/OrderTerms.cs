using System;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>What a trader asked for, once and for all.</summary>
/// <remarks>Carries the pair's facts that settling needs, so that replaying an account needs no reference data.</remarks>
/// <param name="Pair">The pair.</param>
/// <param name="BaseAsset">What is bought or sold.</param>
/// <param name="QuoteAsset">What it is paid in.</param>
/// <param name="Side">Direction.</param>
/// <param name="Type">How it takes its price.</param>
/// <param name="TimeInForce">How long it may live; market orders are immediate-or-cancel.</param>
/// <param name="LimitPrice">
/// Worst acceptable price; none for orders that accept any. A stop order that buys at market has one too
/// (<see cref="TradingPair.ProtectionPrice"/>), which its trader does not see: it bounds what is held.
/// </param>
/// <param name="Quantity">Lots; zero for a market order by quote quantity.</param>
/// <param name="QuoteQuantity">Quote units of a market order by quote quantity; else zero.</param>
/// <param name="SelfTradePrevention">What to do on meeting an order of the same account.</param>
/// <param name="ClientOrderId">The trader's name for it; unique among the account's open orders.</param>
/// <param name="RequestId">The front end's name for the request, by which an unknown outcome is asked for.</param>
public sealed record OrderTerms(
    PairId Pair,
    AssetId BaseAsset,
    AssetId QuoteAsset,
    Side Side,
    OrderType Type,
    TimeInForce TimeInForce,
    PriceTicks LimitPrice,
    QuantityLots Quantity,
    AssetUnits QuoteQuantity,
    SelfTradePrevention SelfTradePrevention,
    string ClientOrderId,
    Guid RequestId)
{
    /// <summary>When it comes into force; nothing unless it is a stop order.</summary>
    public StopTerms Stop { get; init; }

    /// <summary>The most lots that the book shows of it at a time (iceberg); zero to show all.</summary>
    public QuantityLots DisplayQuantity { get; init; }

    /// <summary>The trader's number for the strategy that it belongs to; null if none was given.</summary>
    public long? StrategyId { get; init; }

    /// <summary>The trader's number for the kind of that strategy, 1000000 or more; null if none was given.</summary>
    public int? StrategyType { get; init; }

    /// <summary>What is paid when the order trades, and so what is held for it.</summary>
    public AssetId PaidAsset => Side == Side.Buy ? QuoteAsset : BaseAsset;

    /// <summary>What is received when the order trades.</summary>
    public AssetId ReceivedAsset => Side == Side.Buy ? BaseAsset : QuoteAsset;

    /// <summary>Whether the order has a worst acceptable price, and so holds the same for each of its lots.</summary>
    public bool IsLimited => LimitPrice != PriceTicks.None;

    /// <summary>Whether the order is given by what it spends or receives in quote.</summary>
    public bool IsByQuoteQuantity => QuoteQuantity > AssetUnits.Zero;

    /// <summary>Whether such an order exists: type, time in force, price and quantities go together.</summary>
    /// <remarks>
    /// A limit order has a price and a quantity and any time in force; a limit maker the same, until canceled; a market
    /// order has no price, takes at once, and is given either by quantity or by quote quantity.
    /// </remarks>
    public bool IsSupportedCombination =>
        Side is Side.Buy or Side.Sell
        && SelfTradePrevention is >= SelfTradePrevention.None and <= SelfTradePrevention.ExpireBoth
        && Type switch
        {
            OrderType.Limit => TimeInForce is TimeInForce.Gtc or TimeInForce.Ioc or TimeInForce.Fok
                && HasPriceAndQuantity,
            OrderType.LimitMaker => TimeInForce == TimeInForce.Gtc && HasPriceAndQuantity,
            OrderType.Market => TimeInForce == TimeInForce.Ioc
                && LimitPrice == PriceTicks.None
                && (QuoteQuantity == AssetUnits.Zero ? Quantity > QuantityLots.Zero
                    : IsByQuoteQuantity && Quantity == QuantityLots.Zero),
            _ => false,
        };

    /// <summary>What is wrong with the order in itself, whoever sends it: the first reason that applies, or none.</summary>
    /// <remarks>The account refuses by this; a front end may ask before it sends the order on, and has only this for a test order.</remarks>
    /// <param name="pair">The terms of <see cref="Pair"/>.</param>
    public RejectReason FlawOn(TradingPair pair)
    {
        if (!IsSupportedCombination) return RejectReason.UnsupportedOrderCombination;

        if (IsLimited && (LimitPrice < pair.MinPrice || LimitPrice > pair.MaxPrice)) return RejectReason.PriceOutOfRange;

        // How many lots a quote quantity comes to is known to the book alone.
        if (!IsByQuoteQuantity && (Quantity < pair.MinQuantity || Quantity > pair.MaxQuantity))
        {
            return RejectReason.QuantityOutOfRange;
        }

        // A market order by quantity has no price here; the book measures it.
        if (IsLimited && pair.Notional(Quantity, LimitPrice) < pair.MinNotional) return RejectReason.NotionalTooSmall;

        return IsByQuoteQuantity && QuoteQuantity < pair.MinNotional ? RejectReason.NotionalTooSmall : RejectReason.None;
    }

    private bool HasPriceAndQuantity =>
        LimitPrice > PriceTicks.None && Quantity > QuantityLots.Zero && QuoteQuantity == AssetUnits.Zero;
}
