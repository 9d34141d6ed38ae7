using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>How many orders there are, of the kinds that pairs and the exchange limit.</summary>
/// <param name="Orders">All orders.</param>
/// <param name="Stops">Stop orders, triggered or not.</param>
/// <param name="Icebergs">Orders that show only part of themselves.</param>
/// <param name="Lists">Order lists.</param>
internal readonly record struct OpenCounts(int Orders, int Stops, int Icebergs, int Lists)
{
    /// <summary>What a request would add.</summary>
    public static OpenCounts Of(ImmutableArray<OrderTerms> orders, bool isList) => new(
        orders.Length,
        orders.Count(terms => terms.Type.IsStop()),
        orders.Count(terms => terms.IsIceberg),
        isList ? 1 : 0);

    /// <summary>What an account has open on a pair, or on all of them.</summary>
    public static OpenCounts Of(Account account, PairId? pair)
    {
        var counts = new OpenCounts();
        foreach (var order in account.OpenOrders.Values)
        {
            var terms = order.Terms;
            if (pair is not null && terms.Pair != pair) continue;

            counts = new(
                counts.Orders + 1,
                counts.Stops + (terms.Type.IsStop() ? 1 : 0),
                counts.Icebergs + (terms.IsIceberg ? 1 : 0),
                counts.Lists);
        }

        return counts with { Lists = account.OpenLists.Values.Count(list => pair is null || IsOn(account, list, pair.Value)) };
    }

    // An open list has an open order, and all its orders are on one pair.
    private static bool IsOn(Account account, AccountOrderList list, PairId pair) =>
        list.Legs.Any(leg => account.OpenOrders.TryGetValue(leg.HoldId, out var order) && order.Terms.Pair == pair);
}

/// <summary>How one count meets its limit.</summary>
internal static class OpenCountLimits
{
    /// <summary>Whether so many more would be too many. None more never are, even where the limit was lowered since.</summary>
    /// <param name="added">How many more.</param>
    /// <param name="open">How many there are.</param>
    /// <param name="most">How many there may be; zero for no limit.</param>
    public static bool Exceed(this int added, int open, int most) => most > 0 && added > 0 && open + added > most;
}
