namespace MiniExchange.LoadTests.Scenarios;

/// <summary>What a request does; each kind has figures of its own.</summary>
internal enum Operation
{
    /// <summary>Places an order far from the market, where it rests.</summary>
    Place,

    /// <summary>Cancels it.</summary>
    Cancel,

    /// <summary>Places an order for another account to take.</summary>
    Offer,

    /// <summary>Places the order that takes it: a trade.</summary>
    Take,

    /// <summary>Asks for the book.</summary>
    Depth,

    /// <summary>Asks for an account's open orders.</summary>
    OpenOrders,

    /// <summary>Asks for an account's balances.</summary>
    Account,
}
