using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>A few accounts that trade at random on one book, by the domain's own rules; everything from one seed.</summary>
/// <remarks>What a book tells its accounts arrives late and at random, so that much is in flight.</remarks>
internal sealed class SmallMarket
{
    private const int AccountCount = 4;

    private readonly InMemoryFeed _feed;
    private readonly Book _book = new();
    private readonly Account[] _accounts;
    private readonly Queue<OrderChange>[] _toldToAccounts;
    private readonly Queue<(AccountId Owner, NewOrder? Order, OrderId Cancel)> _toldToBook = [];
    private ulong _random;
    private readonly Func<long>? _time;
    private int _clock;

    /// <param name="feed">Where what happens is written to.</param>
    /// <param name="seed">Of everything.</param>
    /// <param name="time">The time of each turn, never before the last; a microsecond later each time if null.</param>
    public SmallMarket(InMemoryFeed feed, ulong seed, Func<long>? time = null)
    {
        _feed = feed;
        _time = time;
        _random = seed;
        _accounts = [.. Enumerable.Range(1, AccountCount).Select(id => Account.Empty(new AccountId(id)))];
        _toldToAccounts = [.. _accounts.Select(_ => new Queue<OrderChange>())];
        var terms = new List<BookEvent>();
        BookDecider.SetTerms(_book, Pair, terms);
        Happen(terms);
        for (var account = 0; account < AccountCount; account++)
        {
            Decide(account, new Credit(Btc, new AssetUnits(1_000_000_000), "btc", Now()));
            Decide(account, new Credit(Usdt, new AssetUnits(1_000_000_000_000), "usdt", Now()));
        }
    }

    public IReadOnlyList<Account> Accounts => _accounts;

    public Book Book => _book;

    /// <summary>What accounts have, available and frozen, at each position of the journal.</summary>
    public Dictionary<long, Dictionary<AssetId, (Int128 Available, Int128 Frozen)>> SumsAt { get; } = [];

    /// <summary>One step of one party, or of the messages between them.</summary>
    public void Step()
    {
        var account = Random(AccountCount);
        switch (Random(10))
        {
            case < 3:
                Place(account);
                break;
            case 3:
                Cancel(account);
                break;
            case < 6 when _toldToBook.TryDequeue(out var told):
                Match(told.Owner, told.Order, told.Cancel);
                break;
            default:
                if (_toldToAccounts[account].TryDequeue(out var change)) Decide(account, new FollowBook(change, Now()));
                break;
        }
    }

    private void Place(int account)
    {
        var side = Random(2) == 0 ? Side.Buy : Side.Sell;
        var type = Random(4) == 0 ? OrderType.Market : OrderType.Limit;
        var terms = Terms(side, 4_000_000 + Random(9), 1 + Random(60), $"order {_clock}") with { Type = type };
        if (type == OrderType.Market) terms = terms with { TimeInForce = TimeInForce.Ioc, LimitPrice = PriceTicks.None };
        else if (Random(4) == 0) terms = terms with { TimeInForce = Random(2) == 0 ? TimeInForce.Ioc : TimeInForce.Fok };

        var happened = Decide(account, new OpenOrder(Pair, terms, Now()));
        if (happened.OfType<HoldPlaced>().SingleOrDefault() is not { } hold) return;

        _toldToBook.Enqueue((
            hold.AccountId,
            new NewOrder(
                hold.AccountId, hold.HoldId, side, type, terms.TimeInForce, terms.LimitPrice, terms.Quantity,
                terms.QuoteQuantity, hold.Amount, terms.SelfTradePrevention),
            OrderId.None));
    }

    private void Cancel(int account)
    {
        var open = _accounts[account].OpenOrdersOn(BtcUsdt).Where(order => order.OrderId != OrderId.None).ToList();
        if (open.Count > 0) _toldToBook.Enqueue((_accounts[account].Id, null, open[Random(open.Count)].OrderId));
    }

    private void Match(AccountId owner, NewOrder? order, OrderId cancel)
    {
        var plan = new List<BookEvent>();
        var reason = order is { } entering
            ? BookDecider.Enter(_book, entering, plan)
            : BookDecider.Cancel(_book, owner, cancel, QuantityLots.Zero, plan);
        if (reason == RejectReason.None) Happen(plan);
        else if (order is { } refused) Tell(owner, new OrderNotTaken(refused.HoldId, reason));
    }

    private void Happen(List<BookEvent> plan)
    {
        var at = Now();
        foreach (var happened in plan)
        {
            switch (happened.Kind)
            {
                case BookEventKind.OrderAccepted:
                    Tell(happened.AccountId, new OrderEntered(happened.HoldId, happened.OrderId));
                    break;
                case BookEventKind.TradeExecuted:
                    TellOfTrade(happened, at);
                    break;
                case BookEventKind.OrderRested:
                    Tell(happened.AccountId, new OrderRests(happened.HoldId));
                    break;
                case BookEventKind.OrderEnded:
                    Tell(happened.AccountId, new OrderFinished(happened.HoldId, happened.End));
                    break;
            }

            _book.Apply(happened);
        }

        _feed.Add(Symbol, at, [.. plan]);
        KeepSums();
    }

    private void TellOfTrade(BookEvent trade, long at)
    {
        var asTaker = new Fill(
            trade.TradeId, LiquidityRole.Taker, trade.Price, trade.Quantity, Pair.BaseUnits(trade.Quantity),
            Pair.Notional(trade.Quantity, trade.Price), Pair.TakerFeePpm, at);
        Tell(trade.AccountId, new OrderFilled(trade.HoldId, asTaker));
        Tell(
            trade.MakerAccountId,
            new OrderFilled(trade.MakerHoldId, asTaker with { Role = LiquidityRole.Maker, FeeRatePpm = Pair.MakerFeePpm }));
        if (_book.TryGet(trade.MakerOrderId, out var maker) && maker.Remaining == trade.Quantity)
        {
            Tell(trade.MakerAccountId, new OrderFinished(trade.MakerHoldId, OrderEnd.Filled));
        }
    }

    private void Tell(AccountId account, OrderChange change) => _toldToAccounts[account.Value - 1].Enqueue(change);

    private ImmutableArray<AccountEvent> Decide(int account, AccountCommand command)
    {
        if (AccountDecider.Decide(_accounts[account], command) is not Accepted<AccountEvent>(var happened)) return [];

        foreach (var what in happened) _accounts[account] = AccountDecider.Evolve(_accounts[account], what);
        _feed.Add(_accounts[account].Id, [.. happened]);
        KeepSums();
        return happened;
    }

    private void KeepSums() => SumsAt[_feed.LastPosition] = _accounts
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
