using System.Collections.Immutable;
using MiniExchange.Application.History;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>What one durable turn of a book changed for everybody to see.</summary>
/// <param name="AtUnixMicros">When, microseconds since 1970-01-01 UTC; never before the last change of the pair.</param>
/// <param name="Trades">In order; empty if nothing traded.</param>
/// <param name="Aggregates">The same trades, those of one taker at one price in one turn as one; in order.</param>
/// <param name="Depth">What changed on the ladder; null if nothing did.</param>
/// <param name="Top">The best prices and quantities after it; null if they are as before.</param>
public sealed record MarketChange(
    long AtUnixMicros,
    ImmutableArray<PublicTrade> Trades,
    ImmutableArray<AggregateTrade> Aggregates,
    DepthChange? Depth,
    TopOfBook? Top);

/// <summary>Trades of one taker at one price in one turn of the book.</summary>
/// <param name="Id">Counts them per pair, from 1, without gaps.</param>
/// <param name="Price">Their price.</param>
/// <param name="Quantity">Lots, of all together.</param>
/// <param name="FirstTrade">The first of them.</param>
/// <param name="LastTrade">The last of them.</param>
/// <param name="ExecutedAtUnixMicros">When, microseconds since 1970-01-01 UTC.</param>
/// <param name="IsBuyerMaker">Whether the buyer rested.</param>
public sealed record AggregateTrade(
    long Id,
    PriceTicks Price,
    QuantityLots Quantity,
    TradeId FirstTrade,
    TradeId LastTrade,
    long ExecutedAtUnixMicros,
    bool IsBuyerMaker);

/// <summary>Levels whose quantity changed.</summary>
/// <param name="FirstUpdateId">The first depth update in it; one more than the last of the change before.</param>
/// <param name="LastUpdateId">The last depth update in it.</param>
/// <param name="Bids">Each level's new quantity, zero for a level that is gone.</param>
/// <param name="Asks">The same for asks.</param>
public sealed record DepthChange(
    long FirstUpdateId, long LastUpdateId, ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks);

/// <summary>The best bid and ask.</summary>
/// <param name="UpdateId">The depth update after which they stood so.</param>
/// <param name="Bid">Highest bid; none if there is none.</param>
/// <param name="Ask">Lowest ask; none if there is none.</param>
public sealed record TopOfBook(long UpdateId, BookLevel Bid, BookLevel Ask);
