using System;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Simulation.Tests.Audit;

/// <content>What a book answers: refusals that were due, and cancels that took off just what they named.</content>
internal sealed partial class BookAudit
{
    private void CheckAnswer()
    {
        switch (_cause)
        {
            case SubmitOrder submit when _turn.BookEvents.IsEmpty:
                CheckRefusal([submit.Order]);
                break;
            case SubmitOrderList submit when _turn.BookEvents.IsEmpty:
                CheckRefusal(submit.List.Legs);
                break;
            case CancelOrders cancel:
                CheckCancel(cancel);
                break;
            case ReduceOrder reduce when _turn.BookEvents.IsEmpty:
                CheckReduceRefusal(reduce);
                break;
            case ReduceOrder reduce:
                Require(Find(reduce.OrderId)!.LeftLots + Find(reduce.OrderId)!.GoneLots == reduce.Quantity.Value, $"{reduce.OrderId} was not amended");
                break;
        }
    }

    private void CheckRefusal(ImmutableArray<NewOrder> orders)
    {
        var changes = _turn.Sends is [{ Message: OrdersChanged told }] ? told.Changes : [];
        Require(changes.Length == orders.Length && changes.All(change => change is OrderNotTaken), "an order was neither taken nor refused");
        var reason = ((OrderNotTaken)changes[0]).Reason;
        var isPair = orders.Length > 1;
        var isDue = orders.Select((order, place) => IsRefusalDue(order, reason, isPending: isPair && place > 0 && !IsPair(orders))).Any(due => due)
            || (reason == RejectReason.PricesOutOfOrder && isPair && ArePricesOutOfOrder(orders));
        Require(isDue, $"refused {string.Join(" and ", orders)} for {reason} with the last trade at {_lastTicks}");
        foreach (var order in orders) _tell.Of(order.AccountId, new OrderNotTaken(order.HoldId, reason));
    }

    private bool IsRefusalDue(NewOrder order, RejectReason reason, bool isPending)
    {
        var opposite = _book.Best(SlowBook.Opposite(order.Side));
        var asOrder = new SlowOrder { Id = default, Order = order, LeftLots = order.Quantity.Value };
        return reason switch
        {
            RejectReason.BookHalted => _isHalted || _pair is null,
            RejectReason.NotionalTooSmall => NotionalAtMarket(order) is { } least && least < _pair!.Terms.MinNotional.Value,
            RejectReason.NotionalTooLarge => NotionalAtMarket(order) is { } most && most > _pair!.Terms.Limits.MaxNotional.Value,
            RejectReason.PriceTooFarFromMarket or RejectReason.PriceTooFarFromMarketForSide => IsOutsideBands(asOrder),
            _ when isPending => false,
            RejectReason.WouldTake => WouldTake(order),
            RejectReason.WouldTriggerAtOnce => IsMetAlready(asOrder),
            RejectReason.CostExceedsHold => order.Type == OrderType.Market,
            RejectReason.QuoteQuantityBelowOneLot => order.QuoteQuantity.Value > 0 && opposite is not null
                && _pair!.Quote(1, opposite.Ticks) > order.QuoteQuantity.Value,
            _ => false,
        };
    }

    private void CheckReduceRefusal(ReduceOrder reduce)
    {
        var reason = _turn.Sends is [{ Message: OrdersChanged { Changes.IsEmpty: true } told }] ? told.CancelRefusal : RejectReason.None;
        var order = Find(reduce.OrderId) is { } found && found.Order.AccountId == reduce.Owner ? found : null;
        var all = order is null ? 0 : order.LeftLots + order.GoneLots;
        var isDue = reason switch
        {
            RejectReason.UnknownOrder => order is null,
            RejectReason.AmendmentNotAReduction => order is not null && reduce.Quantity.Value > all,
            RejectReason.AmendmentChangesNothing => order is not null && reduce.Quantity.Value == all,
            RejectReason.AmendmentLeavesNothing => order is not null && reduce.Quantity.Value <= order.GoneLots,
            _ => false,
        };
        Require(isDue, $"refused to amend {reduce} for {reason}");
    }

    private void CheckCancel(CancelOrders cancel)
    {
        // Those that rested are gone by now, unless they were to go with another quantity; the events said whose they were.
        var onlyIfLots = cancel.OnlyIfRemaining.Value;
        foreach (var id in cancel.Orders)
        {
            Require(Find(id) is not { } left || (onlyIfLots != 0 && left.LeftLots != onlyIfLots), $"{id} is still open after its cancel");
        }

        foreach (var happened in _turn.BookEvents.Where(happened => cancel.Orders.Contains(happened.OrderId)))
        {
            Require(onlyIfLots == 0 || happened.Quantity.Value == onlyIfLots, $"{happened.OrderId} was canceled with another quantity than asked for");
            var list = _lists.Values.FirstOrDefault(list => list.Legs.Contains(happened.OrderId));
            RequireLists(list is null || list.Open.Count == 0, $"{happened.OrderId} was canceled, and not all of its list");
        }

        var answer = _turn.Sends is [{ Message: OrdersChanged told }] ? told : null;
        var isOneAnswer = answer is { AnswersCancel: true }
            && answer.CancelName == cancel.CancelName
            && answer.Replacement == cancel.Replacement
            && (answer.CancelRefusal == RejectReason.None) == !_turn.BookEvents.IsEmpty;
        RequireOf("reports", isOneAnswer, $"{cancel} was answered by {answer}");
    }

    private Int128? NotionalAtMarket(NewOrder order) => order switch
    {
        { Type: not OrderType.Market } => null,
        { QuoteQuantity.Value: > 0 } => order.QuoteQuantity.Value,
        _ => _lastTicks is { } last ? _pair!.Quote(order.Quantity.Value, last) : null,
    };

    private bool WouldTake(NewOrder order) =>
        order.Type == OrderType.LimitMaker
        && _book.Best(SlowBook.Opposite(order.Side)) is { } best
        && (order.Side == Side.Buy ? best.Ticks <= order.LimitPrice.Value : best.Ticks >= order.LimitPrice.Value);

    private bool IsOutsideBands(SlowOrder order)
    {
        if (_lastTicks is not { } last || order.IsAtMarket) return false;

        var limits = _pair!.Terms.Limits;
        return IsOutside(limits.Band) || IsOutside(order.Side == Side.Buy ? limits.BidBand : limits.AskBand);

        bool IsOutside(PriceBand? band) => band is { } given
            && (order.Ticks * 1_000_000 < last * given.DownPpm || order.Ticks * 1_000_000 > last * given.UpPpm);
    }

    private bool IsPair(ImmutableArray<NewOrder> legs) => ((SubmitOrderList)_cause!).List.Contingency == Contingency.Oco && legs.Length == 2;

    private bool ArePricesOutOfOrder(ImmutableArray<NewOrder> legs)
    {
        if (((SubmitOrderList)_cause!).List.Contingency == Contingency.Oto) return false;

        var (above, below) = (InPlay(legs[^2]), InPlay(legs[^1]));
        if (above > 0 && below > 0 && above <= below) return true;
        return IsPair(legs) && _lastTicks is { } last && ((above > 0 && above <= last) || (below > 0 && below >= last));

        static long InPlay(NewOrder leg) => leg.Stop == default ? leg.LimitPrice.Value : leg.Stop.StopPrice.Value;
    }
}
