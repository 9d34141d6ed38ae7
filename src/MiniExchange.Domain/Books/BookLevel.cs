using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>A price and all that rests at it.</summary>
/// <param name="Price">None where there is no such level.</param>
/// <param name="Quantity">The sum of what the book shows of the orders; an iceberg's hidden part is not in it.</param>
public readonly record struct BookLevel(PriceTicks Price, QuantityLots Quantity);
