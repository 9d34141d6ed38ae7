using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.History;

/// <summary>Which amendments.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Pair">On which pair.</param>
/// <param name="Order">Of which order.</param>
/// <param name="FromExecution">From this execution number on; null for no lower bound.</param>
/// <param name="Limit">At most so many: the oldest of them.</param>
public sealed record AmendmentHistoryQuery(AccountId Account, PairId Pair, OrderId Order, long? FromExecution, int Limit);

/// <summary>An order was made smaller.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Pair">The pair.</param>
/// <param name="ExecutionId"><see cref="Account.LastExecution"/> at that moment.</param>
/// <param name="FormerClientOrderId">The trader's name for it until then.</param>
/// <param name="ClientOrderId">The trader's name for it from then on; may be the same.</param>
/// <param name="FormerQuantity">All of it until then.</param>
/// <param name="Quantity">All of it from then on.</param>
/// <param name="AmendedAtUnixMicros">When, microseconds since 1970-01-01 UTC.</param>
public sealed record OrderAmendment(
    OrderId OrderId,
    PairId Pair,
    long ExecutionId,
    string FormerClientOrderId,
    string ClientOrderId,
    QuantityLots FormerQuantity,
    QuantityLots Quantity,
    long AmendedAtUnixMicros);
