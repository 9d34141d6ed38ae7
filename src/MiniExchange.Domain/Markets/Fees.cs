using System;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>The one place where money is rounded.</summary>
/// <remarks>docs/adr/0003-fees.md: taken from what is received, down, so that nobody pays more than the published rate.</remarks>
public static class Fees
{
    /// <summary>A share of <paramref name="received"/>, rounded down to a whole unit.</summary>
    /// <param name="received">What a fill brings, before fees; not negative.</param>
    /// <param name="feeRatePpm">Millionths.</param>
    public static AssetUnits FeeRoundedDown(AssetUnits received, int feeRatePpm)
    {
        Invariant.Require(received >= AssetUnits.Zero);
        Invariant.Require(feeRatePpm >= 0);
        return new AssetUnits((long)((Int128)received.Value * feeRatePpm / 1_000_000));
    }
}
