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
    OrderId OrderId, AccountId AccountId, HoldId HoldId, Side Side, PriceTicks Price, QuantityLots Remaining);
