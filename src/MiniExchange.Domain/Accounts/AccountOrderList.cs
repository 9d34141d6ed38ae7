using System.Collections.Immutable;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>A list's life.</summary>
/// <param name="HoldId">Its first order, which names it.</param>
/// <param name="Contingency">How its orders depend on each other.</param>
/// <param name="ClientListId">The trader's name for it.</param>
/// <param name="ListId">The book's number; none while the book has not answered.</param>
/// <param name="Legs">Its orders, in the order of <see cref="NewOrderList.Legs"/>.</param>
/// <param name="IsOpen">Whether one of them is.</param>
/// <param name="PlacedAtUnixMicros">When it was placed.</param>
/// <param name="ChangedAtUnixMicros">When it last changed.</param>
public sealed record AccountOrderList(
    HoldId HoldId,
    Contingency Contingency,
    string ClientListId,
    OrderListId ListId,
    ImmutableArray<ListLeg> Legs,
    bool IsOpen,
    long PlacedAtUnixMicros,
    long ChangedAtUnixMicros)
{
    /// <summary>The two orders of which one cancels the other; empty if the list has none.</summary>
    public ImmutableArray<HoldId> CancelingPair => Contingency switch
    {
        Contingency.Oco => [Legs[0].HoldId, Legs[1].HoldId],
        Contingency.Otoco => [Legs[1].HoldId, Legs[2].HoldId],
        _ => [],
    };
}

/// <summary>An order of a list.</summary>
/// <param name="HoldId">The order.</param>
/// <param name="OrderId">Its number; none while the book has not answered.</param>
/// <param name="ClientOrderId">The trader's name for it.</param>
public readonly record struct ListLeg(HoldId HoldId, OrderId OrderId, string ClientOrderId);
