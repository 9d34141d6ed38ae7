using System;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Book events as short lines, orders and trades by their counters.</summary>
public static class BookText
{
    public static string Of(BookEvent happened) => happened.Kind switch
    {
        BookEventKind.TermsSet => $"terms {happened.Terms!.Symbol}",
        BookEventKind.Halted => "halted",
        BookEventKind.Resumed => "resumed",
        BookEventKind.OrderAccepted => $"accepted #{Counter(happened.OrderId)}",
        BookEventKind.TradeExecuted =>
            $"trade {Counter(happened.TradeId)}: #{Counter(happened.OrderId)} takes {happened.Quantity} "
            + $"of #{Counter(happened.MakerOrderId)} at {happened.Price}",
        BookEventKind.OrderRested => $"rested #{Counter(happened.OrderId)}: {happened.Quantity} at {happened.Price}",
        BookEventKind.OrderEnded when happened.WasResting =>
            $"off book #{Counter(happened.OrderId)}: {happened.End}, {happened.Quantity} left",
        BookEventKind.OrderEnded => $"ended #{Counter(happened.OrderId)}: {happened.End}, {happened.Quantity} left",
        BookEventKind.MatchPrevented =>
            $"prevented {happened.Prevented!.MatchId}: #{Counter(happened.OrderId)} loses {happened.Prevented.TakerPrevented}, "
            + $"#{Counter(happened.MakerOrderId)} loses {happened.Prevented.MakerPrevented} at {happened.Prevented.Price}",
        BookEventKind.OrderParked when happened.Parked!.IsPending => $"pending #{Counter(happened.OrderId)}",
        BookEventKind.OrderParked => $"parked #{Counter(happened.OrderId)}",
        BookEventKind.OrderArmed => $"armed #{Counter(happened.OrderId)}",
        BookEventKind.OrderTriggered => $"triggered #{Counter(happened.OrderId)}",
        BookEventKind.ListAccepted => $"list {Counter(happened.ListId)}: {happened.Contingency}",
        BookEventKind.OrderAmended =>
            $"amended #{Counter(happened.OrderId)}: {happened.Quantity}, {happened.Remaining} left",
        BookEventKind.SweepPaused => $"paused #{Counter(happened.OrderId)}",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.Kind, "No such event."),
    };

    private static long Counter(OrderId id) => id.Value & ((1L << OrderId.CounterBits) - 1);

    private static long Counter(OrderListId id) => id.Value & ((1L << OrderId.CounterBits) - 1);

    private static long Counter(TradeId id) => id.Value & ((1L << OrderId.CounterBits) - 1);
}
