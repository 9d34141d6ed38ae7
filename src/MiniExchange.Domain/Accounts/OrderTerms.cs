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

    /// <summary>Whether the order has a worst acceptable price.</summary>
    public bool IsLimited => LimitPrice != PriceTicks.None;

    /// <summary>Whether the order is given by what it spends or receives in quote.</summary>
    public bool IsByQuoteQuantity => QuoteQuantity > AssetUnits.Zero;

    /// <summary>
    /// Whether each lot that is left holds the same amount. A market order without a stop price does not count on it: for
    /// some only the book knows the cost, so all of them keep their hold until they end.
    /// </summary>
    public bool HoldsPerLot => Type != OrderType.Market;

    /// <summary>Whether the book shows only part of it at a time.</summary>
    public bool IsIceberg => DisplayQuantity > QuantityLots.Zero;

    /// <summary>Whether such an order exists: type, time in force, prices and quantities go together.</summary>
    /// <remarks>
    /// A limit order has a price and a quantity and any time in force; a limit maker the same, until canceled; a market
    /// order has no price, takes at once, and is given either by quantity or by quote quantity. A stop order is one of these
    /// with a quantity and a stop price, a trailing delta, or both; one that buys at market also has the price that bounds
    /// what is held for it. Only an order that stays until it is canceled may show less than all of itself.
    /// </remarks>
    public bool IsSupportedCombination =>
        Side is Side.Buy or Side.Sell
        && SelfTradePrevention is >= SelfTradePrevention.None and <= SelfTradePrevention.Decrement
        && HasStopTermsOfItsType
        && (DisplayQuantity == QuantityLots.Zero || (IsIceberg && Type.CanRest() && TimeInForce == TimeInForce.Gtc))
        && Type switch
        {
            OrderType.Limit or OrderType.StopLossLimit or OrderType.TakeProfitLimit =>
                TimeInForce is TimeInForce.Gtc or TimeInForce.Ioc or TimeInForce.Fok && HasPriceAndQuantity,
            OrderType.LimitMaker => TimeInForce == TimeInForce.Gtc && HasPriceAndQuantity,
            OrderType.Market => TimeInForce == TimeInForce.Ioc
                && LimitPrice == PriceTicks.None
                && (QuoteQuantity == AssetUnits.Zero ? Quantity > QuantityLots.Zero
                    : IsByQuoteQuantity && Quantity == QuantityLots.Zero),
            OrderType.StopLoss or OrderType.TakeProfit => TimeInForce == TimeInForce.Ioc
                && (Side == Side.Buy ? LimitPrice > PriceTicks.None : LimitPrice == PriceTicks.None)
                && Quantity > QuantityLots.Zero
                && QuoteQuantity == AssetUnits.Zero,
            _ => false,
        };

    /// <summary>What is wrong with the order in itself, whoever sends it: the first reason that applies, or none.</summary>
    /// <remarks>The account refuses by this; a front end may ask before it sends the order on.</remarks>
    /// <param name="pair">The terms of <see cref="Pair"/>.</param>
    public RejectReason FlawOn(TradingPair pair)
    {
        if (!IsSupportedCombination) return RejectReason.UnsupportedOrderCombination;

        if (IsLimited && !IsInRange(LimitPrice, pair)) return RejectReason.PriceOutOfRange;
        if (Stop.StopPrice != PriceTicks.None && !IsInRange(Stop.StopPrice, pair)) return RejectReason.PriceOutOfRange;

        // How many lots a quote quantity comes to is known to the book alone.
        if (!IsByQuoteQuantity && !IsInRange(Quantity, pair)) return RejectReason.QuantityOutOfRange;
        if (IsIceberg && !IsInRange(DisplayQuantity, pair)) return RejectReason.QuantityOutOfRange;

        var limits = pair.Limits;
        if (NotionalOn(pair) is { } notional)
        {
            if (notional < pair.MinNotional) return RejectReason.NotionalTooSmall;
            if (limits.MaxNotional > AssetUnits.Zero && notional > limits.MaxNotional) return RejectReason.NotionalTooLarge;
        }

        if (Type.IsAtMarket() && !IsByQuoteQuantity && IsOutside(Quantity, limits.MinMarketQuantity, limits.MaxMarketQuantity))
        {
            return RejectReason.MarketQuantityOutOfRange;
        }

        if (DisplayQuantity > Quantity) return RejectReason.DisplayExceedsQuantity;

        if (IsIceberg && Parts > limits.IcebergParts) return RejectReason.TooManyIcebergParts;

        var deltas = Type.IsMetFromBelow(Side) ? limits.TrailingAbove : limits.TrailingBelow;
        return Stop.IsTrailing && deltas is { } range && !range.Allows(Stop.TrailingDeltaBips)
            ? RejectReason.TrailingDeltaOutOfRange
            : RejectReason.None;
    }

    /// <summary>As <see cref="FlawOn(TradingPair)"/>, and whether it moves more of an asset than one order may.</summary>
    /// <param name="pair">The terms of <see cref="Pair"/>.</param>
    /// <param name="limits">What one order may move.</param>
    public RejectReason FlawOn(TradingPair pair, AccountLimits limits)
    {
        var flaw = FlawOn(pair);
        if (flaw != RejectReason.None) return flaw;

        var movesTooMuch =
            (limits.MaxPerOrder.TryGetValue(BaseAsset, out var mostBase) && pair.BaseUnits(Quantity) > mostBase)
            || (limits.MaxPerOrder.TryGetValue(QuoteAsset, out var mostQuote) && NotionalOn(pair) > mostQuote);
        return movesTooMuch ? RejectReason.AssetLimitExceeded : RejectReason.None;
    }

    /// <summary>What is wrong with the order once it is made smaller: the first reason that applies, or none.</summary>
    /// <remarks>Whether it can be made so small at all is the book's to say, which knows what of it has traded.</remarks>
    /// <param name="quantity">All that it shall have.</param>
    /// <param name="pair">The terms of <see cref="Pair"/>.</param>
    public RejectReason FlawIfReducedTo(QuantityLots quantity, TradingPair pair)
    {
        if (quantity <= QuantityLots.Zero || quantity >= Quantity) return RejectReason.None;
        if (!IsInRange(quantity, pair)) return RejectReason.QuantityOutOfRange;

        if ((this with { Quantity = quantity }).NotionalOn(pair) < pair.MinNotional) return RejectReason.NotionalTooSmall;

        return Type.IsAtMarket() && quantity < pair.Limits.MinMarketQuantity
            ? RejectReason.MarketQuantityOutOfRange
            : RejectReason.None;
    }

    private bool HasPriceAndQuantity =>
        LimitPrice > PriceTicks.None && Quantity > QuantityLots.Zero && QuoteQuantity == AssetUnits.Zero;

    private bool HasStopTermsOfItsType => Type.IsStop()
        ? Stop.StopPrice >= PriceTicks.None
            && Stop.TrailingDeltaBips is >= 0 and <= DeltaRange.MaxDeltaBips
            && Stop != default
        : Stop == default;

    // In how many parts the book shows it, the last of which may be smaller.
    private long Parts => ((Quantity.Value - 1) / DisplayQuantity.Value) + 1;

    // What the order is worth as far as it says so itself. An order at market is measured by the book, at the last price;
    // one that waits, at the price that it waits for, as the price that bounds its hold is not one it means to pay.
    private AssetUnits? NotionalOn(TradingPair pair)
    {
        if (IsByQuoteQuantity) return QuoteQuantity;

        var price = Type.IsAtMarket() ? Stop.StopPrice : LimitPrice;
        return price == PriceTicks.None ? null : pair.Notional(Quantity, price);
    }

    private static bool IsInRange(PriceTicks price, TradingPair pair) => price >= pair.MinPrice && price <= pair.MaxPrice;

    private static bool IsInRange(QuantityLots quantity, TradingPair pair) =>
        quantity >= pair.MinQuantity && quantity <= pair.MaxQuantity;

    private static bool IsOutside(QuantityLots quantity, QuantityLots least, QuantityLots most) =>
        quantity < least || (most > QuantityLots.Zero && quantity > most);
}
