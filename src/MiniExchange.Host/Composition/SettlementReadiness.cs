using MiniExchange.Api;
using MiniExchange.Application.Settlement;

namespace MiniExchange.Host.Composition;

/// <summary>Batches of trades must come to zero and be closed. Trading goes on while they are not, and an operator has to look.</summary>
internal sealed class SettlementReadiness(SettlementCloser settlement) : IReadiness
{
    /// <inheritdoc />
    public string? NotReadyBecause() => settlement.Problem;
}
