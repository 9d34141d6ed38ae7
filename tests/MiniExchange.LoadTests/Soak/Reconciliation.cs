using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Connections;

namespace MiniExchange.LoadTests.Soak;

/// <summary>What the exchange says of its own money.</summary>
/// <param name="Position">At which position of the journal.</param>
/// <param name="Assets">Of how many assets it tells.</param>
/// <param name="Differences">Assets of which money was made or lost, and how much; empty: none.</param>
/// <param name="InFlight">Assets of which some is traded and not settled yet. Under traffic there always may be.</param>
internal sealed record Reconciliation(long Position, int Assets, ImmutableArray<string> Differences, ImmutableArray<string> InFlight)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks for it.</summary>
    /// <param name="http">Asks.</param>
    /// <param name="adminPassword">Signs the administrator in.</param>
    /// <param name="atRest">Whether nothing is traded any more: then it is asked again until nothing is in flight, for a while.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LoadFailedException">It was refused, there was no answer for a minute, or none that can be read.</exception>
    public static async Task<Reconciliation> AskAsync(PatientHttp http, string adminPassword, bool atRest, CancellationToken cancellationToken)
    {
        var token = await http.GetAsync(
            () => new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/login") { Content = JsonContent.Create(new { username = "admin", password = adminPassword }) },
            static signedIn => signedIn.GetProperty("accessToken").GetString()!,
            cancellationToken);
        var beganAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await http.GetAsync(
                () => new HttpRequestMessage(HttpMethod.Get, "/api/v1/admin/reconciliation") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } },
                Read,
                cancellationToken);
            if (!atRest || seen.InFlight.IsEmpty || Stopwatch.GetElapsedTime(beganAt) > Patience) return seen;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Reads the exchange's answer.</summary>
    public static Reconciliation Read(JsonElement answer)
    {
        var assets = answer.GetProperty("assets").EnumerateArray().ToArray();
        return new Reconciliation(
            answer.GetProperty("position").GetInt64(),
            assets.Length,
            [.. NotZero(assets, "difference")],
            [.. NotZero(assets, "inFlight")]);
    }

    private static IEnumerable<string> NotZero(JsonElement[] assets, string name) =>
        from asset in assets
        let amount = asset.GetProperty(name).GetString()!
        where amount.Any(static digit => digit is >= '1' and <= '9')
        select $"{asset.GetProperty("asset").GetString()} {amount}";
}
