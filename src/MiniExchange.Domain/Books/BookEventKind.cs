namespace MiniExchange.Domain.Books;

/// <summary>What happened in a book. Numbers are stored.</summary>
public enum BookEventKind : byte
{
    /// <summary>The pair's terms, first or changed, took effect.</summary>
    TermsSet = 1,

    /// <summary>The book stopped taking orders and matching; cancels go on.</summary>
    Halted = 2,

    /// <summary>The book takes orders again.</summary>
    Resumed = 3,

    /// <summary>An order was numbered and entered. It takes what it can before anything else happens in the book.</summary>
    OrderAccepted = 10,

    /// <summary>A taker and a maker traded at the maker's price.</summary>
    TradeExecuted = 11,

    /// <summary>What was left of an order went to the end of its price's queue.</summary>
    OrderRested = 12,

    /// <summary>An order ended: filled as taker, canceled or expired. A maker that fills up ends with its last trade, without this event.</summary>
    OrderEnded = 13,

    /// <summary>An order that takes more than one turn may hold goes on as the book's next turn.</summary>
    SweepPaused = 14,

    /// <summary>Two orders of one account met and were kept from trading; those that end by it end by events of their own.</summary>
    MatchPrevented = 15,

    /// <summary>An order was numbered and waits off the ladder: a stop for its price, a list's pending leg for its working order.</summary>
    OrderParked = 16,

    /// <summary>A pending leg came into force and now waits for its stop price.</summary>
    OrderArmed = 17,

    /// <summary>A parked order's time came. It takes what it can, as one that was just accepted does.</summary>
    OrderTriggered = 18,

    /// <summary>An order list was numbered, and so were its orders, in the order of their legs; they enter next, a working order last.</summary>
    ListAccepted = 19,

    /// <summary>An order was made smaller, and kept its place.</summary>
    OrderAmended = 20,
}
