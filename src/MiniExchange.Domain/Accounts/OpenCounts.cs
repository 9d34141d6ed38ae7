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
    public static OpenCounts Of(ImmutableArray<OrderTerms> orders, bool isList)
    {
        var counts = new OpenCounts { Lists = isList ? 1 : 0 };
        foreach (var terms in orders) counts = counts.With(terms);
        return counts;
    }

    /// <summary>What an account has open on a pair, and on all of them.</summary>
    /// <param name="account">The account.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="added">What a request would add: what it adds nothing to need not be counted, but for orders in all.</param>
    public static (OpenCounts OnPair, OpenCounts InAll) Of(Account account, PairId pair, OpenCounts added)
    {
        var onPair = new OpenCounts();
        var inAll = new OpenCounts();
        if (added.Stops > 0 || added.Icebergs > 0)
        {
            foreach (var (_, order) in account.OpenOrders)
            {
                inAll = inAll.With(order.Terms);
                if (order.Terms.Pair == pair) onPair = onPair.With(order.Terms);
            }
        }

        if (added.Lists > 0) onPair = onPair with { Lists = account.OpenLists.Values.Count(list => IsOn(account, list, pair)) };
        return (onPair, inAll with { Orders = account.OpenOrders.Count, Lists = account.OpenLists.Count });
    }

    private OpenCounts With(OrderTerms terms) => new(
        Orders + 1,
        Stops + (terms.Type.IsStop() ? 1 : 0),
        Icebergs + (terms.IsIceberg ? 1 : 0),
        Lists);

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
