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
        hash.Add(sweep.Order.AccountId.Value);
        hash.Add(sweep.Order.HoldId.Value);
        hash.Add((long)sweep.Order.Side);
        hash.Add((long)sweep.Order.Type);
        hash.Add((long)sweep.Order.TimeInForce);
        hash.Add(sweep.Order.LimitPrice.Value);
        hash.Add(sweep.Order.Quantity.Value);
        hash.Add(sweep.Order.QuoteQuantity.Value);
        hash.Add((long)sweep.Order.SelfTradePrevention);
        hash.Add(sweep.Taken.Value);
        hash.Add(sweep.TakenQuote.Value);
    }

    private static void Add(ref StateHasher hash, in RestingOrder order)
    {
        hash.Add(order.OrderId.Value);
        hash.Add(order.AccountId.Value);
        hash.Add(order.HoldId.Value);
        hash.Add((long)order.Side);
        hash.Add(order.Price.Value);
        hash.Add(order.Remaining.Value);
    }
}
