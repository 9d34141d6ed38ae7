namespace MiniExchange.Domain;

/// <summary>Folds state into 64 bits, the same on every machine and in every run.</summary>
/// <remarks>
/// For comparing two copies of one state, not against forgers. Each word is mixed fully before the next is taken in, so
/// that two changes do not cancel out; the mixing is that of SplitMix64.
/// </remarks>
internal struct StateHasher
{
    public ulong Value { get; private set; }

    public void Add(long word)
    {
        unchecked
        {
            var mixed = (Value ^ (ulong)word) + 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            Value = mixed ^ (mixed >> 31);
        }
    }

    public void Add(bool flag) => Add(flag ? 1L : 0L);

    public void Add(string text)
    {
        // The length first: without it "ab", "c" and "a", "bc" were one.
        Add(text.Length);
        foreach (var character in text) Add(character);
    }
}
