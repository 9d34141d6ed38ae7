using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>An order that takes, and how far it has come; between turns, one that was paused.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="Order">
/// As it was accepted. <see cref="NewOrder.Held"/> is always zero here: the events do not carry it, and what the whole sweep
/// costs was checked against it before the first trade.
/// </param>
/// <param name="Taken">Lots traded so far.</param>
/// <param name="TakenQuote">Quote units traded so far.</param>
public readonly record struct Sweep(OrderId OrderId, NewOrder Order, QuantityLots Taken, AssetUnits TakenQuote)
{
    /// <summary>Lots that it lost so far by being kept from trading with its own account.</summary>
    public QuantityLots Prevented { get; init; }

    /// <summary>The same in quote units, at the makers' prices.</summary>
    public AssetUnits PreventedQuote { get; init; }

    /// <summary>The list that it belongs to; none if none.</summary>
    public OrderListId ListId { get; init; }
}
