using System.Collections.Immutable;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>Orders that one account sends to the book as one: all are accepted, or none.</summary>
/// <param name="Contingency">How they depend on each other.</param>
/// <param name="Legs">
/// The orders, of one account. <see cref="Contingency.Oco"/>: the one with the higher price or stop price, then the lower.
/// <see cref="Contingency.Oto"/>: the working one, then the pending one. <see cref="Contingency.Otoco"/>: the working one, then the pending
/// pair, higher first.
/// </param>
public sealed record NewOrderList(Contingency Contingency, ImmutableArray<NewOrder> Legs);

/// <summary>An order that its book has numbered but that is not on the ladder: a stop that waits for its price, or a pending leg.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="Order">As it was sent; the quantity as it was last amended. <see cref="NewOrder.Held"/> is always zero here.</param>
/// <param name="ListId">The list that it belongs to; none if none.</param>
/// <param name="IsPending">Whether it waits for the working order of its list, rather than for its stop price.</param>
/// <param name="Extreme">A trailing stop's lowest (buy) or highest (sell) price seen; none while it does not follow yet.</param>
public sealed record ParkedOrder(OrderId OrderId, NewOrder Order, OrderListId ListId, bool IsPending, PriceTicks Extreme);

/// <summary>Two orders of one account that would have traded, and were kept from it.</summary>
/// <param name="MatchId">Counts them per pair, from 1.</param>
/// <param name="Price">The maker's price.</param>
/// <param name="Mode">The taker's mode, which decided.</param>
/// <param name="TakerPrevented">Lots that the taker lost; zero if none.</param>
/// <param name="MakerPrevented">Lots that the maker lost; zero if none.</param>
public sealed record PreventedMatch(
    long MatchId, PriceTicks Price, SelfTradePrevention Mode, QuantityLots TakerPrevented, QuantityLots MakerPrevented);
