using System;
using System.Collections.Immutable;
using MiniExchange.Domain.Books;

namespace MiniExchange.Domain.Accounts;

/// <summary>A list of orders as a trader asks for it.</summary>
/// <param name="Contingency">How they depend on each other.</param>
/// <param name="Legs">The orders, in the order of <see cref="NewOrderList.Legs"/>; all on one pair.</param>
/// <param name="ClientListId">The trader's name for the list; unique among the account's open lists.</param>
/// <param name="RequestId">The front end's name for the request; each leg has the same.</param>
public sealed record OrderListTerms(
    Contingency Contingency, ImmutableArray<OrderTerms> Legs, string ClientListId, Guid RequestId);
