using System;
using System.Globalization;
using MiniExchange.Actors.Engines;
using MiniExchange.Api;

namespace MiniExchange.Host.Composition;

/// <summary>A store that takes a commit and does not answer stops the exchange as surely as one that refuses it.</summary>
internal sealed class CommitReadiness(IHostedEngine engine) : IReadiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public string? NotReadyBecause() => engine.CommitAge is var age && age > Patience
        ? string.Create(CultureInfo.InvariantCulture, $"A commit has been under way for {age.TotalSeconds:0} s; the journal's store does not answer.")
        : null;
}
