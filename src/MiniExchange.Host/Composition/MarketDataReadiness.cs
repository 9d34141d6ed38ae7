using MiniExchange.Api;
using MiniExchange.Application.MarketData;

namespace MiniExchange.Host.Composition;

/// <summary>Market data must have caught up once and be able to follow; how far it is behind is a metric, not a reason to refuse traffic.</summary>
internal sealed class MarketDataReadiness(LiveMarketData market) : IReadiness
{
    /// <inheritdoc />
    public string? NotReadyBecause() => market.Status switch
    {
        { LastError: { } error } status => $"Market data stands at position {status.Position}, {status.Lag} behind: {error}",
        { IsReady: false } status => $"Market data is catching up; it stands at position {status.Position}, {status.Lag} behind.",
        _ => null,
    };
}
