namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>Replacements that reached a book, by what came of them.</summary>
internal sealed class ReplacementCounts
{
    /// <summary>Canceled and placed.</summary>
    public int Both { get; set; }

    /// <summary>Canceled, and the new order could not be paid for or was not allowed.</summary>
    public int OnlyCanceled { get; set; }

    /// <summary>The cancel came too late; the new order was to be placed all the same.</summary>
    public int OnlyPlaced { get; set; }

    /// <summary>The cancel came too late, and so nothing was done.</summary>
    public int Neither { get; set; }

    public void Count(bool canceled, bool placed)
    {
        if (canceled && placed) Both++;
        else if (canceled) OnlyCanceled++;
        else if (placed) OnlyPlaced++;
        else Neither++;
    }

    public void Add(ReplacementCounts other)
    {
        Both += other.Both;
        OnlyCanceled += other.OnlyCanceled;
        OnlyPlaced += other.OnlyPlaced;
        Neither += other.Neither;
    }

    public override string ToString() =>
        $"replacements: {Both} whole, {OnlyCanceled} canceled only, {OnlyPlaced} placed only, {Neither} not at all";
}
