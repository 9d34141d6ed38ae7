using System;

namespace MiniExchange.LoadTests.Soak;

/// <summary>How long the host lives each time, from a seed.</summary>
/// <param name="seed">The same gives the same lengths.</param>
/// <param name="mean">The mean length: each is between half and one and a half of it.</param>
internal sealed class LifeLengths(int seed, TimeSpan mean)
{
    private readonly Random _random = new(seed);

    /// <summary>How long the next life lasts.</summary>
    /// <param name="left">How much time is left in all.</param>
    /// <returns>All that is left, if less than half a mean would come after it: too little for another life.</returns>
    public TimeSpan Next(TimeSpan left)
    {
        var length = mean * (0.5 + _random.NextDouble());
        return left - length < mean / 2 ? left : length;
    }
}
