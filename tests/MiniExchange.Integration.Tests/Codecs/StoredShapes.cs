using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Integration.Tests.Codecs;

/// <summary>An example of every stored shape. Those that have golden files are never changed; new ones are added.</summary>
internal static class StoredShapes
{
    internal const long At = 1_700_000_000_123_456;

    internal static readonly AccountId Alice = new(42);
    internal static readonly AccountId Bob = new(43);
    internal static readonly HoldId Hold = new(7);
    internal static readonly AssetId Btc = new(1);
    internal static readonly AssetId Usdt = new(2);
    internal static readonly Asset BtcAsset = new(Btc, "BTC", 8);
    internal static readonly Asset UsdtAsset = new(Usdt, "USDT", 6);
    internal static readonly PairId Pair = new(1);
    internal static readonly OrderId Taker = OrderId.Of(Pair, 3);
    internal static readonly OrderId Maker = OrderId.Of(Pair, 2);
    private static readonly TradeId Trade = TradeId.Of(Pair, 1);

    internal static readonly TradingPair Terms = new(
        Pair, "BTCUSDT", BtcAsset, UsdtAsset, new AssetUnits(10_000), new AssetUnits(10_000), new PriceTicks(1), new PriceTicks(100_000_000),
        new QuantityLots(1), new QuantityLots(900_000_000), new AssetUnits(5_000_000), 1_000, 2_000, 200);

    internal static readonly OrderTerms Limit = new(
        Pair, Btc, Usdt, Side.Buy, OrderType.Limit, TimeInForce.Gtc, new PriceTicks(4_000_001), new QuantityLots(50_000), AssetUnits.Zero,
        SelfTradePrevention.ExpireMaker, "my-order-1", new Guid("00112233-4455-6677-8899-aabbccddeeff"));

    internal static readonly OrderTerms MarketByQuote = new(
        Pair, Btc, Usdt, Side.Sell, OrderType.Market, TimeInForce.Ioc, PriceTicks.None, QuantityLots.Zero, new AssetUnits(123_456_789),
        SelfTradePrevention.None, "数字-2", new Guid("ffeeddcc-bbaa-9988-7766-554433221100"));

    private static readonly NewOrder Incoming = new(
        Alice, Hold, Side.Buy, OrderType.Limit, TimeInForce.Ioc, new PriceTicks(4_000_001), new QuantityLots(50_000), AssetUnits.Zero,
        new AssetUnits(20_000_005_000), SelfTradePrevention.ExpireBoth);

    private static readonly NewOrder IncomingByQuote = new(
        Bob, new HoldId(9), Side.Sell, OrderType.Market, TimeInForce.Ioc, PriceTicks.None, QuantityLots.Zero, new AssetUnits(123_456_789),
        new AssetUnits(5_000_000), SelfTradePrevention.None);

    internal static readonly OrderListId List = OrderListId.Of(Pair, 4);

    internal static readonly TradingPair LimitedTerms = Terms with
    {
        Limits = new PairLimits
        {
            MinMarketQuantity = new QuantityLots(2),
            MaxMarketQuantity = new QuantityLots(3),
            MaxNotional = new AssetUnits(4),
            Band = new PriceBand(5, 6),
            BidBand = new PriceBand(7, 8),
            AskBand = new PriceBand(9, 10),
            MaxIcebergParts = 11,
            MaxStopOrders = 12,
            MaxIcebergOrders = 13,
            MaxOrderLists = 14,
            MaxAmendments = 15,
            MaxPosition = new AssetUnits(16),
            TrailingAbove = new DeltaRange(17, 18),
            TrailingBelow = new DeltaRange(19, 20),
            StopProtectionPpm = 21,
        },
    };

    internal static readonly OrderTerms StopLimit = Limit with
    {
        Type = OrderType.StopLossLimit,
        Stop = new StopTerms(new PriceTicks(3_900_000), 250),
        DisplayQuantity = new QuantityLots(5_000),
        StrategyId = 37,
        StrategyType = 1_000_000,
    };

    internal static readonly NewOrder IncomingStop = Incoming with
    {
        Type = OrderType.TakeProfitLimit,
        TimeInForce = TimeInForce.Gtc,
        Stop = new StopTerms(new PriceTicks(4_100_000), 300),
        DisplayQuantity = new QuantityLots(6_000),
    };

    private static readonly PreventedMatch Prevented = new(
        17, new PriceTicks(4_000_000), SelfTradePrevention.Decrement, new QuantityLots(5), new QuantityLots(6));

    private static readonly Fill TakerFill = new(
        Trade, LiquidityRole.Taker, new PriceTicks(4_000_000), new QuantityLots(20_000), new AssetUnits(20_000_000),
        new AssetUnits(8_000_000_000), 2_000, At + 1);

    internal static readonly FillSettled Settled = new(
        Alice, Hold, TakerFill, Usdt, new AssetUnits(8_000_000_000), Btc, new AssetUnits(20_000_000), new AssetUnits(40_000), At + 2);

    /// <summary>All of them.</summary>
    public static IEnumerable<StoredShape> All =>
    [
        .. AccountShapes(), .. BookShapes(), .. CatalogShapes(), .. RiskShapes(), .. SettlementShapes(), .. TransferShapes(), .. MessageShapes(), .. CellShapes(), .. SnapshotShapes(),
    ];

    private static IEnumerable<StoredShape> AccountShapes()
    {
        yield return Account("account.credited", new Credited(Alice, Usdt, new AssetUnits(long.MaxValue), "deposit/1 ü", At));
        yield return Account("account.frozen", new AccountFrozen(Alice, At));
        yield return Account("account.unfrozen", new AccountUnfrozen(Alice, At));
        yield return Account("account.hold-placed", new HoldPlaced(Alice, Hold, Usdt, new AssetUnits(20_000_005_000), At));
        yield return Account("account.hold-released", new HoldReleased(Alice, Hold, Usdt, new AssetUnits(5_000), At));
        yield return Account(
            "account.order-placed", new OrderPlaced(Alice, Hold, Limit, At), new OrderPlaced(Alice, new HoldId(8), MarketByQuote, At));
        yield return Account("account.order-numbered", new OrderNumbered(Alice, Hold, Taker, At));
        yield return Account("account.order-opened", new OrderOpened(Alice, Hold, At));
        yield return Account("account.order-refused", new OrderRefused(Alice, Hold, RejectReason.WouldTake, At));
        yield return Account("account.fill-settled", Settled);
        yield return Account("account.order-closed", new OrderClosed(Alice, Hold, OrderEnd.SelfTradePrevented, At));
        yield return Account(
            "account.order-closed-by-name", new OrderClosed(Alice, Hold, OrderEnd.Canceled, At) { CancelName = "my-cancel" });
        yield return Account("account.order-placed-stop", new OrderPlaced(Alice, new HoldId(8), StopLimit, At) { List = Hold });
        yield return Account(
            "account.list-placed", new ListPlaced(Alice, Hold, Contingency.Otoco, "my-list", [Hold, new HoldId(8), new HoldId(9)], At));
        yield return Account("account.list-numbered", new ListNumbered(Alice, Hold, List, At));
        yield return Account("account.list-closed", new ListClosed(Alice, Hold, At));
        yield return Account(
            "account.order-parked",
            new OrderParkedInBook(Alice, Hold, IsPending: true, At),
            new OrderParkedInBook(Alice, Hold, IsPending: false, At));
        yield return Account("account.order-started", new OrderStarted(Alice, Hold, At));
        yield return Account("account.order-amended", new OrderAmended(Alice, Hold, new QuantityLots(40_000), "my-order-2", At));
        yield return Account(
            "account.trade-prevented",
            new TradePrevented(Alice, Hold, Prevented, LiquidityRole.Maker, Taker, new AssetUnits(2_400_000), At));
    }

    private static IEnumerable<StoredShape> BookShapes()
    {
        yield return BookOf("book.terms-set", BookEvent.TermsSet(Terms));
        yield return BookOf("book.halted", BookEvent.Halted());
        yield return BookOf("book.resumed", BookEvent.Resumed());
        yield return BookOf(
            "book.order-accepted",
            BookEvent.OrderAccepted(Taker, Incoming),
            BookEvent.OrderAccepted(OrderId.Of(Pair, (1L << 40) - 1), IncomingByQuote));
        yield return BookOf("book.trade-executed", BookEvent.TradeExecuted(
            Trade, Taker, Alice, Hold, Side.Buy, Maker, Bob, new HoldId(9), new PriceTicks(4_000_000), new QuantityLots(20_000)));
        yield return BookOf("book.order-rested", BookEvent.OrderRested(
            Taker, Alice, Hold, Side.Buy, new PriceTicks(4_000_001), new QuantityLots(30_000)));
        yield return BookOf(
            "book.order-ended",
            BookEvent.OrderEnded(Taker, Alice, Hold, Side.Buy, QuantityLots.Zero, OrderEnd.Filled, wasResting: false),
            BookEvent.OrderEnded(Maker, Bob, new HoldId(9), Side.Sell, new QuantityLots(3), OrderEnd.Canceled, wasResting: true));
        yield return BookOf("book.sweep-paused", BookEvent.SweepPaused(Taker, Alice, Hold));
        yield return BookOf("book.terms-set-limits", BookEvent.TermsSet(LimitedTerms));
        yield return BookOf(
            "book.order-accepted-iceberg",
            BookEvent.OrderAccepted(Taker, Incoming with { DisplayQuantity = new QuantityLots(5_000) }, List));
        yield return BookOf(
            "book.match-prevented", BookEvent.MatchPrevented(Prevented, Taker, Alice, Hold, Side.Buy, Maker, new HoldId(9)));
        yield return BookOf(
            "book.order-parked",
            BookEvent.OrderParked(Parked),
            BookEvent.OrderParked(new ParkedOrder(Maker, IncomingByQuote, OrderListId.None, IsPending: false, PriceTicks.None)));
        yield return BookOf("book.order-armed", BookEvent.OrderArmed(Parked));
        yield return BookOf("book.order-triggered", BookEvent.OrderTriggered(Parked));
        yield return BookOf("book.list-accepted", BookEvent.ListAccepted(List, Contingency.Oco, Alice));
        yield return BookOf("book.order-amended", BookEvent.OrderAmended(
            Taker, Alice, Hold, Side.Buy, new QuantityLots(40_000), new QuantityLots(20_000)));
    }

    private static IEnumerable<StoredShape> CatalogShapes()
    {
        yield return StoredShape.OfRecord(
            "catalog.asset-listed", () => new CatalogCodec(), TurnOf<CatalogEvent>(new AssetListed(BtcAsset), new AssetListed(UsdtAsset)));
        yield return StoredShape.OfRecord("catalog.pair-listed", () => new CatalogCodec(), TurnOf<CatalogEvent>(new PairListed(Terms)));
        yield return StoredShape.OfRecord(
            "catalog.pair-listed-limits", () => new CatalogCodec(), TurnOf<CatalogEvent>(new PairListed(LimitedTerms)));
    }

    private static IEnumerable<StoredShape> RiskShapes()
    {
        yield return StoredShape.OfRecord(
            "risk.account-restricted", () => new RiskCodec(), TurnOf<RiskEvent>(new AccountRestricted(Alice, "court order 数字", "user 2", At)));
        yield return StoredShape.OfRecord("risk.restriction-lifted", () => new RiskCodec(), TurnOf<RiskEvent>(new RestrictionLifted(Alice, "user 3", At)));
    }

    private static IEnumerable<StoredShape> SettlementShapes()
    {
        yield return StoredShape.OfRecord(
            "settlement.batch-closed",
            () => new SettlementCodec(),
            TurnOf<SettlementEvent>(
                new BatchClosed(Batch(1), []),
                new BatchClosed(Batch(2), [Leg])));
    }

    private static IEnumerable<StoredShape> TransferShapes()
    {
        yield return StoredShape.OfRecord(
            "transfer.deposit-requested", () => new TransferCodec(), TurnOf<TransferEvent>(new DepositRequested(Deposit, At)));
        yield return StoredShape.OfRecord("transfer.deposit-credited", () => new TransferCodec(), TurnOf<TransferEvent>(new DepositCredited(At)));
        yield return StoredShape.OfRecord(
            "transfer.deposit-refused", () => new TransferCodec(), TurnOf<TransferEvent>(new DepositRefused(RejectReason.BalanceOverflow, At)));
        yield return StoredShape.OfRecord("transfer.deposit-faulted", () => new TransferCodec(), TurnOf<TransferEvent>(new DepositFaulted(At)));
    }

    internal static DepositTerms Deposit => new(Alice, Usdt, new AssetUnits(123_456_789), "wire/1");

    internal static TradeLeg Leg => new(
        Trade, LiquidityRole.Taker, Usdt, new AssetUnits(8_000_000_000), Btc, new AssetUnits(20_000_000), new AssetUnits(40_000));

    // Sums of more than 64 bits.
    internal static Batch Batch(long number) => new(
        number,
        (number - 1) * 100,
        number * 100,
        Trades: 5,
        [
            new AssetNet(Btc, (Int128)long.MaxValue * 5, ((Int128)long.MaxValue * -5) - 7, 7),
            new AssetNet(Usdt, 90, -100, 10),
        ],
        At);

    private static IEnumerable<StoredShape> MessageShapes()
    {
        yield return Message("message.set-frozen", new SetFrozen(true), new SetFrozen(false));
        yield return Message("message.account-gave-up", new AccountGaveUp(Alice, "gave up on OrdersChanged from book-BTCUSDT"));
        yield return Message("message.credit-deposit", new CreditDeposit(Usdt, new AssetUnits(123_456_789), "wire/1"));
        yield return Message(
            "message.deposit-answered", new DepositAnswered(RejectReason.None), new DepositAnswered(RejectReason.BalanceOverflow));
        yield return Message("message.open-market", new OpenMarket(Terms));
        yield return Message("message.submit-order", new SubmitOrder(Incoming), new SubmitOrder(IncomingByQuote));
        yield return Message("message.cancel-orders", new CancelOrders(Alice, [Maker, Taker]), new CancelOrders(Bob, [Maker], new QuantityLots(7)), new CancelOrders(Bob, []));
        yield return Message(
            "message.orders-changed",
            new OrdersChanged(
                "BTCUSDT",
                [
                    new OrderEntered(Hold, Taker),
                    new OrderFilled(Hold, TakerFill),
                    new OrderRests(Hold),
                    new OrderFinished(Hold, OrderEnd.UnfilledIoc),
                    new OrderNotTaken(new HoldId(8), RejectReason.CostExceedsHold),
                ],
                AnswersCancel: false),
            new OrdersChanged("BTCUSDT", [], AnswersCancel: true, RejectReason.CancelRestrictionNotMet));
        yield return Message("message.submit-order-stop", new SubmitOrder(IncomingStop));
        yield return Message("message.submit-order-list", new SubmitOrderList(new NewOrderList(Contingency.Oto, [Incoming, IncomingStop])));
        yield return Message("message.reduce-order", new ReduceOrder(Alice, Maker, new QuantityLots(40_000), "my-order-2"));
        yield return Message("message.cancel-orders-replacing", new CancelOrders(Alice, [Maker])
        {
            CancelName = "my-cancel",
            Replacement = new Replacement(LimitedTerms, StopLimit, EvenIfCancelFails: true),
        });
        yield return Message(
            "message.orders-changed-waiting",
            new OrdersChanged(
                "BTCUSDT",
                [
                    new ListEntered(Hold, List),
                    new OrderWaits(Hold, IsPending: true),
                    new OrderWaits(Hold, IsPending: false),
                    new OrderWorks(Hold),
                    new OrderReduced(Hold, new QuantityLots(40_000), "my-order-2"),
                    new OrderKeptFromTrading(Hold, Prevented, LiquidityRole.Taker, Maker, new AssetUnits(2_000_000)),
                ],
                AnswersCancel: true)
            {
                CancelName = "my-cancel",
                Replacement = new Replacement(Terms, Limit, EvenIfCancelFails: false),
            });
    }

    private static IEnumerable<StoredShape> CellShapes()
    {
        // A refusal: its cause and nothing else happened.
        var refusal = new Turn<AccountEvent> { AtUnixMicros = At, CauseFrom = Addresses.Book("BTCUSDT"), CauseSequence = 12 };
        yield return StoredShape.OfRecord("cell.refusal", () => new AccountCodec(), refusal);

        var acknowledging = TurnOf<AccountEvent>(new AccountFrozen(Alice, At));
        acknowledging.Acknowledged.Add(new Peer(Addresses.Book("BTCUSDT"), Consumed: 0, Sent: 31));
        acknowledging.Acknowledged.Add(new Peer(Addresses.Book("ETHBTC"), Consumed: 0, Sent: 1));
        yield return StoredShape.OfRecord("cell.acknowledgements", () => new AccountCodec(), acknowledging);

        var faulted = new Turn<BookEvent>
        {
            AtUnixMicros = At,
            CauseFrom = Addresses.Account(Alice),
            CauseSequence = 3,
            Faulted = new SubmitOrder(Incoming),
        };
        faulted.Events.Add(BookEvent.Halted());
        faulted.Sends.Add(new OpenSend(
            Addresses.Account(Alice),
            4,
            new OrdersChanged("BTCUSDT", [new OrderNotTaken(Hold, RejectReason.Faulted)], AnswersCancel: false),
            new ReplyToken(77)));
        yield return StoredShape.OfRecord("cell.faulted", () => new BookCodec(), faulted);

        var later = TurnOf(BookEvent.Resumed());
        later.AtUnixMicros = At + 5;
        yield return StoredShape.OfRecord("cell.turns", () => new BookCodec(), TurnOf(BookEvent.TermsSet(Terms), BookEvent.Halted()), later);
        yield return StoredShape.OfPeers(
            "cell.peers", () => new BookCodec(), new Peer(Addresses.Account(Alice), 3, 4), new Peer(Addresses.Account(Bob), long.MaxValue, 0));
    }

    private static IEnumerable<StoredShape> SnapshotShapes()
    {
        yield return StoredShape.OfSnapshot("account.snapshot", () => new AccountCodec(), Snapshot(
            new Account(
                Alice,
                IsFrozen: true,
                ImmutableDictionary<AssetId, Balance>.Empty
                    .Add(Usdt, new Balance(new AssetUnits(1), new AssetUnits(12_000_005_000))).Add(Btc, new Balance(new AssetUnits(5), AssetUnits.Zero)),
                ImmutableDictionary<HoldId, Hold>.Empty.Add(Hold, new Hold(Usdt, new AssetUnits(12_000_005_000))),
                ImmutableDictionary<HoldId, AccountOrder>.Empty.Add(Hold, new AccountOrder(
                    Hold, Limit, Taker, OrderStatus.PartiallyFilled, new QuantityLots(20_000), new AssetUnits(8_000_000_000), [Settled], End: null, At, At + 2)),
                [
                    new AccountOrder(
                        new HoldId(3), MarketByQuote, Maker, OrderStatus.Expired, QuantityLots.Zero, AssetUnits.Zero, [], OrderEnd.InsufficientLiquidity, At, At + 1),
                ],
                ImmutableDictionary<string, CreditTerms>.Empty
                    .Add("deposit/2", new CreditTerms(Usdt, new AssetUnits(2))).Add("deposit/1", new CreditTerms(Btc, new AssetUnits(3))),
                LastHold: 8,
                At + 2),
            new SubmitOrder(Incoming)));
        yield return StoredShape.OfSnapshot("account.snapshot-lists", () => new AccountCodec(), Snapshot(
            Domain.Accounts.Account.Empty(Alice) with
            {
                OpenOrders = ImmutableDictionary<HoldId, AccountOrder>.Empty.Add(Hold, new AccountOrder(
                    Hold, StopLimit, Taker, OrderStatus.PartiallyFilled, new QuantityLots(20_000), new AssetUnits(8_000_000_000), [], End: null, At, At + 2)
                {
                    List = Hold,
                    ListId = List,
                    WorkingSinceUnixMicros = At + 1,
                    Prevented = new QuantityLots(5),
                    LastPreventedMatch = 17,
                    FormerClientOrderId = "my-order-0",
                    Amendments = 2,
                    LastExecution = 11,
                }),
                OpenLists = ImmutableDictionary<HoldId, AccountOrderList>.Empty.Add(Hold, ListOf(Hold, List, isOpen: true)),
                ClosedLists = [ListOf(new HoldId(3), OrderListId.Of(Pair, 1), isOpen: false)],
                LastExecution = 12,
            },
            new SubmitOrder(IncomingStop)));

        var resting = new Book();
        foreach (var happened in Resting()) resting.Apply(happened);
        yield return StoredShape.OfSnapshot("book.snapshot", () => new BookCodec(), Snapshot(resting, new OrdersChanged("BTCUSDT", [new OrderRests(Hold)], AnswersCancel: false)));

        var sweeping = new Book();
        foreach (var happened in Sweeping()) sweeping.Apply(happened);
        yield return StoredShape.OfSnapshot("book.snapshot-sweeping", () => new BookCodec(), Snapshot(sweeping, new CancelOrders(Bob, [])));
        yield return StoredShape.OfSnapshot("book.snapshot-waiting", () => new BookCodec(), Snapshot(Book.From(Waiting), new CancelOrders(Bob, [])));
        yield return StoredShape.OfSnapshot("book.snapshot-new", () => new BookCodec(), Snapshot(new Book(), new CancelOrders(Bob, [])));
        yield return StoredShape.OfSnapshot(
            "catalog.snapshot", () => new CatalogCodec(), Snapshot(new MarketCatalog([BtcAsset, UsdtAsset], [Terms]), new OpenMarket(Terms)));
        yield return StoredShape.OfSnapshot("risk.snapshot", () => new RiskCodec(), Snapshot(
            new Restrictions(ImmutableSortedDictionary<long, Restriction>.Empty
                .Add(Bob.Value, new Restriction(Bob, "court order", "user 2", At))
                .Add(Alice.Value, new Restriction(Alice, "gave up on OrdersChanged", "the exchange", At + 1))),
            new SetFrozen(true)));
        yield return StoredShape.OfSnapshot(
            "settlement.snapshot", () => new SettlementCodec(), Snapshot(new Batches([Batch(1), Batch(2)], [Leg]), new SetFrozen(true)));
        yield return StoredShape.OfSnapshot("transfer.snapshot", () => new TransferCodec(), Snapshot(
            new Transfer(TransferStage.Refused, Deposit, RejectReason.BalanceOverflow), new CreditDeposit(Usdt, new AssetUnits(1), "wire/1")));
    }

    private static ParkedOrder Parked => new(Taker, IncomingStop, List, IsPending: true, new PriceTicks(4_050_000));

    internal static AccountOrderList ListOf(HoldId hold, OrderListId number, bool isOpen) => new(
        hold,
        Contingency.Oco,
        $"my-list-{hold.Value}",
        number,
        [new ListLeg(hold, Taker, "my-order-1"), new ListLeg(new HoldId(hold.Value + 1), OrderId.None, "my-order-2")],
        isOpen,
        At,
        At + 1);

    private static IEnumerable<BookEvent> Resting()
    {
        yield return BookEvent.TermsSet(Terms);
        for (var counter = 1; counter <= 4; counter++)
        {
            var side = counter % 2 == 0 ? Side.Buy : Side.Sell;
            var price = new PriceTicks(side == Side.Buy ? 3_999_999 : 4_000_000);
            var quantity = new QuantityLots(counter);
            var order = Incoming with { Side = side, TimeInForce = TimeInForce.Gtc, LimitPrice = price, Quantity = quantity, HoldId = new HoldId(counter) };
            yield return BookEvent.OrderAccepted(OrderId.Of(Pair, counter), order);
            yield return BookEvent.OrderRested(OrderId.Of(Pair, counter), Alice, order.HoldId, side, price, quantity);
        }
    }

    // An order of a list sweeps; an iceberg and a stop are a pair of which one cancels the other; a trailing stop is due.
    private static BookImage Waiting
    {
        get
        {
            var (pair, triggering) = (OrderListId.Of(Pair, 1), OrderListId.Of(Pair, 2));
            var iceberg = new RestingOrder(OrderId.Of(Pair, 1), Alice, new HoldId(1), Side.Sell, new PriceTicks(4_000_500), new QuantityLots(10))
            {
                Quantity = new QuantityLots(20),
                DisplayQuantity = new QuantityLots(4),
                Visible = new QuantityLots(3),
                ListId = pair,
            };
            var stop = IncomingStop with { Side = Side.Sell, Type = OrderType.StopLossLimit, Held = AssetUnits.Zero };
            return new BookImage(
                LimitedTerms,
                IsHalted: false,
                OrderCount: 5,
                TradeCount: 2,
                DepthUpdateId: 9,
                new PriceTicks(4_000_000),
                new Sweep(OrderId.Of(Pair, 4), Incoming with { TimeInForce = TimeInForce.Gtc, Held = AssetUnits.Zero }, new QuantityLots(2), new AssetUnits(3))
                {
                    Prevented = new QuantityLots(4),
                    PreventedQuote = new AssetUnits(5),
                    ListId = triggering,
                },
                Bids: [],
                Asks: [iceberg])
            {
                ListCount = 2,
                PreventedMatchCount = 17,
                Parked =
                [
                    new ParkedOrder(OrderId.Of(Pair, 2), stop with { HoldId = new HoldId(2) }, pair, IsPending: false, PriceTicks.None),
                    new ParkedOrder(OrderId.Of(Pair, 3), stop with { HoldId = new HoldId(3) }, OrderListId.None, IsPending: false, new PriceTicks(4_100_000)),
                    new ParkedOrder(OrderId.Of(Pair, 5), stop with { HoldId = new HoldId(5) }, triggering, IsPending: true, PriceTicks.None),
                ],
                Due = [OrderId.Of(Pair, 3)],
                Lists =
                [
                    new OpenList(pair, Contingency.Oco, [OrderId.Of(Pair, 1), OrderId.Of(Pair, 2)]),
                    new OpenList(triggering, Contingency.Oto, [OrderId.Of(Pair, 4), OrderId.Of(Pair, 5)]),
                ],
            };
        }
    }

    private static IEnumerable<BookEvent> Sweeping()
    {
        foreach (var happened in Resting()) yield return happened;
        var taker = OrderId.Of(Pair, 5);
        var order = IncomingByQuote with { Side = Side.Buy };
        yield return BookEvent.OrderAccepted(taker, order);
        yield return BookEvent.TradeExecuted(
            Trade, taker, Bob, order.HoldId, Side.Buy, OrderId.Of(Pair, 1), Alice, new HoldId(1), new PriceTicks(4_000_000), new QuantityLots(1));
        yield return BookEvent.SweepPaused(taker, Bob, order.HoldId);
    }

    private static CellSnapshot<TState> Snapshot<TState>(TState state, ActorMessage open) => new(
        RecordNumber: 300,
        At,
        state,
        [new OpenSend(Addresses.Book("BTCUSDT"), 9, open, new ReplyToken(5)), new OpenSend(Addresses.Catalog, 1, open, ReplyToken.None)],
        [new Peer(Addresses.Book("BTCUSDT"), 8, 9), new Peer(Addresses.Catalog, 0, 1)],
        [0, 120, 300]);

    private static StoredShape Account(string name, params AccountEvent[] events) =>
        StoredShape.OfRecord(name, () => new AccountCodec(), TurnOf(events));

    private static StoredShape BookOf(string name, params BookEvent[] events) =>
        StoredShape.OfRecord(name, () => new BookCodec(), TurnOf(events));

    private static StoredShape Message(string name, params ActorMessage[] messages)
    {
        var turn = new Turn<BookEvent> { AtUnixMicros = At, CauseFrom = Addresses.Account(Bob), CauseSequence = 1 };
        foreach (var message in messages) turn.Sends.Add(new OpenSend(Addresses.Account(Alice), turn.Sends.Count + 1, message, new ReplyToken(6)));
        return StoredShape.OfRecord(name, () => new BookCodec(), turn);
    }

    private static Turn<TEvent> TurnOf<TEvent>(params TEvent[] events)
    {
        var turn = new Turn<TEvent> { AtUnixMicros = At };
        turn.Events.AddRange(events);
        return turn;
    }
}
