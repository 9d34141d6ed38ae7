using System;
using System.Collections.Generic;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One order's life, by the auditor's own account of it.</summary>
internal sealed class AuditedOrder(HoldId holdId, OrderTerms terms, AuditedList? list, Int128 held)
{
    public HoldId HoldId { get; } = holdId;

    /// <summary>What was asked for.</summary>
    public OrderTerms Terms { get; } = terms;

    /// <summary>All of it, as it was last amended.</summary>
    public long Quantity { get; set; } = terms.Quantity.Value;

    /// <summary>Its name, as it was last amended.</summary>
    public string Name { get; set; } = terms.ClientOrderId;

    public string? FormerName { get; set; }

    public int Amendments { get; set; }

    /// <summary>Its list; null if it is of none.</summary>
    public AuditedList? List { get; } = list;

    /// <summary>What was held at first.</summary>
    public Int128 Held { get; } = held;

    /// <summary>What is held now.</summary>
    public Int128 Holds { get; set; } = held;

    public OrderId OrderId { get; set; }

    public OrderStatus Status { get; set; } = OrderStatus.UnderWay;

    public long? WorkingSince { get; set; }

    public long Lots { get; set; }

    public long PreventedLots { get; set; }

    public long LastPreventedMatch { get; set; }

    public Int128 Quote { get; set; }

    public Int128 Paid { get; set; }

    public List<string> TakerFills { get; } = [];

    public OrderEnd? End { get; set; }

    public bool IsRefused { get; set; }

    public bool IsOpen => End is null && !IsRefused;

    public long Left => Quantity - Lots - PreventedLots;

    /// <summary>The other order of its pair while it is open.</summary>
    public AuditedOrder? Rival => List?.RivalOf(this);

    /// <summary>What the order must hold as it stands, if nothing else holds for it.</summary>
    public Int128 Need(PairFacts pair)
    {
        if (!IsOpen) return 0;
        if (Terms.Type == OrderType.Market) return Held - Paid;

        return Terms.Side == Side.Buy ? pair.Quote(Left, Terms.LimitPrice.Value) : pair.Base(Left);
    }

    /// <summary>All that its trader may be told of it, in text.</summary>
    public override string ToString() =>
        $"{HoldId.Value}|{Terms.RequestId}|{OrderId.Value}|{List?.ListId.Value ?? 0}|{Name}<{FormerName}|{Quantity}~{Amendments}|{Status}|{WorkingSince}|"
        + $"{Lots}|{Quote}|{PreventedLots}#{LastPreventedMatch}|{End}|{string.Join(' ', TakerFills)}";

    /// <summary>The same of what its trader was told.</summary>
    public static string Describe(AccountOrder told)
    {
        var fills = new List<string>();
        foreach (var fill in told.TakerFills) fills.Add(Describe(fill));
        return $"{told.HoldId.Value}|{told.Terms.RequestId}|{told.OrderId.Value}|{told.ListId.Value}|{told.Terms.ClientOrderId}<{told.FormerClientOrderId}|"
            + $"{told.Terms.Quantity}~{told.Amendments}|{told.Status}|{told.WorkingSinceUnixMicros}|"
            + $"{told.Executed}|{told.ExecutedQuote}|{told.Prevented}#{told.LastPreventedMatch}|{told.End}|{string.Join(' ', fills)}";
    }

    public static string Describe(FillSettled fill) =>
        $"{fill.Fill.TradeId.Value}:{fill.Fill.Quantity}@{fill.Fill.Price}-{fill.Fee}";
}
