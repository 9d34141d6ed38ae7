using System.Collections.Generic;
using MiniExchange.Api;
using MiniExchange.Application.Settlement;

namespace MiniExchange.Host.Composition;

/// <summary>What keeps batches of trades from being right and closed: for an operator to look at. Trading goes on, so it is no reason to refuse traffic.</summary>
internal sealed class SettlementProblems(SettlementCloser settlement) : IProblems
{
    /// <inheritdoc />
    public IReadOnlyList<string> Problems => settlement.Problems;
}
