using System.Collections.Generic;

namespace MiniExchange.LoadTests.Promises;

/// <summary>An acknowledgement that the exchange does not stand by.</summary>
/// <param name="Said">What it said.</param>
/// <param name="Found">What it says now; null: there is no such order.</param>
internal sealed record BrokenPromise(OrderSaid Said, OrderSaid? Found)
{
    /// <summary>Holds what was said to what is there now.</summary>
    /// <param name="said">Acknowledgements; of one order there may be several.</param>
    /// <param name="found">The orders that are there, by number.</param>
    public static IReadOnlyList<BrokenPromise> Among(IEnumerable<OrderSaid> said, IReadOnlyDictionary<long, OrderSaid> found)
    {
        var broken = new List<BrokenPromise>();
        foreach (var one in said)
        {
            if (!found.TryGetValue(one.OrderId, out var now)) broken.Add(new BrokenPromise(one, null));
            else if (!IsKept(one, now)) broken.Add(new BrokenPromise(one, now));
        }

        return broken;
    }

    /// <inheritdoc />
    public override string ToString() => Found is { } found
        ? $"order {Said.OrderId} was acknowledged as {Said.Stage} with {Said.Executed} executed, and is {found.Stage} with {found.Executed}"
        : $"order {Said.OrderId} was acknowledged as {Said.Stage} with {Said.Executed} executed, and is not there";

    // An open order may trade and end; one that has ended stays as it is.
    private static bool IsKept(OrderSaid said, OrderSaid now) => said.Stage == OrderStage.Open ? now.Executed >= said.Executed : now == said;
}
