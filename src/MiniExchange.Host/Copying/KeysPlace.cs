using System.IO;
using Microsoft.Extensions.Configuration;
using MiniExchange.Host.Composition;

namespace MiniExchange.Host.Copying;

/// <summary>Where the keys are that encrypt the secrets of one side of a copy.</summary>
/// <param name="Directory">The directory of the keys themselves; absolute.</param>
/// <param name="Setting">What an exchange is started with to use them.</param>
internal sealed record KeysPlace(string Directory, string Setting)
{
    /// <summary>The keys of a data directory where one is meant or given, else those that are configured for a database.</summary>
    /// <param name="place">What <c>--from</c> or <c>--to</c> says.</param>
    /// <param name="given">What <c>--from-data</c> or <c>--to-data</c> says.</param>
    /// <param name="storage">As configured.</param>
    /// <param name="configuration">Names the data directory.</param>
    public static KeysPlace Of(string place, string? given, StorageOptions storage, IConfiguration configuration)
    {
        if ((PlaceText.DirectoryOf(place) ?? given) is { } data) return OfData(Path.GetFullPath(data));
        if (storage.KeysDirectory is not { Length: > 0 } shared) return OfData(DataDirectory.PathOf(configuration));

        var keys = Path.GetFullPath(shared);
        return new KeysPlace(keys, $"--Storage:KeysDirectory={keys}");
    }

    private static KeysPlace OfData(string directory) => new(Path.Combine(directory, DataDirectory.Keys), $"--DataDirectory={directory}");
}
