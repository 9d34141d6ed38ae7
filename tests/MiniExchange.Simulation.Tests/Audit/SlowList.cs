using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>A list of orders on the slow book, ended ones included.</summary>
internal sealed class SlowList(OrderListId id, Contingency contingency, ImmutableArray<OrderId> legs)
{
    public OrderListId Id => id;

    public Contingency Contingency => contingency;

    public ImmutableArray<OrderId> Legs => legs;

    /// <summary>Legs that have entered and not ended.</summary>
    public HashSet<OrderId> Open { get; } = [];

    /// <summary>The order that the others wait for; none in a mere pair.</summary>
    public OrderId Working => contingency == Contingency.Oco ? OrderId.None : legs[0];

    public IEnumerable<OrderId> Pending => contingency == Contingency.Oco ? [] : legs.Skip(1);

    /// <summary>The order that may not live beside this one once it works; none if there is none.</summary>
    public OrderId RivalOf(OrderId leg)
    {
        var pair = contingency switch
        {
            Contingency.Oco => legs,
            Contingency.Otoco => legs[1..],
            _ => [],
        };
        return pair.Contains(leg) ? pair.Single(other => other != leg) : OrderId.None;
    }
}
