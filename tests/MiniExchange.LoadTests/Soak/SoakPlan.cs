using System;
using System.Collections.Generic;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests.Soak;

/// <summary>What the command line asks for.</summary>
/// <param name="Host">The host's program.</param>
/// <param name="Settings">Further settings of it, as on its command line.</param>
/// <param name="Directory">Where its data, its logs and the key file go.</param>
/// <param name="Mix">The scenario.</param>
/// <param name="Symbols">The pairs to trade.</param>
/// <param name="Price">What trades are made at; null: by the market.</param>
/// <param name="Length">How long it lasts from when the host is ready first, restarts included.</param>
/// <param name="KillEvery">How long a life is on average.</param>
/// <param name="WarmUp">What of each life is not steady yet.</param>
/// <param name="Seed">Says how long each life is.</param>
/// <param name="PerSecond">Requests a second.</param>
/// <param name="Connections">Connections, and so requests under way at once.</param>
/// <param name="Users">Accounts that trade.</param>
internal sealed record SoakPlan(
    string Host,
    IReadOnlyList<string> Settings,
    string Directory,
    ScenarioMix Mix,
    IReadOnlyList<string> Symbols,
    decimal? Price,
    TimeSpan Length,
    TimeSpan KillEvery,
    TimeSpan WarmUp,
    int Seed,
    int PerSecond,
    int Connections,
    int Users);
