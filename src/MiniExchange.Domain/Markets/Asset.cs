using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>Something that can be held and traded.</summary>
/// <param name="Id">Given once; never renumbered.</param>
/// <param name="Code">Upper-case ticker, <c>BTC</c>.</param>
/// <param name="Scale">Decimals of the smallest unit kept inside, 0 to 8; the chain's own may be finer.</param>
public sealed record Asset(AssetId Id, string Code, int Scale)
{
    /// <summary>The largest scale inside the exchange.</summary>
    public const int MaxScale = 8;

    /// <summary>The amount as people read it, all decimals shown.</summary>
    public string Format(AssetUnits amount) => DecimalText.Write(amount.Value, Scale);
}
