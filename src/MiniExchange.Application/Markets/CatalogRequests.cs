using System.Collections.Immutable;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Application.Markets;

/// <summary>List what is not listed yet, and open its books. Answered by <see cref="CatalogState"/>.</summary>
/// <remarks>Only adds: a pair that is listed keeps its terms, whatever its definition says now.</remarks>
/// <param name="Definitions">Valid ones; <see cref="MarketCatalog"/> gives the ids.</param>
public sealed record ListMarkets(ImmutableArray<MarketDefinition> Definitions) : Request;

/// <summary>What is listed.</summary>
/// <param name="Catalog">All assets and pairs.</param>
/// <param name="Ignored">Symbols whose definition differs from the terms they are listed with.</param>
public sealed record CatalogState(MarketCatalog Catalog, ImmutableArray<string> Ignored) : Reply;
