using System.Globalization;

namespace MiniExchange.Benchmarks.Books;

/// <summary>All trades of a workload so far: how many, how much, and a hash over each in order.</summary>
internal struct TradeTally
{
    private const ulong FnvOffset = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    private ulong _hash;

    public TradeTally() => _hash = FnvOffset;

    public long Trades { get; private set; }

    public long Quantity { get; private set; }

    public long Notional { get; private set; }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public readonly string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <param name="taker">By its command's id, as the maker.</param>
    /// <param name="maker">The order that rested.</param>
    /// <param name="price">The maker's.</param>
    /// <param name="quantity">Lots.</param>
    public void Add(long taker, long maker, long price, long quantity)
    {
        Trades++;
        Quantity += quantity;
        Notional += price * quantity;
        Mix(taker);
        Mix(maker);
        Mix(price);
        Mix(quantity);
    }

    private void Mix(long value) => _hash = unchecked((_hash ^ (ulong)value) * FnvPrime);
}
