namespace MiniExchange.LoadTests.Promises;

/// <summary>How far an order is, as far as a promise goes.</summary>
internal enum OrderStage : byte
{
    /// <summary>New or partly filled: it may trade or end later.</summary>
    Open,

    /// <summary>All of it has traded.</summary>
    Filled,

    /// <summary>Its owner ended it.</summary>
    Canceled,

    /// <summary>It expired or was refused.</summary>
    EndedOtherwise,
}
