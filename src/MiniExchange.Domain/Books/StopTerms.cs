using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>What a stop order waits for.</summary>
/// <param name="StopPrice">
/// The trade price that it waits for; of a trailing order, the one from which on it follows the market, or
/// <see cref="PriceTicks.None"/> to follow from the next trade.
/// </param>
/// <param name="TrailingDeltaBips">
/// By how many hundredths of a percent the market must turn, from the lowest price seen (buy) or the highest (sell), to trigger it;
/// zero for a fixed stop price.
/// </param>
public readonly record struct StopTerms(PriceTicks StopPrice, int TrailingDeltaBips)
{
    /// <summary>Whether its trigger price follows the market.</summary>
    public bool IsTrailing => TrailingDeltaBips > 0;
}
