using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>A price and all that rests at it.</summary>
/// <param name="Price">None where there is no such level.</param>
/// <param name="Quantity">The sum of the orders' remaining lots.</param>
public readonly record struct BookLevel(PriceTicks Price, QuantityLots Quantity);
