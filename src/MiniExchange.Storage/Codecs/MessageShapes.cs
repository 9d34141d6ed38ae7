using System.Diagnostics;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>What actors tell each other, as it is stored. The one place that lists the messages.</summary>
internal sealed class MessageShapes
{
    private readonly MessagePool<Schemas.ActorMessage> _messages = new();
    private readonly MessagePool<Schemas.OpenMarket> _openMarkets = new();
    private readonly MessagePool<Schemas.SubmitOrder> _submitOrders = new();
    private readonly MessagePool<Schemas.NewOrder> _newOrders = new();
    private readonly MessagePool<Schemas.CancelOrders> _cancelOrders = new();
    private readonly MessagePool<Schemas.OrdersChanged> _ordersChanged = new();
    private readonly MessagePool<Schemas.OrderChange> _orderChanges = new();
    private readonly MessagePool<Schemas.Fill> _fills = new();

    // How an order change says in the store which one it is.
    private enum ChangeKind
    {
        Entered = 1,
        Filled = 2,
        Rests = 3,
        Finished = 4,
        NotTaken = 5,
    }

    /// <summary>The stored message, valid until <see cref="TakeAllBack"/>.</summary>
    public Schemas.ActorMessage Write(ActorMessage message)
    {
        var stored = _messages.Take();
        switch (message)
        {
            case OpenMarket open: stored.OpenMarket = Write(open); break;
            case SubmitOrder submit: stored.SubmitOrder = Write(submit); break;
            case CancelOrders cancel: stored.CancelOrders = Write(cancel); break;
            case OrdersChanged changed: stored.OrdersChanged = Write(changed); break;
            default: throw new UnreachableException($"No stored shape for message {message.GetType().Name}.");
        }

        return stored;
    }

    /// <summary>Makes room for the next turn's messages.</summary>
    public void TakeAllBack()
    {
        _messages.TakeAllBack();
        _openMarkets.TakeAllBack();
        _submitOrders.TakeAllBack();
        _newOrders.TakeAllBack();
        _cancelOrders.TakeAllBack();
        _ordersChanged.TakeAllBack();
        _orderChanges.TakeAllBack();
        _fills.TakeAllBack();
    }

    public static ActorMessage Read(Schemas.ActorMessage stored) => stored.MessageCase switch
    {
        Schemas.ActorMessage.MessageOneofCase.OpenMarket => new OpenMarket(MarketShapes.Read(stored.OpenMarket.Terms)),
        Schemas.ActorMessage.MessageOneofCase.SubmitOrder => new SubmitOrder(OrderShapes.Read(stored.SubmitOrder.Order)),
        Schemas.ActorMessage.MessageOneofCase.CancelOrders => new CancelOrders(
            new AccountId(stored.CancelOrders.Owner),
            [.. stored.CancelOrders.Orders.Select(order => new OrderId(order))],
            new QuantityLots(stored.CancelOrders.OnlyIfRemaining)),
        Schemas.ActorMessage.MessageOneofCase.OrdersChanged => new OrdersChanged(
            stored.OrdersChanged.Symbol,
            [.. stored.OrdersChanged.Changes.Select(Read)],
            stored.OrdersChanged.AnswersCancel,
            StoredNumbers.Read<RejectReason>(stored.OrdersChanged.CancelRefusal)),
        _ => throw StoredNumbers.Unknown("an actor's message of an unknown kind:", stored),
    };

    private static OrderChange Read(Schemas.OrderChange stored)
    {
        var holdId = new HoldId(stored.HoldId);
        return StoredNumbers.Read<ChangeKind>(stored.Kind) switch
        {
            ChangeKind.Entered => new OrderEntered(holdId, new OrderId(stored.OrderId)),
            ChangeKind.Filled => new OrderFilled(holdId, OrderShapes.Read(stored.Fill)),
            ChangeKind.Rests => new OrderRests(holdId),
            ChangeKind.Finished => new OrderFinished(holdId, StoredNumbers.Read<OrderEnd>(stored.End)),
            ChangeKind.NotTaken => new OrderNotTaken(holdId, StoredNumbers.Read<RejectReason>(stored.Reason)),
            var kind => throw new UnreachableException($"No order change for {kind}."),
        };
    }

    private Schemas.OpenMarket Write(OpenMarket open)
    {
        var stored = _openMarkets.Take();
        stored.Terms = MarketShapes.Write(open.Terms);
        return stored;
    }

    private Schemas.SubmitOrder Write(SubmitOrder submit)
    {
        var stored = _submitOrders.Take();
        stored.Order = OrderShapes.Write(submit.Order, _newOrders.Take());
        return stored;
    }

    private Schemas.CancelOrders Write(CancelOrders cancel)
    {
        var stored = _cancelOrders.Take();
        stored.Owner = cancel.Owner.Value;
        stored.Orders.Clear();
        foreach (var order in cancel.Orders) stored.Orders.Add(order.Value);
        stored.OnlyIfRemaining = cancel.OnlyIfRemaining.Value;
        return stored;
    }

    private Schemas.OrdersChanged Write(OrdersChanged changed)
    {
        var stored = _ordersChanged.Take();
        stored.Symbol = changed.Symbol;
        stored.AnswersCancel = changed.AnswersCancel;
        stored.CancelRefusal = (int)changed.CancelRefusal;
        stored.Changes.Clear();
        foreach (var change in changed.Changes) stored.Changes.Add(Write(change));
        return stored;
    }

    private Schemas.OrderChange Write(OrderChange change)
    {
        var stored = _orderChanges.Take();
        stored.HoldId = change.HoldId.Value;
        stored.OrderId = 0;
        stored.Fill = null;
        stored.End = 0;
        stored.Reason = 0;
        switch (change)
        {
            case OrderEntered entered:
                stored.Kind = (int)ChangeKind.Entered;
                stored.OrderId = entered.OrderId.Value;
                break;
            case OrderFilled filled:
                stored.Kind = (int)ChangeKind.Filled;
                stored.Fill = OrderShapes.Write(filled.Fill, _fills.Take());
                break;
            case OrderRests:
                stored.Kind = (int)ChangeKind.Rests;
                break;
            case OrderFinished finished:
                stored.Kind = (int)ChangeKind.Finished;
                stored.End = (int)finished.End;
                break;
            case OrderNotTaken notTaken:
                stored.Kind = (int)ChangeKind.NotTaken;
                stored.Reason = (int)notTaken.Reason;
                break;
            default: throw new UnreachableException($"No stored shape for order change {change.GetType().Name}.");
        }

        return stored;
    }
}
