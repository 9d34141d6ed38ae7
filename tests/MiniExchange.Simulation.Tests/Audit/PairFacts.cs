using System;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>What amounts come to on a pair, by the auditor's own arithmetic.</summary>
internal sealed class PairFacts(TradingPair terms)
{
    public TradingPair Terms { get; } = terms;

    public Int128 Base(long lots) => (Int128)lots * Terms.LotUnits.Value;

    public Int128 Quote(long lots, long ticks)
    {
        var scaled = (Int128)lots * ticks * Terms.LotUnits.Value * Terms.TickUnits.Value;
        for (var i = 0; i < Terms.Base.Scale; i++) scaled /= 10;
        return scaled;
    }

    /// <summary>The fee of one side: the share of what it receives, cut to whole units.</summary>
    public Int128 Fee(Side side, LiquidityRole role, long lots, long ticks)
    {
        var received = side == Side.Buy ? Base(lots) : Quote(lots, ticks);
        var rate = role == LiquidityRole.Maker ? Terms.MakerFeePpm : Terms.TakerFeePpm;
        return (received * rate - (received * rate % 1_000_000)) / 1_000_000;
    }
}
