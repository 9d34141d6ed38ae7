using MiniExchange.Actors.Engines;
using MiniExchange.Application.Markets;

namespace MiniExchange.Api;

/// <summary>Whether this process may tell anything of markets and accounts.</summary>
/// <remarks>
/// Looked at before a request is read. What is told then was still true after the request was made, even if the process is paused in
/// between: a request that arrived during the pause finds the engine not current.
/// </remarks>
internal sealed class Opening(IEngine engine, MarketDirectory markets)
{
    private const string Starting = "The exchange is starting.";

    /// <summary>Why it may not, for operators; null if it may.</summary>
    /// <remarks>Before the markets are known, any other answer would be a wrong one that clients keep: no such symbol, no symbols.</remarks>
    public string? NotOpenBecause() => NotCurrentBecause() ?? (markets.IsKnown ? null : Starting);

    /// <summary>Why what is in memory may be older than what another process has done since, for operators; null if it is not.</summary>
    public string? NotCurrentBecause()
    {
        if (engine.IsCurrent) return null;
        if (engine.Health is { Reason: { Length: > 0 } reason }) return reason;
        return markets.IsKnown ? "It has not been confirmed lately that this exchange still holds the journal." : Starting;
    }
}
