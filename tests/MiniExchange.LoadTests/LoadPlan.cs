using System;
using System.Collections.Generic;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests;

/// <summary>What the command line asks for.</summary>
/// <param name="Mix">The scenario.</param>
/// <param name="Servers">Front ends; connections go to one after the other.</param>
/// <param name="KeyFile">Whose orders are sent.</param>
/// <param name="Symbols">The pairs to trade.</param>
/// <param name="Price">What orders are placed at; null: by the market.</param>
/// <param name="PerSecond">Requests a second; 0: as many as are answered.</param>
/// <param name="WarmUpSeconds">How long runs before it is measured.</param>
/// <param name="Seconds">How long is measured.</param>
/// <param name="Connections">Connections, and so requests under way at once.</param>
/// <param name="Subscribers">WebSocket connections that listen.</param>
internal sealed record LoadPlan(
    ScenarioMix Mix,
    IReadOnlyList<Uri> Servers,
    string KeyFile,
    IReadOnlyList<string> Symbols,
    decimal? Price,
    int PerSecond,
    int WarmUpSeconds,
    int Seconds,
    int Connections,
    int Subscribers);
