using System;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Application.Markets;

/// <summary>The list of assets and pairs as an actor: it gives ids, durably, and opens the books.</summary>
public sealed class CatalogBehavior : IBehavior<MarketCatalog, CatalogEvent>
{
    /// <inheritdoc />
    public MarketCatalog State { get; set; } = MarketCatalog.Empty;

    /// <inheritdoc />
    public bool GoesOn => false;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<CatalogEvent> plan)
    {
        if (request is not ListMarkets list) throw new NotSupportedException($"The catalog has no rule for {request.GetType().Name}.");

        var events = CatalogDecider.List(State, list.Definitions, out var ignored);
        plan.Events.AddRange(events);
        foreach (var listed in events.OfType<PairListed>()) plan.Send(Addresses.Book(listed.Pair.Symbol), new OpenMarket(listed.Pair));
        plan.Answer(turn.Token, new CatalogState(events.Aggregate(State, CatalogDecider.Evolve), ignored));
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<CatalogEvent> plan) =>
        throw new NotSupportedException($"The catalog has no rule for {message.GetType().Name}.");

    /// <inheritdoc />
    public void Apply(in CatalogEvent happened, long atUnixMicros) => State = CatalogDecider.Evolve(State, happened);

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<CatalogEvent> plan) => throw new NotSupportedException("The catalog leaves no work undone.");

    /// <inheritdoc />
    public void GiveUpWork(in TurnContext turn, Plan<CatalogEvent> plan) => throw new NotSupportedException("The catalog leaves no work undone.");

    /// <inheritdoc />
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<CatalogEvent> plan)
    {
        // Nobody sends it messages; there is nothing to refuse and nothing to keep safe.
    }
}
