using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using static MiniExchange.Domain.Tests.Books.Orders;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>What the book keeps its orders and plans in: nothing of what was there before may show.</summary>
public sealed class BookMemoryTests
{
    [Fact]
    public void Decide_IntoAPlanThatHadOthers_PlansTheSame()
    {
        var (book, other) = (new Book(), new Book());
        var plan = new List<BookEvent>();
        Decide((state, events) => BookDecider.SetTerms(state, Pairs.BtcUsdt, events));
        var pair = new NewOrderList(
            Contingency.Oco, [PostOnly(Alice, Side.Sell, 120, 5), Stop(Alice, OrderType.StopLoss, Side.Sell, 80, 5)]);
        for (var i = 0; i < 3; i++)
        {
            Enter(Iceberg(Alice, Side.Sell, 100, 9, shown: 2));
            Enter(Limit(Bob, Side.Sell, 100, 4));
            Enter(Stop(Carol, OrderType.StopLoss, Side.Buy, 200 + i, 1));
            Decide((state, events) => BookDecider.EnterList(state, pair, events));
            Enter(Limit(Alice, Side.Buy, 100, 3, prevention: SelfTradePrevention.Decrement));
            Enter(MarketByQuote(Carol, Side.Buy, 5_000));
            Enter(Limit(Carol, Side.Buy, 100, 2, TimeInForce.Fok));
            Enter(Limit(Bob, Side.Buy, 90, 2));
            Decide((state, events) => BookDecider.Reduce(state, new AccountId(Bob), TestBook.Id(state.OrderCount), new QuantityLots(1), events));
            Decide((state, events) => BookDecider.Cancel(state, new AccountId(Bob), TestBook.Id(state.OrderCount), QuantityLots.Zero, events));
            Decide((state, events) => BookDecider.SetHalted(state, !state.IsHalted, events));
            Decide((state, events) => BookDecider.SetHalted(state, !state.IsHalted, events));
        }

        Assert.Equal(book.StateHash(), other.StateHash());

        void Enter(NewOrder order) => Decide((state, events) => BookDecider.Enter(state, order, events));

        void Decide(Action<Book, List<BookEvent>> decide)
        {
            var fresh = new List<BookEvent>();
            decide(book, plan);
            decide(other, fresh);
            Assert.NotEmpty(fresh);
            Assert.Equal(fresh, plan);
            foreach (var happened in plan) book.Apply(happened);
            foreach (var happened in fresh) other.Apply(happened);
            plan.Clear();
        }
    }

    [Fact]
    public void Orders_WhenSomeRestForVeryLong_AreFoundByTheirNumbersAndNoOthers()
    {
        var random = new SeededRandom(5);
        var book = Opened();
        var resting = new List<long>();
        var gone = new HashSet<long>();
        for (var number = 1L; number <= 12_000; number++)
        {
            Sell(book, 1_000 + number % 7);
            resting.Add(number);

            // One of sixteen of the first ones stays for good, and of the later ones a few hundred at a time.
            while (resting.Count > 100 + number / 16)
            {
                var place = random.Between(0, resting.Count - 1);
                if (resting[place] % 16 == 0 && resting[place] < 8_000) continue;

                Cancel(book, resting[place]);
                gone.Add(resting[place]);
                resting.RemoveAt(place);
            }
        }

        Assert.Equal(resting.Count, book.RestingOrderCount);
        foreach (var number in resting)
        {
            Assert.True(book.TryGet(TestBook.Id(number), out var order));
            Assert.Equal(TestBook.Id(number), order.OrderId);
        }

        Assert.DoesNotContain(gone, number => book.TryGet(TestBook.Id(number), out _));
        foreach (var number in resting) Cancel(book, number);

        Assert.Equal((0, 0), (book.RestingOrderCount, book.LevelCount(Side.Sell)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_024)]
    [InlineData(4_999)]
    public void Levels_WhenThereAreThousands_AreThoseOfTheirOrders(int step)
    {
        var random = new SeededRandom((ulong)step);
        var book = Opened();
        var expected = new SortedDictionary<long, long>();
        var orders = new List<(long Number, long Price)>();
        for (var number = 1L; number <= 8_000; number++)
        {
            var price = step * random.Between(1L, 3_000);
            Sell(book, price);
            orders.Add((number, price));
            expected[price] = expected.GetValueOrDefault(price) + 1;
            if (random.Chance(60)) CancelOne();
        }

        var levels = new BookLevel[3_000];
        var count = book.CopyDepth(Side.Sell, levels);
        Assert.Equal(
            expected.Select(level => new BookLevel(new PriceTicks(level.Key), new QuantityLots(level.Value))), levels.Take(count));
        while (orders.Count > 0) CancelOne();

        Assert.Equal(0, book.LevelCount(Side.Sell));

        void CancelOne()
        {
            var place = random.Between(0, orders.Count - 1);
            var (number, price) = orders[place];
            Cancel(book, number);
            orders.RemoveAt(place);
            if (--expected[price] == 0) expected.Remove(price);
        }
    }

    private static Book Opened()
    {
        var book = new Book();
        Do(book, plan => BookDecider.SetTerms(book, Pairs.BtcUsdt, plan));
        return book;
    }

    private static void Sell(Book book, long price) =>
        Do(book, plan => Assert.Equal(RejectReason.None, BookDecider.Enter(book, Limit(Alice, Side.Sell, price, 1), plan)));

    private static void Cancel(Book book, long number) => Do(book, plan => Assert.Equal(
        RejectReason.None, BookDecider.Cancel(book, new AccountId(Alice), TestBook.Id(number), QuantityLots.Zero, plan)));

    private static void Do(Book book, Action<List<BookEvent>> decide)
    {
        var plan = new List<BookEvent>();
        decide(plan);
        foreach (var happened in plan) book.Apply(happened);
    }
}
