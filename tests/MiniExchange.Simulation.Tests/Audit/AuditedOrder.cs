using System;
using System.Collections.Generic;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One order's life, by the auditor's own account of it.</summary>
internal sealed class AuditedOrder(HoldId holdId, OrderTerms terms, Int128 held)
{
    public HoldId HoldId { get; } = holdId;

    public OrderTerms Terms { get; } = terms;

    /// <summary>What was held at first.</summary>
    public Int128 Held { get; } = held;

    /// <summary>What is held now.</summary>
    public Int128 Holds { get; set; } = held;

    public OrderId OrderId { get; set; }

    public OrderStatus Status { get; set; } = OrderStatus.UnderWay;

    public long Lots { get; set; }

    public Int128 Quote { get; set; }

    public Int128 Paid { get; set; }

    public List<string> TakerFills { get; } = [];

    public OrderEnd? End { get; set; }

    public bool IsRefused { get; set; }

    public bool IsOpen => End is null && !IsRefused;

    /// <summary>What the order must hold as it stands.</summary>
    public Int128 Requirement(PairFacts pair)
    {
        if (!IsOpen) return 0;
        if (Terms.Type == OrderType.Market) return Held - Paid;

        var left = Terms.Quantity.Value - Lots;
        return Terms.Side == Side.Buy ? pair.Quote(left, Terms.LimitPrice.Value) : pair.Base(left);
    }

    /// <summary>All that its trader may be told of it, in text.</summary>
    public override string ToString() =>
        $"{HoldId.Value}|{Terms.RequestId}|{OrderId.Value}|{Status}|{Lots}|{Quote}|{End}|{string.Join(' ', TakerFills)}";

    /// <summary>The same of what its trader was told.</summary>
    public static string Describe(AccountOrder told)
    {
        var fills = new List<string>();
        foreach (var fill in told.TakerFills) fills.Add(Describe(fill));
        return $"{told.HoldId.Value}|{told.Terms.RequestId}|{told.OrderId.Value}|{told.Status}|{told.Executed}|{told.ExecutedQuote}|{told.End}|{string.Join(' ', fills)}";
    }

    public static string Describe(FillSettled fill) =>
        $"{fill.Fill.TradeId.Value}:{fill.Fill.Quantity}@{fill.Fill.Price}-{fill.Fee}";
}
