using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.History;

/// <summary>Which prevented matches.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Pair">On which pair.</param>
/// <param name="Match">The one of this number; null for any.</param>
/// <param name="Order">Those of one order, as taker or maker; null for any.</param>
/// <param name="FromMatch">From this number on; null for no lower bound.</param>
/// <param name="Limit">At most so many: the oldest of them.</param>
public sealed record PreventedMatchHistoryQuery(
    AccountId Account, PairId Pair, long? Match, OrderId? Order, long? FromMatch, int Limit);

/// <summary>Two orders of one account met and were kept from trading.</summary>
/// <param name="Pair">The pair, which numbers the matches.</param>
/// <param name="Match">What was prevented, and its number.</param>
/// <param name="TakerOrderId">The order that came in.</param>
/// <param name="MakerOrderId">The order that rested.</param>
/// <param name="PreventedAtUnixMicros">When, microseconds since 1970-01-01 UTC.</param>
public sealed record HistoricPreventedMatch(
    PairId Pair, PreventedMatch Match, OrderId TakerOrderId, OrderId MakerOrderId, long PreventedAtUnixMicros);
