using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>
/// One book's events against the slow book: priority, prices, quantities, ends, numbers, and never a crossed book; here what
/// takes, rests and trades. Stops, lists and refusals are in files of their own.
/// </summary>
internal sealed partial class BookAudit(TradesInFlight inFlight)
{
    private const string Check = "matching";
    private const int MostFillsInATurn = 128;

    private readonly SlowBook _book = new();
    private readonly SlowStops _stops = new();
    private readonly Dictionary<OrderListId, SlowList> _lists = [];
    private readonly List<SlowList> _openLists = [];
    private PairFacts? _pair;
    private bool _isHalted;
    private bool _isPaused;
    private SlowOrder? _taker;
    private long? _lastTicks;
    private long _orders;
    private long _trades;
    private long _updates;
    private JournalTurn _turn = null!;
    private ActorMessage? _cause;
    private OwnersToTell _tell = null!;

    public BookCounts Counts { get; } = new();

    /// <summary>Every order that has entered and not ended, and whether it is on the ladder.</summary>
    public IEnumerable<(SlowOrder Order, bool Rests)> Open =>
        _book.Resting.Select(order => (order, true)).Concat(_stops.Parked.Select(order => (order, false)));

    /// <summary>What was to be seen at each depth update id: levels, in text, of as many a side as were asked for at most.</summary>
    public Dictionary<long, (string Bids, string Asks)> Depths { get; } = [];

    /// <summary>Takes in a turn and what caused it; returns what each owner must be told.</summary>
    public OwnersToTell See(JournalTurn turn, ActorMessage? cause)
    {
        (_turn, _cause, _tell) = (turn, cause, new OwnersToTell());
        Require(!_isPaused || cause is null || turn.BookEvents.IsEmpty, "something was decided amid a sweep");
        RequireStops(_stops.Due.Count == 0 || _isHalted || cause is null || turn.BookEvents.IsEmpty, "something was decided before an order that was due");
        var fills = 0;
        foreach (var happened in turn.BookEvents)
        {
            if (happened.Kind is BookEventKind.TradeExecuted or BookEventKind.MatchPrevented) fills++;
            RequireNothingOwed(happened);
            See(happened);
        }

        Require(fills <= MostFillsInATurn, $"{fills} fills in one turn");
        Require(_taker is null || _isPaused, "an order was left in the middle");
        RequireNothingOwed();
        RequireListsSound();
        if (!_isPaused)
        {
            var bid = _book.Best(Side.Buy);
            var ask = _book.Best(Side.Sell);
            Require(bid is null || ask is null || bid.Ticks < ask.Ticks, $"crossed: bid {bid?.Ticks}, ask {ask?.Ticks}");
        }

        CheckAnswer();
        Counts.Refills = _book.Refills;
        Depths[_updates] = (_book.Depth(Side.Buy, 10), _book.Depth(Side.Sell, 10));
        return _tell;
    }

    private void See(in BookEvent happened)
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
                Accept(happened);
                break;
            case BookEventKind.TradeExecuted:
                Trade(happened);
                break;
            case BookEventKind.MatchPrevented:
                Prevent(happened);
                break;
            case BookEventKind.OrderRested:
                Rest(happened);
                break;
            case BookEventKind.OrderEnded when _taker?.Id == happened.OrderId:
                EndTaker(happened);
                break;
            case BookEventKind.OrderEnded:
                EndOpen(happened);
                break;
            case BookEventKind.SweepPaused:
                Require(_taker?.Id == happened.OrderId, "paused another order");
                _isPaused = true;
                Counts.PausedSweeps++;
                break;
            case BookEventKind.OrderParked:
                Park(happened);
                break;
            case BookEventKind.OrderArmed:
                Arm(happened);
                break;
            case BookEventKind.OrderTriggered:
                Trigger(happened);
                break;
            case BookEventKind.ListAccepted:
                AcceptList(happened);
                break;
            case BookEventKind.OrderAmended:
                Amend(happened);
                break;
            default:
                throw new NotSupportedException($"Nothing is known of {happened.Kind}.");
        }
    }

    private void Accept(in BookEvent happened)
    {
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
            happened.SelfTradePrevention)
        {
            DisplayQuantity = happened.DisplayQuantity,
        };
        var order = Enter(happened.OrderId, happened.ListId, accepted);
        Require(!order.IsStop, "a stop order takes at once");
        StartTaking(order);
        Tell(order, new OrderEntered(happened.HoldId, happened.OrderId));
    }

    private void StartTaking(SlowOrder order)
    {
        Require(_taker is null, $"{order.Id} takes while {_taker?.Id} does");
        _taker = order;
    }

    private void Trade(in BookEvent trade)
    {
        var maker = Meet(trade);
        Require(trade.Price.Value == maker.Ticks, $"traded at {trade.Price}, not at the maker's price {maker.Ticks}");
        Require(
            maker.Order.AccountId != _taker.Order.AccountId || _taker.Order.SelfTradePrevention == SelfTradePrevention.None,
            "an account traded with itself against its order's mode");
        Require(_taker.Order.Type != OrderType.LimitMaker, "a post-only order took");
        RequireAlone(maker);
        RequireAlone(_taker);
        var lots = long.Min(Wanted(_taker, maker.Ticks), maker.ShownLots);
        Require(trade.Quantity.Value == lots && lots > 0, $"traded {trade.Quantity} lots instead of {lots}");
        Require(trade.TradeId.Value == ((long)_pair!.Terms.Id.Value << 40) + ++_trades, $"numbered a trade {trade.TradeId}");

        _taker.TakenLots += lots;
        TakeFromTaker(lots, maker.Ticks);
        _book.Take(maker, lots);
        _updates++;
        _lastTicks = maker.Ticks;
        Counts.Trades++;

        Fill(trade, _taker, LiquidityRole.Taker);
        Fill(trade, maker, LiquidityRole.Maker);
        LetStopsSee(maker.Ticks);
        if (maker.LeftLots > 0) return;

        _book.Remove(maker);
        Tell(maker, new OrderFinished(maker.Order.HoldId, OrderEnd.Filled));
        Leave(maker, isFilled: true);
    }

    /// <summary>The order that the taker meets next, which must be the one that the event names.</summary>
    [MemberNotNull(nameof(_taker))]
    private SlowOrder Meet(in BookEvent meeting)
    {
        Require(_taker is not null && _taker.Id == meeting.OrderId, $"{meeting.OrderId} met somebody, and does not take");
        _isPaused = false;
        var maker = _book.NextFor(_taker);
        Require(maker is not null, $"{_taker.Id} met {meeting.MakerOrderId}, and meets nobody");
        Require(maker.Id == meeting.MakerOrderId, $"{_taker.Id} met {meeting.MakerOrderId}, but {maker.Id} is next");
        Require(meeting.MakerAccountId == maker.Order.AccountId && meeting.MakerHoldId == maker.Order.HoldId, "named another maker");
        Require(meeting.AccountId == _taker.Order.AccountId && meeting.HoldId == _taker.Order.HoldId, "named another taker");
        return maker;
    }

    private void TakeFromTaker(long lots, long ticks)
    {
        _taker!.GoneLots += lots;
        if (_taker.Order.QuoteQuantity.Value > 0) _taker.LeftQuote -= _pair!.Quote(lots, ticks);
        else _taker.LeftLots -= lots;
    }

    private void Fill(in BookEvent trade, SlowOrder order, LiquidityRole role)
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
        Tell(order, new OrderFilled(order.Order.HoldId, fill));
    }

    private void Rest(in BookEvent rested)
    {
        Require(_taker is not null && _taker.Id == rested.OrderId, $"{rested.OrderId} rests, which did not take");
        Require(!_taker.IsAtMarket && _taker.Order.TimeInForce == TimeInForce.Gtc, $"{_taker.Order} must not rest");
        Require(_book.NextFor(_taker) is null, $"{_taker.Id} rests and could trade");
        Require(rested.Quantity.Value == _taker.LeftLots && _taker.LeftLots > 0, $"{rested.Quantity} lots rest of {_taker.LeftLots}");
        Require(rested.Price == _taker.Order.LimitPrice && rested.Side == _taker.Side, "rests at another price");
        _book.Add(_taker);
        _updates++;
        Tell(_taker, new OrderRests(rested.HoldId));
        FinishTaking();
    }

    private void EndTaker(in BookEvent ended)
    {
        var taker = _taker!;
        var next = _book.NextFor(taker);
        var wantsNoMore = taker.Order.QuoteQuantity.Value > 0
            ? taker.LeftQuote == 0 || (next is not null && Wanted(taker, next.Ticks) == 0)
            : taker.LeftLots == 0;
        var isDue = ended.End switch
        {
            OrderEnd.Filled => wantsNoMore && taker.TakenLots > 0,
            OrderEnd.UnfilledIoc => !taker.IsAtMarket && taker.Order.TimeInForce == TimeInForce.Ioc && !wantsNoMore && next is null,
            OrderEnd.UnfilledFok => taker.Order.TimeInForce == TimeInForce.Fok && taker.GoneLots == 0 && !_book.CanFillWhole(taker),
            OrderEnd.InsufficientLiquidity => taker.IsAtMarket && (next is null || (wantsNoMore && taker.TakenLots == 0)),
            OrderEnd.SelfTradePrevented => _owedTaker == taker.Id,
            _ => false,
        };
        Require(isDue, $"{taker.Order} ended as {ended.End} with {taker.LeftLots} lots left, the next maker at {next?.Ticks}");
        Require(ended.Quantity.Value == taker.LeftLots, $"{taker.Order} ended with {ended.Quantity} lots of {taker.LeftLots}");
        Require(
            taker.Order.TimeInForce != TimeInForce.Fok || taker.TakenLots == 0 || taker.LeftLots == 0,
            "a fill-or-kill order filled in part");
        _owedTaker = null;
        FinishTaking();
        Tell(taker, new OrderFinished(ended.HoldId, ended.End));
        Leave(taker, ended.End == OrderEnd.Filled);
    }

    private long Wanted(SlowOrder taker, long ticks) => taker.Order.QuoteQuantity.Value > 0
        ? (long)(taker.LeftQuote / _pair!.Quote(1, ticks))
        : taker.LeftLots;

    private void FinishTaking()
    {
        _taker = null;
        _isPaused = false;
    }

    private SlowOrder? Find(OrderId id) => _book.Find(id) ?? _stops.Find(id);

    private void Tell(SlowOrder order, OrderChange change) => _tell.Of(order.Order.AccountId, change);

    private void Require([DoesNotReturnIf(false)] bool condition, string otherwise) => RequireOf(Check, condition, otherwise);

    private void RequireStops([DoesNotReturnIf(false)] bool condition, string otherwise) => RequireOf("stops", condition, otherwise);

    private void RequireLists([DoesNotReturnIf(false)] bool condition, string otherwise) => RequireOf("lists", condition, otherwise);

    private void RequireOf(string check, [DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition) throw new AuditException(check, $"{_turn}: {otherwise}.");
    }
}
