using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>Account events as they are stored, in records and, for fills, in snapshots.</summary>
internal sealed class AccountEventShapes
{
    // Those without fields are the same for everybody.
    private static readonly Schemas.AccountFrozen Frozen = new();
    private static readonly Schemas.AccountUnfrozen Unfrozen = new();

    private readonly MessagePool<Schemas.AccountEvent> _events = new();
    private readonly MessagePool<Schemas.Credited> _credited = new();
    private readonly MessagePool<Schemas.HoldPlaced> _holdsPlaced = new();
    private readonly MessagePool<Schemas.HoldReleased> _holdsReleased = new();
    private readonly MessagePool<Schemas.OrderPlaced> _ordersPlaced = new();
    private readonly MessagePool<Schemas.OrderTerms> _terms = new();
    private readonly MessagePool<Schemas.OrderNumbered> _ordersNumbered = new();
    private readonly MessagePool<Schemas.OrderOpened> _ordersOpened = new();
    private readonly MessagePool<Schemas.OrderRefused> _ordersRefused = new();
    private readonly MessagePool<Schemas.FillSettled> _fillsSettled = new();
    private readonly MessagePool<Schemas.Fill> _fills = new();
    private readonly MessagePool<Schemas.OrderClosed> _ordersClosed = new();
    private readonly MessagePool<Schemas.ListPlaced> _listsPlaced = new();
    private readonly MessagePool<Schemas.ListNumbered> _listsNumbered = new();
    private readonly MessagePool<Schemas.ListClosed> _listsClosed = new();
    private readonly MessagePool<Schemas.OrderParkedInBook> _ordersParked = new();
    private readonly MessagePool<Schemas.OrderStarted> _ordersStarted = new();
    private readonly MessagePool<Schemas.OrderAmended> _ordersAmended = new();
    private readonly MessagePool<Schemas.TradePrevented> _tradesPrevented = new();
    private readonly MessagePool<Schemas.PreventedMatch> _matches = new();

    /// <summary>Makes room for the next turn's events.</summary>
    public void TakeAllBack()
    {
        _events.TakeAllBack();
        _credited.TakeAllBack();
        _holdsPlaced.TakeAllBack();
        _holdsReleased.TakeAllBack();
        _ordersPlaced.TakeAllBack();
        _terms.TakeAllBack();
        _ordersNumbered.TakeAllBack();
        _ordersOpened.TakeAllBack();
        _ordersRefused.TakeAllBack();
        _fillsSettled.TakeAllBack();
        _fills.TakeAllBack();
        _ordersClosed.TakeAllBack();
        _listsPlaced.TakeAllBack();
        _listsNumbered.TakeAllBack();
        _listsClosed.TakeAllBack();
        _ordersParked.TakeAllBack();
        _ordersStarted.TakeAllBack();
        _ordersAmended.TakeAllBack();
        _tradesPrevented.TakeAllBack();
        _matches.TakeAllBack();
    }

    /// <summary>The stored event, valid until <see cref="TakeAllBack"/>.</summary>
    public Schemas.AccountEvent Write(AccountEvent happened)
    {
        var stored = _events.Take();
        stored.AccountId = happened.AccountId.Value;
        stored.OccurredAtUnixMicros = happened.OccurredAtUnixMicros;
        switch (happened)
        {
            case Credited credited: stored.Credited = Write(credited); break;
            case AccountFrozen: stored.Frozen = Frozen; break;
            case AccountUnfrozen: stored.Unfrozen = Unfrozen; break;
            case HoldPlaced placed: stored.HoldPlaced = Write(placed); break;
            case HoldReleased released: stored.HoldReleased = Write(released); break;
            case OrderPlaced placed: stored.OrderPlaced = Write(placed); break;
            case OrderNumbered numbered: stored.OrderNumbered = Write(numbered); break;
            case OrderOpened opened: stored.OrderOpened = Write(opened); break;
            case OrderRefused refused: stored.OrderRefused = Write(refused); break;
            case FillSettled settled: stored.FillSettled = Write(settled); break;
            case OrderClosed closed: stored.OrderClosed = Write(closed); break;
            case ListPlaced placed: stored.ListPlaced = Write(placed); break;
            case ListNumbered numbered: stored.ListNumbered = Write(numbered); break;
            case ListClosed closed: stored.ListClosed = Write(closed); break;
            case OrderParkedInBook parked: stored.OrderParked = Write(parked); break;
            case OrderStarted started: stored.OrderStarted = Write(started); break;
            case OrderAmended amended: stored.OrderAmended = Write(amended); break;
            case TradePrevented prevented: stored.TradePrevented = Write(prevented); break;
            default: throw new UnreachableException($"No stored shape for {happened.GetType().Name}.");
        }

        return stored;
    }

    public static AccountEvent Read(Schemas.AccountEvent stored)
    {
        var id = new AccountId(stored.AccountId);
        var at = stored.OccurredAtUnixMicros;
        return stored.EventCase switch
        {
            Schemas.AccountEvent.EventOneofCase.Credited => Read(stored.Credited, id, at),
            Schemas.AccountEvent.EventOneofCase.Frozen => new AccountFrozen(id, at),
            Schemas.AccountEvent.EventOneofCase.Unfrozen => new AccountUnfrozen(id, at),
            Schemas.AccountEvent.EventOneofCase.HoldPlaced => Read(stored.HoldPlaced, id, at),
            Schemas.AccountEvent.EventOneofCase.HoldReleased => Read(stored.HoldReleased, id, at),
            Schemas.AccountEvent.EventOneofCase.OrderPlaced =>
                new OrderPlaced(id, new HoldId(stored.OrderPlaced.HoldId), Read(stored.OrderPlaced.Terms), at)
                {
                    List = new HoldId(stored.OrderPlaced.List),
                },
            Schemas.AccountEvent.EventOneofCase.OrderNumbered =>
                new OrderNumbered(id, new HoldId(stored.OrderNumbered.HoldId), new OrderId(stored.OrderNumbered.OrderId), at),
            Schemas.AccountEvent.EventOneofCase.OrderOpened => new OrderOpened(id, new HoldId(stored.OrderOpened.HoldId), at),
            Schemas.AccountEvent.EventOneofCase.OrderRefused => new OrderRefused(
                id, new HoldId(stored.OrderRefused.HoldId), StoredNumbers.Read<RejectReason>(stored.OrderRefused.Reason), at),
            Schemas.AccountEvent.EventOneofCase.FillSettled => Read(stored.FillSettled, id, at),
            Schemas.AccountEvent.EventOneofCase.OrderClosed => new OrderClosed(
                id, new HoldId(stored.OrderClosed.HoldId), StoredNumbers.Read<OrderEnd>(stored.OrderClosed.End), at)
            {
                CancelName = stored.OrderClosed.HasCancelName ? stored.OrderClosed.CancelName : null,
            },
            Schemas.AccountEvent.EventOneofCase.ListPlaced => Read(stored.ListPlaced, id, at),
            Schemas.AccountEvent.EventOneofCase.ListNumbered =>
                new ListNumbered(id, new HoldId(stored.ListNumbered.HoldId), new OrderListId(stored.ListNumbered.ListId), at),
            Schemas.AccountEvent.EventOneofCase.ListClosed => new ListClosed(id, new HoldId(stored.ListClosed.HoldId), at),
            Schemas.AccountEvent.EventOneofCase.OrderParked =>
                new OrderParkedInBook(id, new HoldId(stored.OrderParked.HoldId), stored.OrderParked.IsPending, at),
            Schemas.AccountEvent.EventOneofCase.OrderStarted => new OrderStarted(id, new HoldId(stored.OrderStarted.HoldId), at),
            Schemas.AccountEvent.EventOneofCase.OrderAmended => Read(stored.OrderAmended, id, at),
            Schemas.AccountEvent.EventOneofCase.TradePrevented => Read(stored.TradePrevented, id, at),
            _ => throw StoredNumbers.Unknown("an account event of an unknown kind:", stored),
        };
    }

    public static Schemas.OrderTerms Write(OrderTerms terms, Schemas.OrderTerms stored)
    {
        (stored.RequestIdHigh, stored.RequestIdLow) = StoredIds.Halves(terms.RequestId);
        stored.Pair = terms.Pair.Value;
        stored.BaseAsset = terms.BaseAsset.Value;
        stored.QuoteAsset = terms.QuoteAsset.Value;
        stored.Side = (int)terms.Side;
        stored.Type = (int)terms.Type;
        stored.TimeInForce = (int)terms.TimeInForce;
        stored.LimitPrice = terms.LimitPrice.Value;
        stored.Quantity = terms.Quantity.Value;
        stored.QuoteQuantity = terms.QuoteQuantity.Value;
        stored.SelfTradePrevention = (int)terms.SelfTradePrevention;
        stored.ClientOrderId = terms.ClientOrderId;
        stored.StopPrice = terms.Stop.StopPrice.Value;
        stored.TrailingDeltaBips = terms.Stop.TrailingDeltaBips;
        stored.DisplayQuantity = terms.DisplayQuantity.Value;
        if (terms.StrategyId is { } strategyId) stored.StrategyId = strategyId;
        else stored.ClearStrategyId();
        if (terms.StrategyType is { } strategyType) stored.StrategyType = strategyType;
        else stored.ClearStrategyType();
        return stored;
    }

    public static OrderTerms Read(Schemas.OrderTerms stored)
    {
        StoredParts.Require(stored);
        return new OrderTerms(
            new PairId(stored.Pair),
            new AssetId(stored.BaseAsset),
            new AssetId(stored.QuoteAsset),
            StoredNumbers.Read<Side>(stored.Side),
            StoredNumbers.Read<OrderType>(stored.Type),
            StoredNumbers.Read<TimeInForce>(stored.TimeInForce),
            new PriceTicks(stored.LimitPrice),
            new QuantityLots(stored.Quantity),
            new AssetUnits(stored.QuoteQuantity),
            StoredNumbers.Read<SelfTradePrevention>(stored.SelfTradePrevention),
            stored.ClientOrderId,
            StoredIds.Whole(stored.RequestIdHigh, stored.RequestIdLow))
        {
            Stop = new StopTerms(new PriceTicks(stored.StopPrice), stored.TrailingDeltaBips),
            DisplayQuantity = new QuantityLots(stored.DisplayQuantity),
            StrategyId = stored.HasStrategyId ? stored.StrategyId : null,
            StrategyType = stored.HasStrategyType ? stored.StrategyType : null,
        };
    }

    private Schemas.Credited Write(Credited credited)
    {
        var stored = _credited.Take();
        stored.Asset = credited.Asset.Value;
        stored.Amount = credited.Amount.Value;
        stored.Reference = credited.Reference;
        return stored;
    }

    private static Credited Read(Schemas.Credited stored, AccountId id, long at) =>
        new(id, new AssetId(stored.Asset), new AssetUnits(stored.Amount), stored.Reference, at);

    private Schemas.HoldPlaced Write(HoldPlaced placed)
    {
        var stored = _holdsPlaced.Take();
        stored.HoldId = placed.HoldId.Value;
        stored.Asset = placed.Asset.Value;
        stored.Amount = placed.Amount.Value;
        return stored;
    }

    private static HoldPlaced Read(Schemas.HoldPlaced stored, AccountId id, long at) =>
        new(id, new HoldId(stored.HoldId), new AssetId(stored.Asset), new AssetUnits(stored.Amount), at);

    private Schemas.HoldReleased Write(HoldReleased released)
    {
        var stored = _holdsReleased.Take();
        stored.HoldId = released.HoldId.Value;
        stored.Asset = released.Asset.Value;
        stored.Amount = released.Amount.Value;
        return stored;
    }

    private static HoldReleased Read(Schemas.HoldReleased stored, AccountId id, long at) =>
        new(id, new HoldId(stored.HoldId), new AssetId(stored.Asset), new AssetUnits(stored.Amount), at);

    private Schemas.OrderPlaced Write(OrderPlaced placed)
    {
        var stored = _ordersPlaced.Take();
        stored.HoldId = placed.HoldId.Value;
        stored.Terms = Write(placed.Terms, _terms.Take());
        stored.List = placed.List.Value;
        return stored;
    }

    private Schemas.OrderNumbered Write(OrderNumbered numbered)
    {
        var stored = _ordersNumbered.Take();
        stored.HoldId = numbered.HoldId.Value;
        stored.OrderId = numbered.OrderId.Value;
        return stored;
    }

    private Schemas.OrderOpened Write(OrderOpened opened)
    {
        var stored = _ordersOpened.Take();
        stored.HoldId = opened.HoldId.Value;
        return stored;
    }

    private Schemas.OrderRefused Write(OrderRefused refused)
    {
        var stored = _ordersRefused.Take();
        stored.HoldId = refused.HoldId.Value;
        stored.Reason = (int)refused.Reason;
        return stored;
    }

    private Schemas.FillSettled Write(FillSettled settled)
    {
        var stored = _fillsSettled.Take();
        stored.HoldId = settled.HoldId.Value;
        stored.Fill = OrderShapes.Write(settled.Fill, _fills.Take());
        stored.PaidAsset = settled.PaidAsset.Value;
        stored.Paid = settled.Paid.Value;
        stored.ReceivedAsset = settled.ReceivedAsset.Value;
        stored.Received = settled.Received.Value;
        stored.Fee = settled.Fee.Value;
        return stored;
    }

    private static FillSettled Read(Schemas.FillSettled stored, AccountId id, long at) => new(
        id,
        new HoldId(stored.HoldId),
        OrderShapes.Read(stored.Fill),
        new AssetId(stored.PaidAsset),
        new AssetUnits(stored.Paid),
        new AssetId(stored.ReceivedAsset),
        new AssetUnits(stored.Received),
        new AssetUnits(stored.Fee),
        at);

    private Schemas.OrderClosed Write(OrderClosed closed)
    {
        var stored = _ordersClosed.Take();
        stored.HoldId = closed.HoldId.Value;
        stored.End = (int)closed.End;
        if (closed.CancelName is { } name) stored.CancelName = name;
        else stored.ClearCancelName();
        return stored;
    }

    private Schemas.ListPlaced Write(ListPlaced placed)
    {
        var stored = _listsPlaced.Take();
        stored.HoldId = placed.HoldId.Value;
        stored.Contingency = (int)placed.Contingency;
        stored.ClientListId = placed.ClientListId;
        stored.Legs.Clear();
        foreach (var leg in placed.Legs) stored.Legs.Add(leg.Value);
        return stored;
    }

    private static ListPlaced Read(Schemas.ListPlaced stored, AccountId id, long at) => new(
        id,
        new HoldId(stored.HoldId),
        StoredNumbers.Read<Contingency>(stored.Contingency),
        stored.ClientListId,
        [.. stored.Legs.Select(leg => new HoldId(leg))],
        at);

    private Schemas.ListNumbered Write(ListNumbered numbered)
    {
        var stored = _listsNumbered.Take();
        stored.HoldId = numbered.HoldId.Value;
        stored.ListId = numbered.ListId.Value;
        return stored;
    }

    private Schemas.ListClosed Write(ListClosed closed)
    {
        var stored = _listsClosed.Take();
        stored.HoldId = closed.HoldId.Value;
        return stored;
    }

    private Schemas.OrderParkedInBook Write(OrderParkedInBook parked)
    {
        var stored = _ordersParked.Take();
        stored.HoldId = parked.HoldId.Value;
        stored.IsPending = parked.IsPending;
        return stored;
    }

    private Schemas.OrderStarted Write(OrderStarted started)
    {
        var stored = _ordersStarted.Take();
        stored.HoldId = started.HoldId.Value;
        return stored;
    }

    private Schemas.OrderAmended Write(OrderAmended amended)
    {
        var stored = _ordersAmended.Take();
        stored.HoldId = amended.HoldId.Value;
        stored.Quantity = amended.Quantity.Value;
        stored.ClientOrderId = amended.ClientOrderId;
        return stored;
    }

    private static OrderAmended Read(Schemas.OrderAmended stored, AccountId id, long at) =>
        new(id, new HoldId(stored.HoldId), new QuantityLots(stored.Quantity), stored.ClientOrderId, at);

    private Schemas.TradePrevented Write(TradePrevented prevented)
    {
        var stored = _tradesPrevented.Take();
        stored.HoldId = prevented.HoldId.Value;
        stored.Match = OrderShapes.Write(prevented.Match, _matches.Take());
        stored.Role = (int)prevented.Role;
        stored.OtherOrderId = prevented.OtherOrderId.Value;
        stored.QuoteAmount = prevented.QuoteAmount.Value;
        return stored;
    }

    private static TradePrevented Read(Schemas.TradePrevented stored, AccountId id, long at) => new(
        id,
        new HoldId(stored.HoldId),
        OrderShapes.Read(stored.Match),
        StoredNumbers.Read<LiquidityRole>(stored.Role),
        new OrderId(stored.OtherOrderId),
        new AssetUnits(stored.QuoteAmount),
        at);
}
