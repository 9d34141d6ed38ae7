using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of the catalog: <c>catalog.record/1</c> and <c>catalog.snapshot/1</c>.</summary>
public sealed class CatalogCodec : CellCodec<MarketCatalog, CatalogEvent>
{
    /// <summary>A codec for the cells of one worker.</summary>
    public CatalogCodec()
        : base("catalog", snapshotVersion: 1)
    {
    }

    private protected override void WriteEvents(ReadOnlySpan<CatalogEvent> events, Schemas.Turn stored)
    {
        stored.CatalogEvents.Clear();
        foreach (var happened in events)
        {
            stored.CatalogEvents.Add(happened switch
            {
                AssetListed listed => new Schemas.CatalogEvent { AssetListed = MarketShapes.Write(listed.Asset) },
                PairListed listed => new Schemas.CatalogEvent { PairListed = MarketShapes.Write(listed.Pair) },
                _ => throw new UnreachableException($"No stored shape for {happened.GetType().Name}."),
            });
        }
    }

    private protected override void ReadEvents(Schemas.Turn stored, List<CatalogEvent> events)
    {
        foreach (var happened in stored.CatalogEvents)
        {
            events.Add(happened.EventCase switch
            {
                Schemas.CatalogEvent.EventOneofCase.AssetListed => new AssetListed(MarketShapes.Read(happened.AssetListed)),
                Schemas.CatalogEvent.EventOneofCase.PairListed => new PairListed(MarketShapes.Read(happened.PairListed)),
                _ => throw StoredNumbers.Unknown("a catalog event of an unknown kind:", happened),
            });
        }
    }

    private protected override void WriteState(MarketCatalog state, Schemas.Snapshot stored)
    {
        stored.Catalog = new Schemas.CatalogState();
        stored.Catalog.Assets.AddRange(state.Assets.Select(MarketShapes.Write));
        stored.Catalog.Pairs.AddRange(state.Pairs.Select(MarketShapes.Write));
    }

    private protected override MarketCatalog ReadState(Schemas.Snapshot stored)
    {
        if (stored.Catalog is not { } catalog) throw StoredNumbers.Unknown("a catalog's snapshot whose state is", stored.StateCase);

        return new MarketCatalog([.. catalog.Assets.Select(MarketShapes.Read)], [.. catalog.Pairs.Select(MarketShapes.Read)]);
    }
}
