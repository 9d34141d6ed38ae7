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
        var image = new BookImage(Pairs.BtcUsdt, false, 4, 5, 6, new PriceTicks(7), sweep, [order, younger], [ask]);
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
        };

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
            BookDecider.Enter(book, Limit(Bob, Side.Sell, 101, 3), plan);
            ApplyAll();
            BookDecider.Cancel(book, new AccountId(Alice), TestBook.Id(book.OrderCount - 2), QuantityLots.Zero, plan);
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
