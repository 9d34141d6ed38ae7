using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests;
using MiniExchange.LoadTests.Connections;
using MiniExchange.LoadTests.Promises;
using MiniExchange.LoadTests.Traders;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>What a soak holds the exchange to: everything that it acknowledged.</summary>
public sealed class PromiseTests
{
    private const string Symbol = "BTCUSDT";

    private static readonly OrderSaid Open = new(1, 0, OrderStage.Open);
    private static readonly OrderSaid Part = new(2, 70, OrderStage.Open);
    private static readonly OrderSaid Filled = new(3, 100, OrderStage.Filled);
    private static readonly OrderSaid Canceled = new(4, 30, OrderStage.Canceled);

    private readonly Trader _trader = new("key", "secret");

    [Fact]
    public void Promises_ThatAreKept_AreNotBroken()
    {
        // What is open may go on.
        var now = Found(Open with { Executed = 5, Stage = OrderStage.Canceled }, Part with { Executed = 100, Stage = OrderStage.Filled }, Filled, Canceled);

        Assert.Empty(BrokenPromise.Among([Open, Part, Filled, Canceled, Open], now));
    }

    [Fact]
    public void Promise_OfAnOrderThatIsNotThere_IsBroken()
    {
        var broken = Assert.Single(BrokenPromise.Among([Open, Filled], Found(Open)));

        Assert.Equal((Filled, null), (broken.Said, broken.Found));
    }

    [Theory]
    [InlineData(2, 69, OrderStage.Open)]
    [InlineData(2, 69, OrderStage.Canceled)]
    [InlineData(3, 99, OrderStage.Filled)]
    [InlineData(3, 100, OrderStage.Open)]
    [InlineData(4, 29, OrderStage.Canceled)]
    [InlineData(4, 31, OrderStage.Canceled)]
    [InlineData(4, 30, OrderStage.Open)]
    public void Promise_OfMoreThanIsThere_IsBroken(long number, long executed, object stage)
    {
        OrderSaid[] said = [Open, Part, Filled, Canceled];
        var now = said.Select(order => order.OrderId == number ? new OrderSaid(number, executed, (OrderStage)stage) : order).ToArray();

        Assert.Equal(number, Assert.Single(BrokenPromise.Among(said, Found(now))).Said.OrderId);
    }

    [Fact]
    public void Ledger_KeepsAnswersByAccountAndPair_UntilTheyAreTaken()
    {
        var (ledger, other) = (new Ledger(), new Trader("other", "secret"));
        ledger.Note(_trader, Symbol, Answer("""{"symbol":"BTCUSDT","orderId":17,"orderListId":-1,"clientOrderId":"t1-2-3","transactTime":1700000000000,"price":"60000.00","origQty":"0.00034000","executedQty":"0.00017000","status":"PARTIALLY_FILLED","timeIn"""));
        ledger.Note(_trader, Symbol, Answer("""{"symbol":"BTCUSDT","orderId":17,"origClientOrderId":"t1-2-3","executedQty":"0.00034000","status":"FILLED"}"""));
        ledger.Note(other, Symbol, Answer("""{"orderId":18,"executedQty":"0.00000000","status":"CANCELED"}"""));
        ledger.Note(other, Symbol, Answer("""{"orderId":19,"executedQty":"0.000"""));
        var taken = ledger.TakeAll();

        Assert.Equal([new OrderSaid(17, 17_000, OrderStage.Open), new OrderSaid(17, 34_000, OrderStage.Filled)], taken.Said[(_trader, Symbol)]);
        Assert.Equal([new OrderSaid(18, 0, OrderStage.Canceled)], taken.Said[(other, Symbol)]);
        Assert.Equal(1, taken.Unread);
        Assert.Equal((0, 0L), (ledger.TakeAll().Said.Count, ledger.TakeAll().Unread));
    }

    [Fact]
    public async Task Check_OfMoreThanAPage_FindsWhatIsMissingAndWhatIsLess()
    {
        const int Orders = 2_500;
        var exchange = new FakeExchange([.. Enumerable.Range(1, Orders).Where(number => number != 1_700).Select(number => new OrderSaid(number, number == 2_400 ? 99 : 100, OrderStage.Filled))]);
        var ledger = new Ledger();
        for (var number = 10; number <= Orders; number++) ledger.Note(_trader, Symbol, Answer($$"""{"orderId":{{number}},"executedQty":"0.00000100","status":"FILLED"}"""));
        var check = await CheckAsync(exchange, ledger);

        Assert.Equal((1, 2_491, 2, 0), (check.Accounts, check.Acknowledged, check.Lost, check.Late));
        Assert.Equal(["1700", "2400"], check.Examples.Select(one => one.Split(' ')[2]));

        // Three pages, and once more, for history may be late.
        Assert.Equal(6, exchange.Asked);
    }

    [Fact]
    public async Task Check_OfWhatIsThereOnlyLater_IsLateAndNotLost()
    {
        var exchange = new FakeExchange([Open, Filled]) { HiddenAtFirst = Filled.OrderId };
        var ledger = new Ledger();
        ledger.Note(_trader, Symbol, Answer("""{"orderId":3,"executedQty":"0.00000100","status":"FILLED"}"""));
        ledger.Note(_trader, Symbol, Answer("""{"orderId":1,"executedQty":"0.00000000","status":"NEW"}"""));
        var check = await CheckAsync(exchange, ledger);

        Assert.Equal((2, 0, 1), (check.Acknowledged, check.Lost, check.Late));
    }

    [Fact]
    public async Task Check_OfWhatNobodyTells_IsLost()
    {
        var ledger = new Ledger();
        ledger.Note(_trader, Symbol, Answer("""{"orderId":1,"executedQty":"0.00000000","status":"NEW"}"""));
        ledger.Note(_trader, Symbol, Answer("{}"));
        var check = await CheckAsync(new FakeExchange([Open]) { Status = HttpStatusCode.Unauthorized }, ledger);

        Assert.Equal((1, 2), (check.Acknowledged, check.Lost));
    }

    [Fact]
    public async Task Check_AfterOneThatNobodyAnswered_AsksAgain()
    {
        var exchange = new FakeExchange([Open]) { Status = HttpStatusCode.Unauthorized };
        using var http = new PatientHttp(new Uri("http://exchange"), exchange);
        var check = new PromiseCheck(new OrderReader(http), grace: TimeSpan.Zero);
        var ledger = new Ledger();

        Note();
        Assert.Equal(1, (await check.RunAsync(ledger.TakeAll(), CancellationToken.None)).Lost);
        exchange.Status = HttpStatusCode.OK;
        Note();
        Assert.Equal(0, (await check.RunAsync(ledger.TakeAll(), CancellationToken.None)).Lost);

        void Note() => ledger.Note(_trader, Symbol, Answer("""{"orderId":1,"executedQty":"0.00000000","status":"NEW"}"""));
    }

    [Fact]
    public async Task Check_OfAnAccountThatIsAnsweredLate_HasAllItsGraceFromThenOn()
    {
        var grace = TimeSpan.FromSeconds(10);
        var clock = new ManualClock();
        var exchange = new FakeExchange([Open, Filled]) { HiddenAtFirst = Filled.OrderId, OnFirst = () => clock.Advance(2 * grace) };
        using var http = new PatientHttp(new Uri("http://exchange"), exchange);
        var ledger = new Ledger();
        ledger.Note(_trader, Symbol, Answer("""{"orderId":3,"executedQty":"0.00000100","status":"FILLED"}"""));
        var check = await new PromiseCheck(new OrderReader(http), grace, clock).RunAsync(ledger.TakeAll(), CancellationToken.None);

        // It is missing in the first answer and in the second one.
        Assert.Equal((0, 1, 3), (check.Lost, check.Late, exchange.Asked));
    }

    [Fact]
    public async Task Orders_ThatDoNotGrow_AreNotReadForEver()
    {
        var exchange = new FakeExchange([Open]) { IgnoresFrom = true };
        using var http = new PatientHttp(new Uri("http://exchange"), exchange);

        var problem = await Assert.ThrowsAsync<LoadFailedException>(() => new OrderReader(http).ReadAsync(_trader, Symbol, 1, 9, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("from 2 on", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"executedQty":"1","status":"NEW"}]""")]
    [InlineData("""[{"orderId":1,"executedQty":null,"status":"NEW"}]""")]
    [InlineData("""[{"orderId":1,"executedQty":"much","status":"NEW"}]""")]
    [InlineData("""[{"orderId":1,"executedQty":"9999999999999999999","status":"NEW"}]""")]
    [InlineData("""[{"orderId":9999999999999999999,"executedQty":"1","status":"NEW"}]""")]
    public async Task Check_OfAnAnswerThatCannotBeRead_IsLostAndGoesOn(string answer)
    {
        var ledger = new Ledger();
        ledger.Note(_trader, Symbol, Answer("""{"orderId":1,"executedQty":"0.00000000","status":"NEW"}"""));
        var check = await CheckAsync(new FakeExchange([]) { Answer = answer }, ledger);

        Assert.Equal((1, 1), (check.Acknowledged, check.Lost));
        Assert.Contains("could not be read", Assert.Single(check.Examples), StringComparison.Ordinal);
    }

    private static async Task<CheckFigures> CheckAsync(FakeExchange exchange, Ledger ledger)
    {
        using var http = new PatientHttp(new Uri("http://exchange"), exchange);
        return await new PromiseCheck(new OrderReader(http), grace: TimeSpan.Zero).RunAsync(ledger.TakeAll(), CancellationToken.None);
    }

    private static byte[] Answer(string text) => Encoding.ASCII.GetBytes(text);

    private static Dictionary<long, OrderSaid> Found(params OrderSaid[] orders) => orders.ToDictionary(order => order.OrderId);

    /// <summary>Answers for one account, as the public API does.</summary>
    private sealed class FakeExchange(IReadOnlyList<OrderSaid> orders) : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        /// <summary>Whatever is asked; null: what there is.</summary>
        public string? Answer { get; init; }

        /// <summary>Called with the first question.</summary>
        public Action? OnFirst { get; init; }

        /// <summary>Whether it begins with the first order whatever it was asked.</summary>
        public bool IgnoresFrom { get; init; }

        /// <summary>In the first two answers.</summary>
        public long HiddenAtFirst { get; init; }

        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (++Asked == 1) OnFirst?.Invoke();
            var asked = request.RequestUri!.Query.TrimStart('?').Split('&').Select(part => part.Split('=')).ToDictionary(part => part[0], part => part[1]);
            var from = long.Parse(asked["orderId"], CultureInfo.InvariantCulture);
            var page = orders
                .Where(order => (IgnoresFrom || order.OrderId >= from) && (Asked > 2 || order.OrderId != HiddenAtFirst))
                .Take(int.Parse(asked["limit"], CultureInfo.InvariantCulture))
                .Select(order => string.Create(CultureInfo.InvariantCulture, $$"""{"orderId":{{order.OrderId}},"executedQty":"{{order.Executed / 100_000_000m:0.00000000}}","status":"{{(order.Stage == OrderStage.Filled ? "FILLED" : "NEW")}}"}"""));
            return Task.FromResult(new HttpResponseMessage(Status) { Content = new StringContent(Answer ?? $"[{string.Join(',', page)}]") });
        }
    }
    /// <summary>Stands still unless it is moved.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
