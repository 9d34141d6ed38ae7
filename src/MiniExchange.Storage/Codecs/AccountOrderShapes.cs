using System.IO;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>An account's orders and lists, in its snapshots and in what it replies.</summary>
/// <param name="events">Writes their fills, which stay valid until it takes them back.</param>
internal sealed class AccountOrderShapes(AccountEventShapes events)
{
    public Schemas.AccountOrder Write(AccountOrder order)
    {
        var stored = new Schemas.AccountOrder
        {
            HoldId = order.HoldId.Value,
            Terms = AccountEventShapes.Write(order.Terms, new Schemas.OrderTerms()),
            OrderId = order.OrderId.Value,
            Status = (int)order.Status,
            Executed = order.Executed.Value,
            ExecutedQuote = order.ExecutedQuote.Value,
            End = order.End is { } end ? (int)end : 0,
            PlacedAtUnixMicros = order.PlacedAtUnixMicros,
            ChangedAtUnixMicros = order.ChangedAtUnixMicros,
            List = order.List.Value,
            ListId = order.ListId.Value,
            Prevented = order.Prevented.Value,
            LastPreventedMatch = order.LastPreventedMatch,
            Amendments = order.Amendments,
            LastExecution = order.LastExecution,
        };
        if (order.WorkingSinceUnixMicros is { } since) stored.WorkingSinceUnixMicros = since;
        if (order.FormerClientOrderId is { } former) stored.FormerClientOrderId = former;
        foreach (var fill in order.TakerFills) stored.TakerFills.Add(events.Write(fill));
        return stored;
    }

    public static AccountOrder Read(Schemas.AccountOrder stored)
    {
        StoredParts.Require(stored);
        return new(
            new HoldId(stored.HoldId),
            AccountEventShapes.Read(stored.Terms),
            new OrderId(stored.OrderId),
            StoredNumbers.Read<OrderStatus>(stored.Status),
            new QuantityLots(stored.Executed),
            new AssetUnits(stored.ExecutedQuote),
            [.. stored.TakerFills.Select(ReadFill)],
            stored.End == 0 ? null : StoredNumbers.Read<OrderEnd>(stored.End),
            stored.PlacedAtUnixMicros,
            stored.ChangedAtUnixMicros)
        {
            List = new HoldId(stored.List),
            ListId = new OrderListId(stored.ListId),
            WorkingSinceUnixMicros = stored.HasWorkingSinceUnixMicros ? stored.WorkingSinceUnixMicros : null,
            Prevented = new QuantityLots(stored.Prevented),
            LastPreventedMatch = stored.LastPreventedMatch,
            FormerClientOrderId = stored.HasFormerClientOrderId ? stored.FormerClientOrderId : null,
            Amendments = stored.Amendments,
            LastExecution = stored.LastExecution,
        };
    }

    public static Schemas.AccountOrderList Write(AccountOrderList list)
    {
        var stored = new Schemas.AccountOrderList
        {
            HoldId = list.HoldId.Value,
            Contingency = (int)list.Contingency,
            ClientListId = list.ClientListId,
            ListId = list.ListId.Value,
            IsOpen = list.IsOpen,
            PlacedAtUnixMicros = list.PlacedAtUnixMicros,
            ChangedAtUnixMicros = list.ChangedAtUnixMicros,
        };
        stored.Legs.AddRange(list.Legs.Select(leg => new Schemas.ListLeg
        {
            HoldId = leg.HoldId.Value,
            OrderId = leg.OrderId.Value,
            ClientOrderId = leg.ClientOrderId,
        }));
        return stored;
    }

    public static AccountOrderList Read(Schemas.AccountOrderList stored)
    {
        StoredParts.Require(stored);
        return new(
            new HoldId(stored.HoldId),
            StoredNumbers.Read<Contingency>(stored.Contingency),
            stored.ClientListId,
            new OrderListId(stored.ListId),
            [.. stored.Legs.Select(leg => new ListLeg(new HoldId(leg.HoldId), new OrderId(leg.OrderId), leg.ClientOrderId))],
            stored.IsOpen,
            stored.PlacedAtUnixMicros,
            stored.ChangedAtUnixMicros);
    }

    private static FillSettled ReadFill(Schemas.AccountEvent stored) => AccountEventShapes.Read(stored) as FillSettled
        ?? throw new InvalidDataException($"Among an order's fills is one that is none: {stored.EventCase}.");
}
