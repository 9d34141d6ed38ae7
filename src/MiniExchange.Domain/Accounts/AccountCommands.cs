using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>Something asked of one account.</summary>
/// <param name="ReceivedAtUnixMicros">When it was received, microseconds since 1970-01-01 UTC.</param>
public abstract record AccountCommand(long ReceivedAtUnixMicros);

/// <summary>Take in money from outside, once per reference.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">How much; greater than zero.</param>
/// <param name="Reference">The caller's name for it: the same again changes nothing, with other terms it is refused.</param>
/// <param name="ReceivedAtUnixMicros">When it was received.</param>
public sealed record Credit(AssetId Asset, AssetUnits Amount, string Reference, long ReceivedAtUnixMicros)
    : AccountCommand(ReceivedAtUnixMicros);

/// <summary>Stop the account from placing orders and moving money. Changes nothing if it is frozen.</summary>
/// <param name="ReceivedAtUnixMicros">When it was received.</param>
public sealed record Freeze(long ReceivedAtUnixMicros) : AccountCommand(ReceivedAtUnixMicros);

/// <summary>Let a frozen account act again. Changes nothing if it is not frozen.</summary>
/// <param name="ReceivedAtUnixMicros">When it was received.</param>
public sealed record Unfreeze(long ReceivedAtUnixMicros) : AccountCommand(ReceivedAtUnixMicros);

/// <summary>Hold the most that an order may cost, and enter it as under way.</summary>
/// <param name="Pair">The pair's terms now.</param>
/// <param name="Terms">What the trader asks for.</param>
/// <param name="ReceivedAtUnixMicros">When it was received.</param>
public sealed record OpenOrder(TradingPair Pair, OrderTerms Terms, long ReceivedAtUnixMicros)
    : AccountCommand(ReceivedAtUnixMicros)
{
    /// <summary>What the account may have open in all.</summary>
    public AccountLimits Limits { get; init; } = AccountLimits.None;
}

/// <summary>Hold the most that a list's orders may cost, once for a pair of which one cancels the other, and enter them as under way.</summary>
/// <param name="Pair">The pair's terms now.</param>
/// <param name="Terms">What the trader asks for.</param>
/// <param name="Limits">What the account may have open in all.</param>
/// <param name="ReceivedAtUnixMicros">When it was received.</param>
public sealed record OpenOrderList(TradingPair Pair, OrderListTerms Terms, AccountLimits Limits, long ReceivedAtUnixMicros)
    : AccountCommand(ReceivedAtUnixMicros);

/// <summary>Take note of what the book did with one of the account's orders: settle a fill, release a hold, close.</summary>
/// <param name="Change">What the book says.</param>
/// <param name="ReceivedAtUnixMicros">When it was received.</param>
public sealed record FollowBook(OrderChange Change, long ReceivedAtUnixMicros) : AccountCommand(ReceivedAtUnixMicros)
{
    /// <summary>The trader's name for the request that the change came of; null unless it was a named cancel.</summary>
    public string? CancelName { get; init; }
}
