using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>Parts of orders and trades as they are stored, for accounts, books and messages alike.</summary>
internal static class OrderShapes
{
    public static Schemas.NewOrder Write(in NewOrder order, Schemas.NewOrder stored)
    {
        stored.AccountId = order.AccountId.Value;
        stored.HoldId = order.HoldId.Value;
        stored.Side = (int)order.Side;
        stored.Type = (int)order.Type;
        stored.TimeInForce = (int)order.TimeInForce;
        stored.LimitPrice = order.LimitPrice.Value;
        stored.Quantity = order.Quantity.Value;
        stored.QuoteQuantity = order.QuoteQuantity.Value;
        stored.Held = order.Held.Value;
        stored.SelfTradePrevention = (int)order.SelfTradePrevention;
        stored.StopPrice = order.Stop.StopPrice.Value;
        stored.TrailingDeltaBips = order.Stop.TrailingDeltaBips;
        stored.DisplayQuantity = order.DisplayQuantity.Value;
        return stored;
    }

    public static NewOrder Read(Schemas.NewOrder stored)
    {
        StoredParts.Require(stored);
        return new(
            new AccountId(stored.AccountId),
            new HoldId(stored.HoldId),
            StoredNumbers.Read<Side>(stored.Side),
            StoredNumbers.Read<OrderType>(stored.Type),
            StoredNumbers.Read<TimeInForce>(stored.TimeInForce),
            new PriceTicks(stored.LimitPrice),
            new QuantityLots(stored.Quantity),
            new AssetUnits(stored.QuoteQuantity),
            new AssetUnits(stored.Held),
            StoredNumbers.Read<SelfTradePrevention>(stored.SelfTradePrevention))
        {
            Stop = new StopTerms(new PriceTicks(stored.StopPrice), stored.TrailingDeltaBips),
            DisplayQuantity = new QuantityLots(stored.DisplayQuantity),
        };
    }

    public static Schemas.PreventedMatch Write(PreventedMatch match, Schemas.PreventedMatch stored)
    {
        stored.MatchId = match.MatchId;
        stored.Price = match.Price.Value;
        stored.Mode = (int)match.Mode;
        stored.TakerPrevented = match.TakerPrevented.Value;
        stored.MakerPrevented = match.MakerPrevented.Value;
        return stored;
    }

    public static PreventedMatch Read(Schemas.PreventedMatch stored)
    {
        StoredParts.Require(stored);
        return new(
            stored.MatchId,
            new PriceTicks(stored.Price),
            StoredNumbers.Read<SelfTradePrevention>(stored.Mode),
            new QuantityLots(stored.TakerPrevented),
            new QuantityLots(stored.MakerPrevented));
    }

    public static Schemas.Fill Write(Fill fill, Schemas.Fill stored)
    {
        stored.TradeId = fill.TradeId.Value;
        stored.Role = (int)fill.Role;
        stored.Price = fill.Price.Value;
        stored.Quantity = fill.Quantity.Value;
        stored.BaseAmount = fill.BaseAmount.Value;
        stored.QuoteAmount = fill.QuoteAmount.Value;
        stored.FeeRatePpm = fill.FeeRatePpm;
        stored.ExecutedAtUnixMicros = fill.ExecutedAtUnixMicros;
        return stored;
    }

    public static Fill Read(Schemas.Fill stored)
    {
        StoredParts.Require(stored);
        return new(
            new TradeId(stored.TradeId),
            StoredNumbers.Read<LiquidityRole>(stored.Role),
            new PriceTicks(stored.Price),
            new QuantityLots(stored.Quantity),
            new AssetUnits(stored.BaseAmount),
            new AssetUnits(stored.QuoteAmount),
            stored.FeeRatePpm,
            stored.ExecutedAtUnixMicros);
    }
}
