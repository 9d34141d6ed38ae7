using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;

namespace MiniExchange.LoadTests.Traders;

/// <summary>All accounts of a key file, handed out in pairs, one pair after the other and round again.</summary>
internal sealed class TraderRing(IReadOnlyList<Trader> traders)
{
    private long _handedOut;

    /// <summary>How many accounts there are.</summary>
    public int Count => traders.Count;

    /// <summary>Reads the file that <c>seed</c> writes.</summary>
    /// <exception cref="LoadFailedException">It cannot be read, or holds no keys.</exception>
    public static TraderRing Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var keys = JsonSerializer.Deserialize<SeededKey[]>(file, JsonSerializerOptions.Web) ?? [];
            return keys.Length == 0
                ? throw new LoadFailedException($"{path} holds no keys.")
                : new TraderRing([.. keys.Select(static key => new Trader(key.ApiKey, key.SecretKey))]);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LoadFailedException($"{path} cannot be read as a key file ({problem.Message}). The host's command 'seed' writes one.");
        }
    }

    /// <summary>The next two accounts: who offers, and who takes.</summary>
    /// <remarks>Roles change with each round through the file, so that nobody runs out of one asset.</remarks>
    public (Trader First, Trader Second) NextPair()
    {
        var at = 2 * (Interlocked.Increment(ref _handedOut) - 1);
        var (one, other) = (traders[(int)(at % Count)], traders[(int)((at + 1) % Count)]);

        // With an odd number of accounts every second round begins one further by itself.
        return Count % 2 == 0 && at / Count % 2 == 1 ? (other, one) : (one, other);
    }

    private sealed record SeededKey(string ApiKey, string SecretKey)
    {
        // A record would print the secret.
        public override string ToString() => ApiKey;
    }
}
