using System;
using System.Collections.Generic;

namespace MiniExchange.LoadTests.Scenarios;

/// <summary>A named mix of requests.</summary>
/// <param name="Name">As <c>--scenario</c> has it.</param>
/// <param name="PlaceCancelPercent">Requests that place an order far from the market, or cancel it.</param>
/// <param name="TradePercent">Requests that offer or take.</param>
/// <param name="ReadPercent">Requests that read.</param>
/// <param name="Subscribers">WebSocket subscribers unless the command line says how many.</param>
internal sealed record ScenarioMix(string Name, int PlaceCancelPercent, int TradePercent, int ReadPercent, int Subscribers)
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<ScenarioMix> All { get; } =
    [
        new("place-cancel", 100, 0, 0, 0),
        new("trade", 0, 100, 0, 0),
        new("market-data", 0, 100, 0, 100),
        new("mixed", 70, 20, 10, 10),
    ];

    /// <summary>What to begin next, by a number from 0 on and below 100 that is drawn.</summary>
    /// <remarks>The shares are of requests. Reading takes one, what else may be begun takes two, and so is begun half as often.</remarks>
    public Operation Begin(double drawn)
    {
        var begun = drawn / 100 * (PlaceCancelPercent + TradePercent + (2 * ReadPercent));
        if (begun < PlaceCancelPercent) return Operation.Place;
        if (begun < PlaceCancelPercent + TradePercent) return Operation.Offer;
        return (Operation)((int)Operation.Depth + Math.Min(2, (int)((begun - PlaceCancelPercent - TradePercent) / (2.0 * ReadPercent) * 3)));
    }
}
