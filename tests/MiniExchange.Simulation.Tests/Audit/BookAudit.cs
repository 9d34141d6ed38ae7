using System.Collections.Generic;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One book's events against the slow book: priority, prices, quantities, ends, numbers, and never a crossed book.</summary>
internal sealed class BookAudit(TradesInFlight inFlight)
{
    private const string Check = "matching";
    private const int MostFillsInATurn = 128;

    private readonly SlowBook _book = new();
    private PairFacts? _pair;
    private bool _isHalted;
    private bool _isPaused;
    private bool _ownMakerExpired;
    private SlowOrder? _taker;
    private long _orders;
    private long _trades;
    private long _updates;
    private JournalTurn _turn = null!;

    public IReadOnlyList<SlowOrder> Resting => _book.Resting;

    /// <summary>Sweeps that took more than one turn.</summary>
    public int PausedSweeps { get; private set; }

    public int Trades => (int)_trades;

    public int SelfTradesPrevented { get; private set; }

    /// <summary>What was to be seen at each depth update id: levels, in text, of as many a side as were asked for at most.</summary>
    public Dictionary<long, (string Bids, string Asks)> Depths { get; } = [];

    /// <summary>Takes in a turn and what caused it; returns what each owner must be told.</summary>
    public OwnersToTell See(JournalTurn turn, ActorMessage? cause)
    {
        _turn = turn;
        var tell = new OwnersToTell();
        Require(!_isPaused || cause is null || turn.BookEvents.IsEmpty, "something was decided amid a sweep");
        var fills = 0;
        foreach (var happened in turn.BookEvents)
        {
            if (happened.Kind == BookEventKind.TradeExecuted) fills++;
            See(happened, cause, tell);
        }

        Require(fills <= MostFillsInATurn, $"{fills} fills in one turn");
        Require(_taker is null || _isPaused, "an order was left in the middle");
        if (!_isPaused)
        {
            var bid = _book.Best(Side.Buy);
            var ask = _book.Best(Side.Sell);
            Require(bid is null || ask is null || bid.Ticks < ask.Ticks, $"crossed: bid {bid?.Ticks}, ask {ask?.Ticks}");
        }

        if (cause is SubmitOrder submit && turn.BookEvents.IsEmpty) CheckRefusal(submit.Order, tell);
        if (cause is CancelOrders cancel) CheckCancel(cancel);
        Depths[_updates] = (_book.Depth(Side.Buy, 10), _book.Depth(Side.Sell, 10));
        return tell;
    }

    private void See(in BookEvent happened, ActorMessage? cause, OwnersToTell tell)
    {
        switch (happened.Kind)
        {
            case BookEventKind.TermsSet:
                _pair = new PairFacts(happened.Terms!);
                break;
            case BookEventKind.Halted:
                _isHalted = true;
                break;
            case BookEventKind.Resumed:
                _isHalted = false;
                break;
            case BookEventKind.OrderAccepted:
                Accept(happened, cause, tell);
                break;
            case BookEventKind.TradeExecuted:
                Trade(happened, tell);
                break;
            case BookEventKind.OrderRested:
                Rest(happened, tell);
                break;
            case BookEventKind.OrderEnded when happened.WasResting:
                EndResting(happened, tell);
                break;
            case BookEventKind.OrderEnded:
                EndTaker(happened, tell);
                break;
            case BookEventKind.SweepPaused:
                Require(_taker?.Id == happened.OrderId, "paused another order");
                _isPaused = true;
                PausedSweeps++;
                break;
        }
    }

    private void Accept(in BookEvent happened, ActorMessage? cause, OwnersToTell tell)
    {
        Require(_pair is not null && !_isHalted, "accepted an order while not trading");
        Require(_taker is null, "accepted an order while another one takes");
        Require(cause is SubmitOrder, "accepted an order that nobody sent");
        var sent = ((SubmitOrder)cause).Order with { Held = AssetUnits.Zero };
        var accepted = new NewOrder(
            happened.AccountId,
            happened.HoldId,
            happened.Side,
            happened.Type,
            happened.TimeInForce,
            happened.Price,
            happened.Quantity,
            happened.QuoteQuantity,
            AssetUnits.Zero,
            happened.SelfTradePrevention);
        Require(sent == accepted, $"accepted {accepted}, not what was sent, {sent}");
        Require(happened.OrderId.Value == ((long)_pair.Terms.Id.Value << 40) + ++_orders, $"numbered an order {happened.OrderId}");
        _ownMakerExpired = false;
        _taker = new SlowOrder
        {
            Id = happened.OrderId,
            Order = accepted,
            LeftLots = accepted.Quantity.Value,
            LeftQuote = accepted.QuoteQuantity.Value,
        };
        tell.Of(happened.AccountId, new OrderEntered(happened.HoldId, happened.OrderId));
    }

    private void Trade(in BookEvent trade, OwnersToTell tell)
    {
        Require(_taker is not null && _taker.Id == trade.OrderId, $"traded for {trade.OrderId}, which does not take");
        _isPaused = false;
        var maker = _book.NextFor(_taker);
        Require(maker is not null, $"{_taker.Id} traded with {trade.MakerOrderId}, and meets nobody");
        Require(maker.Id == trade.MakerOrderId, $"{_taker.Id} traded with {trade.MakerOrderId}, but {maker.Id} is next");
        Require(trade.Price.Value == maker.Ticks, $"traded at {trade.Price}, not at the maker's price {maker.Ticks}");
        Require(
            maker.Order.AccountId != _taker.Order.AccountId || _taker.Order.SelfTradePrevention == SelfTradePrevention.None,
            "an account traded with itself against its order's mode");
        Require(_taker.Order.Type != OrderType.LimitMaker, "a post-only order took");
        Require(trade.MakerAccountId == maker.Order.AccountId && trade.MakerHoldId == maker.Order.HoldId, "named another maker");
        Require(trade.AccountId == _taker.Order.AccountId && trade.HoldId == _taker.Order.HoldId, "named another taker");
        var lots = long.Min(Wanted(_taker, maker.Ticks), maker.LeftLots);
        Require(trade.Quantity.Value == lots && lots > 0, $"traded {trade.Quantity} lots instead of {lots}");
        Require(trade.TradeId.Value == ((long)_pair!.Terms.Id.Value << 40) + ++_trades, $"numbered a trade {trade.TradeId}");

        var quote = _pair.Quote(lots, maker.Ticks);
        _taker.TakenLots += lots;
        _taker.TakenQuote += quote;
        if (_taker.Order.QuoteQuantity.Value > 0) _taker.LeftQuote -= quote;
        else _taker.LeftLots -= lots;
        maker.LeftLots -= lots;
        _updates++;

        Fill(trade, _taker, LiquidityRole.Taker, tell);
        Fill(trade, maker, LiquidityRole.Maker, tell);
        if (maker.LeftLots > 0) return;

        _book.Remove(maker);
        tell.Of(maker.Order.AccountId, new OrderFinished(maker.Order.HoldId, OrderEnd.Filled));
    }

    private void Fill(in BookEvent trade, SlowOrder order, LiquidityRole role, OwnersToTell tell)
    {
        var fill = new Fill(
            trade.TradeId,
            role,
            trade.Price,
            trade.Quantity,
            new AssetUnits((long)_pair!.Base(trade.Quantity.Value)),
            new AssetUnits((long)_pair.Quote(trade.Quantity.Value, trade.Price.Value)),
            role == LiquidityRole.Maker ? _pair.Terms.MakerFeePpm : _pair.Terms.TakerFeePpm,
            _turn.AtUnixMicros);
        inFlight.Add(new TradeSide(_pair, order.Order.AccountId, order.Order.HoldId, order.Side, fill));
        tell.Of(order.Order.AccountId, new OrderFilled(order.Order.HoldId, fill));
    }

    private void Rest(in BookEvent rested, OwnersToTell tell)
    {
        Require(_taker is not null && _taker.Id == rested.OrderId, $"{rested.OrderId} rests, which did not take");
        Require(_taker.Order.Type != OrderType.Market && _taker.Order.TimeInForce == TimeInForce.Gtc, $"{_taker.Order} must not rest");
        Require(_book.NextFor(_taker) is null, $"{_taker.Id} rests and could trade");
        Require(rested.Quantity.Value == _taker.LeftLots && _taker.LeftLots > 0, $"{rested.Quantity} lots rest of {_taker.LeftLots}");
        Require(rested.Price == _taker.Order.LimitPrice && rested.Side == _taker.Side, "rests at another price");
        _book.Add(_taker);
        _updates++;
        FinishTaking();
        tell.Of(rested.AccountId, new OrderRests(rested.HoldId));
    }

    private void EndResting(in BookEvent ended, OwnersToTell tell)
    {
        var order = _book.Find(ended.OrderId);
        Require(order is not null, $"{ended.OrderId} ends, which does not rest");
        Require(order.LeftLots == ended.Quantity.Value, $"{ended.OrderId} ends with {ended.Quantity} lots of {order.LeftLots}");
        if (_taker is not null)
        {
            _isPaused = false;
            _ownMakerExpired = true;
            SelfTradesPrevented++;
            Require(ended.End == OrderEnd.SelfTradePrevented, $"{ended.OrderId} ends as {ended.End} while an order takes");
            Require(_book.NextFor(_taker) == order, $"{ended.OrderId} expires before its turn");
            Require(
                order.Order.AccountId == _taker.Order.AccountId
                    && _taker.Order.SelfTradePrevention is SelfTradePrevention.ExpireMaker or SelfTradePrevention.ExpireBoth,
                $"{ended.OrderId} expires against the taker's mode");
        }
        else
        {
            Require(ended.End == OrderEnd.Canceled, $"{ended.OrderId} ends as {ended.End} by itself");
        }

        _book.Remove(order);
        _updates++;
        tell.Of(ended.AccountId, new OrderFinished(ended.HoldId, ended.End));
    }

    private void EndTaker(in BookEvent ended, OwnersToTell tell)
    {
        Require(_taker is not null && _taker.Id == ended.OrderId, $"{ended.OrderId} ends, which did not take");
        var next = _book.NextFor(_taker);
        var wantsNoMore = _taker.Order.QuoteQuantity.Value > 0
            ? _taker.LeftQuote == 0 || (next is not null && Wanted(_taker, next.Ticks) == 0)
            : _taker.LeftLots == 0;
        var isDue = ended.End switch
        {
            OrderEnd.Filled => wantsNoMore && _taker.TakenLots > 0,
            OrderEnd.UnfilledIoc => _taker.Order.TimeInForce == TimeInForce.Ioc && _taker.Order.Type == OrderType.Limit && !wantsNoMore && next is null,
            OrderEnd.UnfilledFok => _taker.Order.TimeInForce == TimeInForce.Fok && _taker.TakenLots == 0 && !_book.CanFillWhole(_taker),
            OrderEnd.InsufficientLiquidity => _taker.Order.Type == OrderType.Market && (next is null || (wantsNoMore && _taker.TakenLots == 0)),
            OrderEnd.SelfTradePrevented => _taker.Order.SelfTradePrevention == SelfTradePrevention.ExpireBoth
                ? _ownMakerExpired
                : _taker.Order.SelfTradePrevention == SelfTradePrevention.ExpireTaker && next?.Order.AccountId == _taker.Order.AccountId,
            _ => false,
        };
        Require(isDue, $"{_taker.Order} ended as {ended.End} with {_taker.LeftLots} lots left, the next maker at {next?.Ticks}");
        Require(
            _taker.Order.TimeInForce != TimeInForce.Fok || _taker.TakenLots == 0 || _taker.TakenLots == _taker.Order.Quantity.Value,
            "a fill-or-kill order filled in part");
        if (ended.End == OrderEnd.SelfTradePrevented) SelfTradesPrevented++;
        FinishTaking();
        tell.Of(ended.AccountId, new OrderFinished(ended.HoldId, ended.End));
    }

    private void CheckRefusal(NewOrder order, OwnersToTell tell)
    {
        Require(_turn.Sends.Length == 1 && _turn.Sends[0].Message is OrdersChanged { Changes: [OrderNotTaken] }, "an order was neither taken nor refused");
        var reason = ((OrderNotTaken)((OrdersChanged)_turn.Sends[0].Message).Changes[0]).Reason;
        var opposite = _book.Best(SlowBook.Opposite(order.Side));
        var isDue = reason switch
        {
            RejectReason.BookHalted => _isHalted || _pair is null,
            RejectReason.WouldTake => order.Type == OrderType.LimitMaker && opposite is not null
                && (order.Side == Side.Buy ? opposite.Ticks <= order.LimitPrice.Value : opposite.Ticks >= order.LimitPrice.Value),
            RejectReason.NotionalTooSmall or RejectReason.CostExceedsHold => order.Type == OrderType.Market,
            RejectReason.QuoteQuantityBelowOneLot => order.QuoteQuantity.Value > 0 && opposite is not null
                && _pair!.Quote(1, opposite.Ticks) > order.QuoteQuantity.Value,
            _ => false,
        };
        Require(isDue, $"refused {order} for {reason}");
        tell.Of(order.AccountId, new OrderNotTaken(order.HoldId, reason));
    }

    private void CheckCancel(CancelOrders cancel)
    {
        // Those that rested are gone by now, unless they were to go with another quantity; the events said whose they were.
        var onlyIfLots = cancel.OnlyIfRemaining.Value;
        foreach (var id in cancel.Orders)
        {
            Require(_book.Find(id) is not { } left || (onlyIfLots != 0 && left.LeftLots != onlyIfLots), $"{id} still rests after its cancel");
        }

        foreach (var happened in _turn.BookEvents)
        {
            Require(onlyIfLots == 0 || happened.Quantity.Value == onlyIfLots, $"{happened.OrderId} was canceled with another quantity than asked for");
            Require(cancel.Orders.Contains(happened.OrderId) && happened.AccountId == cancel.Owner, $"{happened.OrderId} was canceled without being asked for");
        }
    }

    private long Wanted(SlowOrder taker, long ticks) => taker.Order.QuoteQuantity.Value > 0
        ? (long)(taker.LeftQuote / _pair!.Quote(1, ticks))
        : taker.LeftLots;

    private void FinishTaking()
    {
        _taker = null;
        _isPaused = false;
    }

    private void Require([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition) throw new AuditException(Check, $"{_turn}: {otherwise}.");
    }
}
