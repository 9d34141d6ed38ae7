using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One order list's life, by the auditor's own account of it.</summary>
internal sealed class AuditedList(ListPlaced placed)
{
    public ListPlaced Placed => placed;

    public OrderListId ListId { get; set; }

    /// <summary>Its orders as far as they have been placed, in the order of its legs.</summary>
    public List<AuditedOrder> Orders { get; } = [];

    public bool IsClosed { get; set; }

    /// <summary>Over, and found right: nothing can change about it any more.</summary>
    public bool IsChecked { get; set; }

    public bool IsWhole => Orders.Count == placed.Legs.Length;

    /// <summary>The other order of a pair of which one cancels the other, while it is open.</summary>
    public AuditedOrder? RivalOf(AuditedOrder order)
    {
        var pair = placed.Contingency switch
        {
            Contingency.Oco => Orders,
            Contingency.Otoco => Orders.Skip(1).ToList(),
            _ => [],
        };
        return pair.Contains(order) ? pair.Find(other => other != order && other.IsOpen) : null;
    }

    /// <summary>All that its trader may be told of the list itself, in text.</summary>
    public override string ToString() =>
        $"list {placed.HoldId.Value}|{placed.Contingency}|{placed.ClientListId}|{ListId.Value}|{!IsClosed}|"
        + string.Join(' ', Orders.Select(order => $"{order.HoldId.Value}:{order.OrderId.Value}:{order.Name}"));

    /// <summary>The same of what its trader was told.</summary>
    public static string Describe(AccountOrderList told) =>
        $"list {told.HoldId.Value}|{told.Contingency}|{told.ClientListId}|{told.ListId.Value}|{told.IsOpen}|"
        + string.Join(' ', told.Legs.Select(leg => $"{leg.HoldId.Value}:{leg.OrderId.Value}:{leg.ClientOrderId}"));
}
