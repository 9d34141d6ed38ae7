using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>A few accounts that trade at random on one book, as actors do but without cells; everything from one seed.</summary>
/// <remarks>What they tell each other arrives late and at random, so that much is in flight.</remarks>
internal sealed class SmallMarket
{
    private const int AccountCount = 4;
    private const int LowestTicks = 4_000_000;
    private const int StepTicks = 100;

    private readonly InMemoryFeed _feed;
    private readonly BookBehavior _book = new(Symbol);
    private readonly AccountBehavior[] _accounts;
    private readonly Queue<PlannedSend>[] _toldToAccounts;
    private readonly Queue<(ActorAddress From, PlannedSend Told)> _toldToBook = [];
    private ulong _random;
    private readonly Func<long>? _time;
    private int _clock;
    private int _names;

    /// <param name="feed">Where what happens is written to.</param>
    /// <param name="seed">Of everything.</param>
    /// <param name="time">The time of each turn, never before the last; a microsecond later each time if null.</param>
    public SmallMarket(InMemoryFeed feed, ulong seed, Func<long>? time = null)
    {
        _feed = feed;
        _time = time;
        _random = seed;
        _accounts = [.. Enumerable.Range(1, AccountCount).Select(id => new AccountBehavior(new AccountId(id)))];
        _toldToAccounts = [.. _accounts.Select(_ => new Queue<PlannedSend>())];
        Tell(Addresses.Catalog, new PlannedSend(default, new OpenMarket(Pair), ReplyToken.None));
        foreach (var account in _accounts)
        {
            Deposit(account, new CreditDeposit(Btc, new AssetUnits(1_000_000_000), "btc"));
            Deposit(account, new CreditDeposit(Usdt, new AssetUnits(1_000_000_000_000), "usdt"));
        }
    }

    public Book Book => _book.State;

    public IReadOnlyList<Account> Accounts => [.. _accounts.Select(account => account.State)];

    /// <summary>What accounts have, available and frozen, at each position of the journal.</summary>
    public Dictionary<long, Dictionary<AssetId, (Int128 Available, Int128 Frozen)>> SumsAt { get; } = [];

    /// <summary>One step of one party, or of the messages between them.</summary>
    public void Step()
    {
        var account = Random(AccountCount);
        switch (Random(16))
        {
            case < 3:
                Ask(_accounts[account], Random(5) == 0 ? NewList() : new PlaceOrder(Pair, NewTerms()));
                break;
            case 3 or 4:
                if (Change(_accounts[account].State) is { } change) Ask(_accounts[account], change);
                break;
            case < 10 when _toldToBook.TryDequeue(out var told):
                Tell(told.From, told.Told);
                break;
            default:
                if (_toldToAccounts[account].TryDequeue(out var report)) Tell(_accounts[account], report);
                break;
        }
    }

    private OrderTerms NewTerms()
    {
        var limit = Limit(Random(2) == 0 ? Side.Buy : Side.Sell, Price(), lots: 1 + Random(60));
        return Random(8) switch
        {
            0 => limit with { Type = OrderType.Market, TimeInForce = TimeInForce.Ioc, LimitPrice = PriceTicks.None },
            1 => limit with { TimeInForce = Random(2) == 0 ? TimeInForce.Ioc : TimeInForce.Fok },
            2 => limit with { DisplayQuantity = new QuantityLots(1 + Random((int)limit.Quantity.Value)) },
            3 => Stop(limit, OrderType.StopLossLimit, Price()),
            4 => AtMarket(Stop(limit, OrderType.TakeProfit, Price())),
            _ => limit,
        };
    }

    private PlaceOrderList NewList()
    {
        var side = Random(2) == 0 ? Side.Buy : Side.Sell;
        var lots = 1 + Random(20);
        var working = Limit(side, Price(), lots);
        var (above, below) = (Price(6), Price(-4));
        var pair = side == Side.Sell
            ? (Limit(side, above, lots) with { Type = OrderType.LimitMaker }, Stop(Limit(side, below, lots), OrderType.StopLossLimit, below))
            : (Stop(Limit(side, above, lots), OrderType.StopLossLimit, above), Limit(side, below, lots) with { Type = OrderType.LimitMaker });
        return Random(3) switch
        {
            0 => List(Contingency.Oco, pair.Item1, pair.Item2),
            1 => List(Contingency.Oto, working, NewTerms()),
            _ => List(Contingency.Otoco, working, pair.Item1, pair.Item2),
        };
    }

    private Request? Change(Account account)
    {
        var open = account.OpenOrdersOn(BtcUsdt).Where(order => order.OrderId != OrderId.None).ToList();
        if (open.Count == 0) return null;

        var order = open[Random(open.Count)];
        var cancel = new CancelOrder(Pair, new OrderName(order.OrderId, null), CancelRestriction.None) { CancelName = Name() };
        return Random(4) switch
        {
            0 => new AmendOrder(Pair, cancel.Name, new QuantityLots(1 + Random((int)order.Terms.Quantity.Value + 1)), Name()),
            1 => new ReplaceOrder(cancel, NewTerms(), EvenIfCancelFails: Random(2) == 0, AccountLimits.None),
            2 when order.ListId != OrderListId.None => new CancelOrderList(Pair, new ListName(order.ListId, null), Name()),
            _ => cancel,
        };
    }

    private OrderTerms Limit(Side side, int ticks, int lots) => Terms(side, ticks, lots, Name()) with
    {
        SelfTradePrevention = (SelfTradePrevention)(1 + Random(5)),
    };

    private OrderTerms Stop(OrderTerms limit, OrderType type, int ticks) => limit with
    {
        Type = type,
        Stop = new StopTerms(new PriceTicks(ticks), TrailingDeltaBips: Random(3) == 0 ? 1 : 0),
    };

    private static OrderTerms AtMarket(OrderTerms stop) => stop with
    {
        TimeInForce = TimeInForce.Ioc,
        LimitPrice = stop.Side == Side.Buy ? Pair.ProtectionPrice(stop.Stop.StopPrice) : PriceTicks.None,
    };

    private PlaceOrderList List(Contingency contingency, params OrderTerms[] legs) =>
        new(Pair, new OrderListTerms(contingency, [.. legs], Name(), legs[0].RequestId), AccountLimits.None);

    // A bip of the price is four steps, so that trailing stops are triggered too.
    private int Price(int stepsUp = 0) => LowestTicks + StepTicks * (stepsUp + Random(9));

    private string Name() => $"name {++_names}";

    private void Ask(AccountBehavior account, Request request)
    {
        var turn = Turn(ActorAddress.None, new ReplyToken(2 * ++_clock));
        var plan = new Plan<AccountEvent>();
        account.Decide(request, turn, plan);
        Happen(account, plan, turn);
    }

    private void Deposit(AccountBehavior account, CreditDeposit credit) => Tell(
        account, credit, Turn(Addresses.Transfer(account.State.Id, credit.Reference), ReplyToken.None));

    private void Tell(AccountBehavior account, PlannedSend report) =>
        Tell(account, report.Message, Turn(Addresses.Book(Symbol), report.Token));

    private void Tell(AccountBehavior account, ActorMessage message, TurnContext turn)
    {
        var plan = new Plan<AccountEvent>();
        account.Decide(message, turn, plan);
        Happen(account, plan, turn);
    }

    private void Tell(ActorAddress from, PlannedSend told)
    {
        var turn = Turn(from, told.Token);
        var plan = new Plan<BookEvent>();
        _book.Decide(told.Message, turn, plan);
        Happen(plan, turn);
        while (_book.GoesOn)
        {
            var next = Turn(ActorAddress.None, ReplyToken.None);
            var more = new Plan<BookEvent>();
            _book.GoOn(next, more);
            Happen(more, next);
        }
    }

    private void Happen(AccountBehavior account, Plan<AccountEvent> plan, TurnContext turn)
    {
        foreach (var happened in plan.Events) account.Apply(happened, turn.AtUnixMicros);
        if (!plan.IsPutOff) account.Done();
        foreach (var send in plan.Sends.Where(send => send.To == Addresses.Book(Symbol))) _toldToBook.Enqueue((Addresses.Account(account.State.Id), send));
        if (plan.Events.Count == 0) return;

        _feed.Add(account.State.Id, [.. plan.Events]);
        KeepSums();
    }

    private void Happen(Plan<BookEvent> plan, TurnContext turn)
    {
        foreach (var happened in plan.Events) _book.Apply(happened, turn.AtUnixMicros);
        foreach (var send in plan.Sends)
        {
            _toldToAccounts[Array.FindIndex(_accounts, account => Addresses.Account(account.State.Id) == send.To)].Enqueue(send);
        }

        if (plan.Events.Count == 0) return;

        _feed.Add(Symbol, turn.AtUnixMicros, [.. plan.Events]);
        KeepSums();
    }

    private TurnContext Turn(ActorAddress from, ReplyToken token)
    {
        var now = Now();
        return new TurnContext(ActorAddress.None, from, token, now, now, long.MaxValue);
    }

    private void KeepSums() => SumsAt[_feed.LastPosition] = Accounts
        .SelectMany(account => account.Balances)
        .GroupBy(balance => balance.Key)
        .ToDictionary(
            asset => asset.Key,
            asset => (
                asset.Aggregate((Int128)0, (sum, balance) => sum + balance.Value.Available.Value),
                asset.Aggregate((Int128)0, (sum, balance) => sum + balance.Value.Frozen.Value)));

    private long Now()
    {
        _clock++;
        return _time is null ? At(_clock) : _time();
    }

    // SplitMix64.
    private int Random(int below)
    {
        _random += 0x9E3779B97F4A7C15;
        var mixed = _random;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)below);
    }
}
