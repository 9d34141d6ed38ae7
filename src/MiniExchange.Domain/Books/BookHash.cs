using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The order in which a book's state is folded into its hash; whatever <see cref="BookImage"/> has is in it.</summary>
internal static class BookHash
{
    public static ulong Of(Book book)
    {
        var hash = new StateHasher();
        hash.Add(book.Terms is not null);
        if (book.Terms is not null) Add(ref hash, book.Terms);

        hash.Add(book.IsHalted);
        hash.Add(book.OrderCount);
        hash.Add(book.TradeCount);
        hash.Add(book.DepthUpdateId);
        hash.Add(book.LastPrice.Value);
        hash.Add(book.IsSweeping);
        if (book.Sweep is { } sweep) Add(ref hash, sweep);

        hash.Add(book.RestingOrderCount);
        foreach (var bid in book.InPriority(Side.Buy)) Add(ref hash, bid);
        foreach (var ask in book.InPriority(Side.Sell)) Add(ref hash, ask);

        hash.Add(book.ListCount);
        hash.Add(book.PreventedMatchCount);
        hash.Add(book.ParkedOrderCount);
        foreach (var parked in book.Parked) Add(ref hash, parked);
        foreach (var due in book.Due) hash.Add(due.Value);
        foreach (var list in book.Lists) Add(ref hash, list);
        return hash.Value;
    }

    private static void Add(ref StateHasher hash, TradingPair terms)
    {
        hash.Add(terms.Id.Value);
        hash.Add(terms.Symbol);
        Add(ref hash, terms.Base);
        Add(ref hash, terms.Quote);
        hash.Add(terms.TickUnits.Value);
        hash.Add(terms.LotUnits.Value);
        hash.Add(terms.MinPrice.Value);
        hash.Add(terms.MaxPrice.Value);
        hash.Add(terms.MinQuantity.Value);
        hash.Add(terms.MaxQuantity.Value);
        hash.Add(terms.MinNotional.Value);
        hash.Add(terms.MakerFeePpm);
        hash.Add(terms.TakerFeePpm);
        hash.Add(terms.MaxOpenOrders);
        Add(ref hash, terms.Limits);
    }

    private static void Add(ref StateHasher hash, PairLimits limits)
    {
        hash.Add(limits.MinMarketQuantity.Value);
        hash.Add(limits.MaxMarketQuantity.Value);
        hash.Add(limits.MaxNotional.Value);
        Add(ref hash, limits.Band);
        Add(ref hash, limits.BidBand);
        Add(ref hash, limits.AskBand);
        hash.Add(limits.MaxIcebergParts);
        hash.Add(limits.MaxStopOrders);
        hash.Add(limits.MaxIcebergOrders);
        hash.Add(limits.MaxOrderLists);
        hash.Add(limits.MaxAmendments);
        hash.Add(limits.MaxPosition.Value);
        Add(ref hash, limits.TrailingAbove);
        Add(ref hash, limits.TrailingBelow);
        hash.Add(limits.StopProtectionPpm);
    }

    private static void Add(ref StateHasher hash, PriceBand? band)
    {
        hash.Add(band is not null);
        hash.Add(band?.DownPpm ?? 0);
        hash.Add(band?.UpPpm ?? 0);
    }

    private static void Add(ref StateHasher hash, DeltaRange? range)
    {
        hash.Add(range is not null);
        hash.Add(range?.MinBips ?? 0);
        hash.Add(range?.MaxBips ?? 0);
    }

    private static void Add(ref StateHasher hash, Asset asset)
    {
        hash.Add(asset.Id.Value);
        hash.Add(asset.Code);
        hash.Add(asset.Scale);
    }

    private static void Add(ref StateHasher hash, in Sweep sweep)
    {
        hash.Add(sweep.OrderId.Value);
        Add(ref hash, sweep.Order);
        hash.Add(sweep.Taken.Value);
        hash.Add(sweep.TakenQuote.Value);
        hash.Add(sweep.Prevented.Value);
        hash.Add(sweep.PreventedQuote.Value);
        hash.Add(sweep.ListId.Value);
    }

    private static void Add(ref StateHasher hash, in NewOrder order)
    {
        hash.Add(order.AccountId.Value);
        hash.Add(order.HoldId.Value);
        hash.Add((long)order.Side);
        hash.Add((long)order.Type);
        hash.Add((long)order.TimeInForce);
        hash.Add(order.LimitPrice.Value);
        hash.Add(order.Quantity.Value);
        hash.Add(order.QuoteQuantity.Value);
        hash.Add((long)order.SelfTradePrevention);
        hash.Add(order.Stop.StopPrice.Value);
        hash.Add(order.Stop.TrailingDeltaBips);
        hash.Add(order.DisplayQuantity.Value);
    }

    private static void Add(ref StateHasher hash, in RestingOrder order)
    {
        hash.Add(order.OrderId.Value);
        hash.Add(order.AccountId.Value);
        hash.Add(order.HoldId.Value);
        hash.Add((long)order.Side);
        hash.Add(order.Price.Value);
        hash.Add(order.Remaining.Value);
        hash.Add(order.Quantity.Value);
        hash.Add(order.DisplayQuantity.Value);
        hash.Add(order.Visible.Value);
        hash.Add(order.ListId.Value);
    }

    private static void Add(ref StateHasher hash, ParkedOrder parked)
    {
        hash.Add(parked.OrderId.Value);
        Add(ref hash, parked.Order);
        hash.Add(parked.ListId.Value);
        hash.Add(parked.IsPending);
        hash.Add(parked.Extreme.Value);
    }

    private static void Add(ref StateHasher hash, OpenList list)
    {
        hash.Add(list.ListId.Value);
        hash.Add((long)list.Contingency);
        foreach (var leg in list.Legs) hash.Add(leg.Value);
    }
}
