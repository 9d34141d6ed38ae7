using System.Diagnostics;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
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
    private readonly MessagePool<Schemas.SubmitOrderList> _submitLists = new();
    private readonly MessagePool<Schemas.NewOrderList> _newLists = new();
    private readonly MessagePool<Schemas.ReduceOrder> _reduceOrders = new();
    private readonly MessagePool<Schemas.PreventedMatch> _matches = new();

    // How an order change says in the store which one it is.
    private enum ChangeKind
    {
        Entered = 1,
        Filled = 2,
        Rests = 3,
        Finished = 4,
        NotTaken = 5,
        Waits = 6,
        Works = 7,
        Reduced = 8,
        KeptFromTrading = 9,
        ListEntered = 10,
    }

    /// <summary>The stored message, valid until <see cref="TakeAllBack"/>.</summary>
    public Schemas.ActorMessage Write(ActorMessage message)
    {
        var stored = _messages.Take();
        switch (message)
        {
            case OpenMarket open: stored.OpenMarket = Write(open); break;
            case SubmitOrder submit: stored.SubmitOrder = Write(submit); break;
            case SubmitOrderList submit: stored.SubmitOrderList = Write(submit); break;
            case ReduceOrder reduce: stored.ReduceOrder = Write(reduce); break;
            case CancelOrders cancel: stored.CancelOrders = Write(cancel); break;
            case OrdersChanged changed: stored.OrdersChanged = Write(changed); break;

            // Sent rarely, so nothing of them is reused.
            case SetFrozen(var frozen): stored.SetFrozen = new Schemas.SetFrozen { Frozen = frozen }; break;
            case AccountGaveUp gaveUp: stored.AccountGaveUp = new Schemas.AccountGaveUp { AccountId = gaveUp.Account.Value, Reason = gaveUp.Reason }; break;
            case CreditDeposit credit: stored.CreditDeposit = Write(credit); break;
            case DepositAnswered(var refusal): stored.DepositAnswered = new Schemas.DepositAnswered { Refusal = (int)refusal }; break;
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
        _submitLists.TakeAllBack();
        _newLists.TakeAllBack();
        _reduceOrders.TakeAllBack();
        _matches.TakeAllBack();
    }

    public static ActorMessage Read(Schemas.ActorMessage stored) => stored.MessageCase switch
    {
        Schemas.ActorMessage.MessageOneofCase.OpenMarket => new OpenMarket(MarketShapes.Read(stored.OpenMarket.Terms)),
        Schemas.ActorMessage.MessageOneofCase.SubmitOrder => new SubmitOrder(OrderShapes.Read(stored.SubmitOrder.Order)),
        Schemas.ActorMessage.MessageOneofCase.SubmitOrderList => new SubmitOrderList(Read(stored.SubmitOrderList.List)),
        Schemas.ActorMessage.MessageOneofCase.ReduceOrder => new ReduceOrder(
            new AccountId(stored.ReduceOrder.Owner),
            new OrderId(stored.ReduceOrder.OrderId),
            new QuantityLots(stored.ReduceOrder.Quantity),
            stored.ReduceOrder.ClientOrderId),
        Schemas.ActorMessage.MessageOneofCase.CancelOrders => new CancelOrders(
            new AccountId(stored.CancelOrders.Owner),
            [.. stored.CancelOrders.Orders.Select(order => new OrderId(order))],
            new QuantityLots(stored.CancelOrders.OnlyIfRemaining))
        {
            CancelName = stored.CancelOrders.CancelName,
            Replacement = Read(stored.CancelOrders.Replacement),
        },
        Schemas.ActorMessage.MessageOneofCase.OrdersChanged => new OrdersChanged(
            stored.OrdersChanged.Symbol,
            [.. stored.OrdersChanged.Changes.Select(Read)],
            stored.OrdersChanged.AnswersCancel,
            StoredNumbers.Read<RejectReason>(stored.OrdersChanged.CancelRefusal))
        {
            CancelName = stored.OrdersChanged.CancelName,
            Replacement = Read(stored.OrdersChanged.Replacement),
        },
        Schemas.ActorMessage.MessageOneofCase.SetFrozen => new SetFrozen(stored.SetFrozen.Frozen),
        Schemas.ActorMessage.MessageOneofCase.AccountGaveUp => new AccountGaveUp(
            new AccountId(stored.AccountGaveUp.AccountId), stored.AccountGaveUp.Reason),
        Schemas.ActorMessage.MessageOneofCase.CreditDeposit => new CreditDeposit(
            new AssetId(stored.CreditDeposit.Asset), new AssetUnits(stored.CreditDeposit.Amount), stored.CreditDeposit.Reference),
        Schemas.ActorMessage.MessageOneofCase.DepositAnswered => new DepositAnswered(
            StoredNumbers.Read<RejectReason>(stored.DepositAnswered.Refusal)),
        _ => throw StoredNumbers.Unknown("an actor's message of an unknown kind:", stored),
    };

    private static NewOrderList Read(Schemas.NewOrderList stored)
    {
        StoredParts.Require(stored);
        return new(StoredNumbers.Read<Contingency>(stored.Contingency), [.. stored.Legs.Select(OrderShapes.Read)]);
    }

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
            ChangeKind.Waits => new OrderWaits(holdId, stored.IsPending),
            ChangeKind.Works => new OrderWorks(holdId),
            ChangeKind.Reduced => new OrderReduced(holdId, new QuantityLots(stored.Quantity), stored.ClientOrderId),
            ChangeKind.KeptFromTrading => new OrderKeptFromTrading(
                holdId,
                OrderShapes.Read(stored.Match),
                StoredNumbers.Read<LiquidityRole>(stored.Role),
                new OrderId(stored.OtherOrderId),
                new AssetUnits(stored.QuoteAmount)),
            ChangeKind.ListEntered => new ListEntered(holdId, new OrderListId(stored.ListId)),
            var kind => throw new UnreachableException($"No order change for {kind}."),
        };
    }

    private static Replacement? Read(Schemas.Replacement? stored) => stored is null
        ? null
        : new Replacement(MarketShapes.Read(stored.Pair), AccountEventShapes.Read(stored.Terms), stored.EvenIfCancelFails);

    // Asked for rarely, so nothing is reused.
    private static Schemas.Replacement? Write(Replacement? replacement) => replacement is null
        ? null
        : new Schemas.Replacement
        {
            Pair = MarketShapes.Write(replacement.Pair),
            Terms = AccountEventShapes.Write(replacement.Terms, new Schemas.OrderTerms()),
            EvenIfCancelFails = replacement.EvenIfCancelFails,
        };

    private static Schemas.CreditDeposit Write(CreditDeposit credit) => new()
    {
        Asset = credit.Asset.Value,
        Amount = credit.Amount.Value,
        Reference = credit.Reference,
    };

    private Schemas.SubmitOrderList Write(SubmitOrderList submit)
    {
        var list = _newLists.Take();
        list.Contingency = (int)submit.List.Contingency;
        list.Legs.Clear();
        foreach (var leg in submit.List.Legs) list.Legs.Add(OrderShapes.Write(leg, _newOrders.Take()));

        var stored = _submitLists.Take();
        stored.List = list;
        return stored;
    }

    private Schemas.ReduceOrder Write(ReduceOrder reduce)
    {
        var stored = _reduceOrders.Take();
        stored.Owner = reduce.Owner.Value;
        stored.OrderId = reduce.OrderId.Value;
        stored.Quantity = reduce.Quantity.Value;
        stored.ClientOrderId = reduce.ClientOrderId;
        return stored;
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
        stored.CancelName = cancel.CancelName;
        stored.Replacement = Write(cancel.Replacement);
        return stored;
    }

    private Schemas.OrdersChanged Write(OrdersChanged changed)
    {
        var stored = _ordersChanged.Take();
        stored.Symbol = changed.Symbol;
        stored.AnswersCancel = changed.AnswersCancel;
        stored.CancelRefusal = (int)changed.CancelRefusal;
        stored.CancelName = changed.CancelName;
        stored.Replacement = Write(changed.Replacement);
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
        stored.IsPending = false;
        stored.Quantity = 0;
        stored.ClientOrderId = "";
        stored.Match = null;
        stored.Role = 0;
        stored.OtherOrderId = 0;
        stored.QuoteAmount = 0;
        stored.ListId = 0;
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
            case OrderWaits waits:
                stored.Kind = (int)ChangeKind.Waits;
                stored.IsPending = waits.IsPending;
                break;
            case OrderWorks:
                stored.Kind = (int)ChangeKind.Works;
                break;
            case OrderReduced reduced:
                stored.Kind = (int)ChangeKind.Reduced;
                stored.Quantity = reduced.Quantity.Value;
                stored.ClientOrderId = reduced.ClientOrderId;
                break;
            case OrderKeptFromTrading kept:
                stored.Kind = (int)ChangeKind.KeptFromTrading;
                stored.Match = OrderShapes.Write(kept.Match, _matches.Take());
                stored.Role = (int)kept.Role;
                stored.OtherOrderId = kept.OtherOrderId.Value;
                stored.QuoteAmount = kept.QuoteAmount.Value;
                break;
            case ListEntered entered:
                stored.Kind = (int)ChangeKind.ListEntered;
                stored.ListId = entered.ListId.Value;
                break;
            default: throw new UnreachableException($"No stored shape for order change {change.GetType().Name}.");
        }

        return stored;
    }
}
