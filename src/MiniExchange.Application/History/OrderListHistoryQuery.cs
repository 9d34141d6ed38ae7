using MiniExchange.Domain.Units;

namespace MiniExchange.Application.History;

/// <summary>Which order lists, of all pairs.</summary>
/// <remarks>No range: the newest. From a number or a start: the oldest from there. To an end alone: the newest up to there.</remarks>
/// <param name="Account">Whose.</param>
/// <param name="FromList">From this number on; null for no lower bound.</param>
/// <param name="StartUnixMicros">Placed at this time or later, microseconds since 1970-01-01 UTC; null for no bound.</param>
/// <param name="EndUnixMicros">Placed at this time or earlier; null for no bound.</param>
/// <param name="Limit">At most so many.</param>
public sealed record OrderListHistoryQuery(
    AccountId Account, OrderListId? FromList, long? StartUnixMicros, long? EndUnixMicros, int Limit);
