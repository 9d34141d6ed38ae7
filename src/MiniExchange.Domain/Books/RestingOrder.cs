using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>An order left on the book.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">Its owner's name for it.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Price">Its limit.</param>
/// <param name="Remaining">Lots not traded; greater than zero.</param>
public readonly record struct RestingOrder(
    OrderId OrderId, AccountId AccountId, HoldId HoldId, Side Side, PriceTicks Price, QuantityLots Remaining)
{
    /// <summary>All of the order, as it was last amended: traded, prevented and remaining.</summary>
    public QuantityLots Quantity { get; init; } = Remaining;

    /// <summary>The most lots that the book shows of it at a time (iceberg); zero to show all.</summary>
    public QuantityLots DisplayQuantity { get; init; }

    /// <summary>What the book shows of <see cref="Remaining"/> now.</summary>
    public QuantityLots Visible { get; init; } = Remaining;

    /// <summary>The list that it belongs to; none if none.</summary>
    public OrderListId ListId { get; init; }
}
