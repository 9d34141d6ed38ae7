using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>An order whose taking was paused between turns.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="Order">
/// As it was accepted. <see cref="NewOrder.Held"/> is always zero here: the events do not carry it, and what the whole sweep
/// costs was checked against it before the first trade.
/// </param>
/// <param name="Taken">Lots traded so far.</param>
/// <param name="TakenQuote">Quote units traded so far.</param>
public readonly record struct Sweep(OrderId OrderId, NewOrder Order, QuantityLots Taken, AssetUnits TakenQuote);
