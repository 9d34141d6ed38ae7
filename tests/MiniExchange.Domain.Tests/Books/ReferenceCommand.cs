using System.Collections.Generic;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>One command of a random stream, in plain numbers.</summary>
/// <param name="Kind">
/// limit, post-only, market, by-quote, stop, stop-limit, profit, profit-limit; oco, oto, otoco; amend, cancel, halt, resume,
/// terms.
/// </param>
/// <param name="Account">Who asks.</param>
/// <param name="IsBuy">Direction.</param>
/// <param name="Lifetime">GTC, IOC or FOK.</param>
/// <param name="Price">Ticks.</param>
/// <param name="Quantity">Lots; quote units if by quote.</param>
/// <param name="Held">What the account reserved.</param>
/// <param name="Mode">none, maker, taker or both expire on meeting an own order, or both decrement.</param>
/// <param name="Target">The order to cancel or amend.</param>
public sealed record ReferenceCommand(
    string Kind,
    long Account = 0,
    bool IsBuy = false,
    string Lifetime = "GTC",
    long Price = 0,
    long Quantity = 0,
    long Held = 0,
    string Mode = "none",
    long Target = 0)
{
    /// <summary>Stop price, or zero.</summary>
    public long Stop { get; init; }

    /// <summary>Trailing delta in hundredths of a percent, or zero.</summary>
    public long Delta { get; init; }

    /// <summary>Lots to show at a time; zero for all.</summary>
    public long Show { get; init; }

    /// <summary>Orders of a list; no two are of one price level, working order first, higher before lower.</summary>
    public IReadOnlyList<ReferenceCommand> Legs { get; init; } = [];

    /// <summary>Terms: least and largest notional of market orders; the band's ends and the bids' and asks', in percent.</summary>
    public ReferenceTerms Terms { get; init; } = new(0, 0, null, null, null);

    /// <summary>The command with its orders, for a failure's message.</summary>
    public override string ToString() =>
        $"{Kind} of {Account} buys {IsBuy} {Lifetime} {Quantity} at {Price} held {Held} mode {Mode} target {Target} stop {Stop} "
        + $"delta {Delta} shows {Show} {Terms} [{string.Join("; ", Legs)}]";
}

/// <summary>The terms that the streams change, in plain numbers.</summary>
public sealed record ReferenceTerms(
    long MinNotional, long MaxNotional, (int Down, int Up)? Band, (int Down, int Up)? Bids, (int Down, int Up)? Asks);
