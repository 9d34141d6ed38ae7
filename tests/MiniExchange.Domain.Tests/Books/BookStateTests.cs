using System;
using System.Collections.Generic;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

public sealed class BookStateTests
{
    [Fact]
    public void DepthUpdateId_WhenDepthChanges_GoesUpByOneForEachChange()
    {
        var book = new TestBook();
        Assert.Equal(0, book.Book.DepthUpdateId);
        book.Enter(Limit(Alice, Side.Sell, 100, 1));
        Assert.Equal(1, book.Book.DepthUpdateId);
        book.Enter(Limit(Bob, Side.Sell, 100, 1));
        Assert.Equal(2, book.Book.DepthUpdateId);

        // One trade and one expiry of an own maker; the end of the taker itself changes no depth.
        book.Enter(Limit(Bob, Side.Buy, 100, 2, TimeInForce.Ioc, SelfTradePrevention.ExpireMaker));
        Assert.Equal(4, book.Book.DepthUpdateId);

        book.Enter(Limit(Alice, Side.Buy, 100, 1));
        book.Cancel(Alice, 4);
        Assert.Equal(6, book.Book.DepthUpdateId);

        book.SetHalted(true);
        book.SetHalted(false);
        book.Enter(Market(Bob, Side.Buy, 1));
        Assert.Equal(6, book.Book.DepthUpdateId);
    }

    [Fact]
    public void TryGet_WhenOrderRests_TellsAllOfIt()
    {
        var book = new TestBook();
        var order = Limit(Alice, Side.Sell, 100, 5);
        book.Enter(order);
        book.Enter(Limit(Bob, Side.Buy, 100, 2));

        Assert.True(book.Book.TryGet(TestBook.Id(1), out var resting));

        Assert.Equal(
            new RestingOrder(
                TestBook.Id(1), order.AccountId, order.HoldId, Side.Sell, new PriceTicks(100), new QuantityLots(3))
            {
                Quantity = new QuantityLots(5),
            },
            resting);
    }

    [Fact]
    public void SetTerms_WhenAlreadySo_PlansNothing()
    {
        var book = new TestBook();

        book.SetTerms(Pairs.BtcUsdt with { });

        Assert.Empty(book.Said);
    }

    [Fact]
    public void SetTerms_WhenFeesOrLimitsChange_TakesEffect()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 5));

        book.SetTerms(Pairs.BtcUsdt with { TakerFeePpm = 5, MaxOpenOrders = 3 });

        Assert.Equal(5, book.Book.Terms!.TakerFeePpm);
        Assert.Equal(["5 at 100"], book.Asks);
    }

    public static TheoryData<string, TradingPair> OtherGrids() => new()
    {
        { "pair", Pairs.BtcUsdt with { Id = new PairId(8) } },
        { "base", Pairs.BtcUsdt with { Base = Pairs.Btc with { Id = new AssetId(9) } } },
        { "quote", Pairs.BtcUsdt with { Quote = Pairs.Usdt with { Id = new AssetId(9) } } },
        { "quote scale", Pairs.BtcUsdt with { Quote = Pairs.Usdt with { Scale = 6 } } },
        { "tick", Pairs.BtcUsdt with { TickUnits = new AssetUnits(2_000_000) } },
        { "lot", Pairs.BtcUsdt with { LotUnits = new AssetUnits(2_000) } },
    };

    [Theory]
    [MemberData(nameof(OtherGrids))]
    public void SetTerms_WhenGridChangesUnderOrders_Throws(string what, TradingPair other)
    {
        var fresh = new TestBook();
        fresh.SetTerms(other);
        Assert.True(other == fresh.Book.Terms, what);

        var used = new TestBook();
        used.Enter(Limit(Alice, Side.Sell, 100, 5));
        Assert.Throws<InvariantBrokenException>(() => used.SetTerms(other));
    }

    [Fact]
    public void SetTerms_WhenNotValid_Throws() =>
        Assert.Throws<InvariantBrokenException>(
            () => new TestBook().SetTerms(Pairs.BtcUsdt with { LotUnits = new AssetUnits(1) }));

    [Fact]
    public void SetHalted_WhenAlreadySo_PlansNothing()
    {
        var book = new TestBook();
        book.SetHalted(false);
        Assert.Empty(book.Said);
        book.SetHalted(true);
        Assert.Equal(["halted"], book.Said);
        book.SetHalted(true);
        Assert.Empty(book.Said);
        book.SetHalted(false);
        Assert.Equal(["resumed"], book.Said);
    }

    [Fact]
    public void StateHash_WhenAnyPartOfTheImageDiffers_Differs()
    {
        var order = new RestingOrder(
            TestBook.Id(1), new AccountId(1), new HoldId(2), Side.Buy, new PriceTicks(3), new QuantityLots(4));
        var younger = order with { OrderId = TestBook.Id(2) };
        var ask = order with { OrderId = TestBook.Id(3), Side = Side.Sell, Price = new PriceTicks(9) };
        var sweep = new Sweep(
            TestBook.Id(4),
            Limit(Alice, Side.Buy, 9, 8, prevention: SelfTradePrevention.ExpireBoth) with { Held = AssetUnits.Zero },
            new QuantityLots(1),
            new AssetUnits(2));
        var listed = new OrderListId(TestBook.Id(1).Value);
        var otherList = new OrderListId(TestBook.Id(2).Value);
        var trailing = Stop(Alice, OrderType.StopLossLimit, Side.Buy, 0, 7, price: 9, delta: 5) with { Held = AssetUnits.Zero };
        var parked = new ParkedOrder(TestBook.Id(6), trailing, listed, IsPending: true, PriceTicks.None);
        var follows = new ParkedOrder(TestBook.Id(7), trailing, OrderListId.None, IsPending: false, new PriceTicks(4));
        var list = new OpenList(listed, Contingency.Otoco, [order.OrderId, sweep.OrderId, parked.OrderId]);
        var image = new BookImage(Pairs.BtcUsdt, false, 4, 5, 6, new PriceTicks(7), sweep, [order, younger], [ask])
        {
            ListCount = 1,
            PreventedMatchCount = 2,
            Parked = [parked, follows],
            Lists = [list, list with { ListId = otherList }],
        };
        var images = new List<BookImage>
        {
            image,
            image with { Terms = Pairs.BtcUsdt with { MakerFeePpm = 1 } },
            image with { Terms = Pairs.BtcUsdt with { Symbol = "BTCUSDX" } },
            image with { Terms = null },
            image with { IsHalted = true },
            image with { OrderCount = 5 },
            image with { TradeCount = 6 },
            image with { DepthUpdateId = 7 },
            image with { LastPrice = new PriceTicks(8) },
            image with { Sweep = null },
            image with { Sweep = sweep with { OrderId = TestBook.Id(5) } },
            image with { Sweep = sweep with { Taken = new QuantityLots(2) } },
            image with { Sweep = sweep with { TakenQuote = new AssetUnits(3) } },
            image with { Sweep = sweep with { Order = sweep.Order with { AccountId = new AccountId(2) } } },
            image with { Sweep = sweep with { Order = sweep.Order with { HoldId = new HoldId(3) } } },
            image with { Sweep = sweep with { Order = sweep.Order with { Side = Side.Sell } } },
            image with { Sweep = sweep with { Order = sweep.Order with { Type = OrderType.LimitMaker } } },
            image with { Sweep = sweep with { Order = sweep.Order with { TimeInForce = TimeInForce.Ioc } } },
            image with { Sweep = sweep with { Order = sweep.Order with { LimitPrice = new PriceTicks(8) } } },
            image with { Sweep = sweep with { Order = sweep.Order with { Quantity = new QuantityLots(9) } } },
            image with { Sweep = sweep with { Order = sweep.Order with { QuoteQuantity = new AssetUnits(9) } } },
            image with
            {
                Sweep = sweep with
                {
                    Order = sweep.Order with { SelfTradePrevention = SelfTradePrevention.ExpireMaker },
                },
            },
            image with { Bids = [younger, order] },
            image with { Bids = [order] },
            image with { Bids = [order with { AccountId = new AccountId(2) }, younger] },
            image with { Bids = [order with { HoldId = new HoldId(3) }, younger] },
            image with { Bids = [order with { Price = new PriceTicks(4) }, younger] },
            image with { Bids = [order with { Remaining = new QuantityLots(5) }, younger] },
            image with { Asks = [] },
            image with { Bids = [order with { Quantity = new QuantityLots(5) }, younger] },
            image with { Bids = [order with { DisplayQuantity = new QuantityLots(1) }, younger] },
            image with { Bids = [order with { Visible = new QuantityLots(1) }, younger] },
            image with { Bids = [order with { ListId = listed }, younger] },
            image with { Sweep = sweep with { Prevented = new QuantityLots(1) } },
            image with { Sweep = sweep with { PreventedQuote = new AssetUnits(1) } },
            image with { Sweep = sweep with { ListId = listed } },
            image with { Sweep = sweep with { Order = sweep.Order with { DisplayQuantity = new QuantityLots(1) } } },
            image with { ListCount = 2 },
            image with { PreventedMatchCount = 3 },
            image with { Parked = [parked] },
            image with { Parked = [parked, follows with { OrderId = TestBook.Id(8) }] },
            image with { Parked = [parked, follows with { Extreme = new PriceTicks(5) }] },
            image with { Parked = [parked, follows with { Extreme = PriceTicks.None }] },
            image with { Parked = [parked with { IsPending = false }, follows] },
            image with { Parked = [parked with { ListId = otherList }, follows] },
            image with { Parked = [parked with { Order = trailing with { Quantity = new QuantityLots(1) } }, follows] },
            image with
            {
                Parked = [parked with { Order = trailing with { Stop = new StopTerms(PriceTicks.None, 6) } }, follows],
            },
            image with
            {
                Parked = [parked with { Order = trailing with { Stop = new StopTerms(new PriceTicks(9), 5) } }, follows],
            },
            image with { Due = [parked.OrderId] },
            image with { Due = [follows.OrderId] },
            image with { Due = [parked.OrderId, follows.OrderId] },
            image with { Due = [follows.OrderId, parked.OrderId] },
            image with { Lists = [list with { Contingency = Contingency.Oco }, list with { ListId = otherList }] },
            image with { Lists = [list with { Legs = [order.OrderId, TestBook.Id(5), parked.OrderId] }, list with { ListId = otherList }] },
            LimitedTo(new PairLimits { MinMarketQuantity = new QuantityLots(1) }),
            LimitedTo(new PairLimits { MaxMarketQuantity = new QuantityLots(1) }),
            LimitedTo(new PairLimits { MaxNotional = new AssetUnits(1) }),
            LimitedTo(new PairLimits { Band = new PriceBand(1, 2) }),
            LimitedTo(new PairLimits { BidBand = new PriceBand(1, 2) }),
            LimitedTo(new PairLimits { AskBand = new PriceBand(1, 2) }),
            LimitedTo(new PairLimits { MaxIcebergParts = 1 }),
            LimitedTo(new PairLimits { MaxStopOrders = 1 }),
            LimitedTo(new PairLimits { MaxIcebergOrders = 1 }),
            LimitedTo(new PairLimits { MaxOrderLists = 1 }),
            LimitedTo(new PairLimits { MaxAmendments = 1 }),
            LimitedTo(new PairLimits { MaxPosition = new AssetUnits(1) }),
            LimitedTo(new PairLimits { TrailingAbove = new DeltaRange(1, 2) }),
            LimitedTo(new PairLimits { TrailingBelow = new DeltaRange(1, 2) }),
            LimitedTo(new PairLimits { StopProtectionPpm = 1 }),
        };

        BookImage LimitedTo(PairLimits limits) => image with { Terms = Pairs.BtcUsdt with { Limits = limits } };

        var hashes = new HashSet<ulong>();
        foreach (var one in images) Assert.True(hashes.Add(Book.From(one).StateHash()), one.ToString());
    }

    [Fact]
    public void StateHash_OnAnyMachine_IsTheSame()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 5));
        book.Enter(Limit(Bob, Side.Buy, 100, 2));
        book.Enter(Limit(Bob, Side.Buy, 99, 2));

        Assert.Equal(12603017809841807982UL, book.Book.StateHash());
    }

    [Fact]
    public void ToImage_WhenReadBack_IsTheSameBook()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 101, 5));
        book.Enter(Limit(Bob, Side.Sell, 101, 6));
        book.Enter(Limit(Alice, Side.Buy, 99, 5));
        book.Enter(Limit(Bob, Side.Buy, 101, 2));

        var restored = Book.From(book.Book.ToImage());

        Assert.Equal(book.Book.StateHash(), restored.StateHash());
        Assert.Equal(book.Book.InPriority(Side.Sell), restored.InPriority(Side.Sell));
        Assert.Equal(book.Book.BestBid, restored.BestBid);
        Assert.Equal(new PriceTicks(101), restored.LastPrice);
    }

    [Fact]
    public void Apply_WhenEventCannotFollow_Throws()
    {
        var book = new TestBook();
        book.Enter(Limit(Alice, Side.Sell, 100, 5));
        book.Enter(Limit(Bob, Side.Sell, 100, 5));
        var taker = Limit(Carol, Side.Buy, 100, 5);

        // A gap in the order numbers.
        Throws(BookEvent.OrderAccepted(TestBook.Id(4), taker));

        // Nobody is taking.
        Throws(Trade(1, maker: 1, price: 100, quantity: 5));
        book.Book.Apply(BookEvent.OrderAccepted(TestBook.Id(3), taker));

        // A gap in the trade numbers, not the oldest order, another price, more than it has, nothing at all.
        Throws(Trade(2, maker: 1, price: 100, quantity: 5));
        Throws(Trade(1, maker: 2, price: 100, quantity: 5));
        Throws(Trade(1, maker: 1, price: 99, quantity: 5));
        Throws(Trade(1, maker: 1, price: 100, quantity: 6));
        Throws(Trade(1, maker: 1, price: 100, quantity: 0));

        // A remainder that is not what was left, and the end of an order that does not rest.
        Throws(BookEvent.OrderRested(
            TestBook.Id(3), taker.AccountId, taker.HoldId, Side.Buy, taker.LimitPrice, new QuantityLots(4)));
        Throws(BookEvent.OrderEnded(
            TestBook.Id(4),
            taker.AccountId,
            taker.HoldId,
            Side.Buy,
            taker.Quantity,
            OrderEnd.Canceled,
            wasResting: false));
        Throws(BookEvent.OrderEnded(
            TestBook.Id(3),
            taker.AccountId,
            taker.HoldId,
            Side.Buy,
            taker.Quantity,
            OrderEnd.Canceled,
            wasResting: true));

        book.Book.Apply(Trade(1, maker: 1, price: 100, quantity: 5));
        Assert.Equal(["5 at 100"], book.Asks);

        void Throws(BookEvent happened) => Assert.Throws<InvariantBrokenException>(() => book.Book.Apply(happened));

        BookEvent Trade(long trade, long maker, long price, long quantity) => BookEvent.TradeExecuted(
            TradeId.Of(Pairs.BtcUsdt.Id, trade),
            TestBook.Id(3),
            taker.AccountId,
            taker.HoldId,
            Side.Buy,
            TestBook.Id(maker),
            new AccountId(Alice),
            new HoldId(1),
            new PriceTicks(price),
            new QuantityLots(quantity));
    }

    [Fact]
    public void DecideAndApply_WhenArraysHaveTheirSize_AllocateNothing()
    {
        var book = new Book();
        var plan = new List<BookEvent>(16);
        BookDecider.SetTerms(book, Pairs.BtcUsdt, plan);
        ApplyAll();

        // Stops that wait above and below the market, and some that follow it, cost a trade nothing.
        for (var i = 1; i <= 50; i++)
        {
            BookDecider.Enter(book, Stop(Carol, OrderType.StopLoss, Side.Buy, 1_000 + i, 1), plan);
            ApplyAll();
            BookDecider.Enter(book, Stop(Carol, OrderType.StopLoss, Side.Sell, i, 1), plan);
            ApplyAll();
            BookDecider.Enter(book, Stop(Carol, OrderType.StopLoss, Side.Sell, 0, 1, delta: 199 * i), plan);
            ApplyAll();
        }

        for (var i = 0; i < 100; i++) TradeAndCancel();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) TradeAndCancel();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void TradeAndCancel()
        {
            BookDecider.Enter(book, Limit(Alice, Side.Sell, 100, 3), plan);
            ApplyAll();
            BookDecider.Enter(book, Market(Bob, Side.Buy, 2, held: 1_000_000), plan);
            ApplyAll();
            BookDecider.Enter(book, Iceberg(Carol, Side.Buy, 99, 9, shown: 2), plan);
            ApplyAll();
            BookDecider.Enter(book, Limit(Bob, Side.Sell, 99, 9), plan);
            ApplyAll();
            BookDecider.Enter(book, Limit(Bob, Side.Sell, 101, 3), plan);
            ApplyAll();
            BookDecider.Cancel(book, new AccountId(Alice), TestBook.Id(book.OrderCount - 4), QuantityLots.Zero, plan);
            ApplyAll();
            BookDecider.Cancel(book, new AccountId(Bob), TestBook.Id(book.OrderCount), QuantityLots.Zero, plan);
            ApplyAll();
        }

        void ApplyAll()
        {
            foreach (var happened in plan) book.Apply(happened);
            plan.Clear();
        }
    }
}
