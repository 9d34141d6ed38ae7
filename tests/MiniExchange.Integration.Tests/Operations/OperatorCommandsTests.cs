using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Operations;
using MiniExchange.Application.Orders;
using MiniExchange.Domain;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Behaviors;
using Xunit;

namespace MiniExchange.Integration.Tests.Operations;

/// <summary>What an operator types, and what is asked of the exchange and told in answer.</summary>
public sealed class OperatorCommandsTests
{
    private static readonly TradingPair Other = Exchange.Pair with { Id = new PairId(2), Symbol = "BTCEUR" };

    private readonly ScriptedEngine _engine = new();
    private readonly MarketDirectory _markets = new();
    private int _drained;

    public OperatorCommandsTests()
    {
        _markets.Replace(MarketCatalog.Empty with { Assets = [Exchange.Btc, Exchange.Usd], Pairs = [Exchange.Pair, Other] });
        _engine.Answer = _ => Book();
    }

    [Fact]
    public async Task Pairs_AreListedWithTheirStateAndBestPrices()
    {
        _engine.Answer = _ => _engine.Asked.Last().To.ToString().Contains("BTCEUR", StringComparison.Ordinal)
            ? new DepthState(0, [], [], default, IsHalted: true)
            : Book();

        Assert.Equal(
            """
            pair    state      best bid    best ask  last price
            BTCUSD  trading  3.00000000  4.00000000  3.50000000
            BTCEUR  halted            -           -           -
            """,
            await DoneAsync("pairs"));
    }

    [Fact]
    public async Task Pairs_WhenABookDoesNotAnswer_SayWhyAndShowTheOthers()
    {
        _engine.Answer = _ => _engine.Asked.Last().To.ToString().Contains("BTCUSD", StringComparison.Ordinal)
            ? new Busy("moving to another node.")
            : Book();

        Assert.Equal(
            """
            pair    state      best bid    best ask  last price
            BTCUSD  not started, try again: moving to another node.
            BTCEUR  trading  3.00000000  4.00000000  3.50000000
            """,
            await DoneAsync("pairs"));
    }

    [Theory]
    [InlineData("halt", true, "BTCUSD: halted")]
    [InlineData("resume", false, "BTCUSD: trading")]
    public async Task HaltAndResume_TellTheBookOfThePair(string command, bool halted, string says)
    {
        _engine.Answer = request => Book() with { IsHalted = ((HaltBook)request).Halted };

        Assert.Equal(says, await DoneAsync(command, ("-p", "btcusd")));

        var asked = Assert.Single(_engine.Asked);
        Assert.Equal(Addresses.Book("BTCUSD"), asked.To);
        Assert.Equal(new HaltBook(halted), asked.Request);
    }

    [Fact]
    public async Task Book_IsShownBestLevelsFirst()
    {
        Assert.Equal(
            """
            BTCUSD: trading, last price 3.50000000, update 9
            bid quantity         bid         ask  ask quantity
              0.00002000  3.00000000  4.00000000    0.00001000
              0.00005000  2.00000000
            """,
            await DoneAsync("book", ("-p", "BTCUSD"), ("-l", "2")));
        Assert.Equal(new DepthOf(2), Assert.Single(_engine.Asked).Request);
    }

    [Fact]
    public async Task Book_WithoutANumberOfLevels_AsksForTen()
    {
        await DoneAsync("book", ("-p", "BTCUSD"));

        Assert.Equal(new DepthOf(10), Assert.Single(_engine.Asked).Request);
    }

    [Fact]
    public async Task Drain_BeginsToStopTheNode_EvenOneThatIsNotOpen()
    {
        _markets.Replace(MarketCatalog.Empty);

        Assert.Equal("This node hands over what it runs, and leaves.", await DoneAsync("drain"));

        Assert.Equal(1, _drained);
        Assert.Empty(_engine.Asked);
    }

    [Theory]
    [InlineData("There is no command sell.", "sell")]
    [InlineData("halt needs -p: The pair's symbol, such as BTCUSDT.", "halt")]
    [InlineData("There is no pair DOGEUSD.", "halt", "-p", "DOGEUSD")]
    [InlineData("drain has no -p.", "drain", "-p", "BTCUSD")]
    [InlineData("-p is given twice.", "halt", "-p", "BTCUSD", "-p", "BTCEUR")]
    [InlineData("-l must be 1 to 100.", "book", "-p", "BTCUSD", "-l", "0")]
    [InlineData("-l must be 1 to 100.", "book", "-p", "BTCUSD", "-l", "101")]
    [InlineData("-l must be 1 to 100.", "book", "-p", "BTCUSD", "-l", "many")]
    public async Task CommandThatCannotBeRead_IsNotDoneAndNothingIsAsked(string says, string command, params string[] words)
    {
        Assert.Equal(says, await NotDoneAsync(command, [.. words.Chunk(2).Select(pair => (pair[0], pair[1]))]));

        Assert.Empty(_engine.Asked);
        Assert.Equal(0, _drained);
    }

    [Theory]
    [InlineData("pairs")]
    [InlineData("halt", "-p", "BTCUSD")]
    [InlineData("book", "-p", "BTCUSD")]
    public async Task ExchangeThatIsNotOpen_IsToldOf(string command, params string[] words)
    {
        _markets.Replace(MarketCatalog.Empty);

        Assert.Equal("The exchange is not open yet.", await NotDoneAsync(command, [.. words.Chunk(2).Select(pair => (pair[0], pair[1]))]));
    }

    public static TheoryData<string, object> OtherAnswers => new()
    {
        { "BTCUSD: refused: BookHalted", new NotDone(RejectReason.BookHalted) },
        { "BTCUSD: not started, try again: no room.", new Busy("no room.") },
        { "BTCUSD: outcome unknown, look at the pair again: the node is gone.", new OutcomeUnknown("the node is gone.") },
        { "BTCUSD: the book failed on it and changed nothing; see the log", new RequestFaulted() },
    };

    [Theory]
    [MemberData(nameof(OtherAnswers))]
    public async Task WhatIsNotDone_IsToldAsSuch(string says, object answer)
    {
        _engine.Answer = _ => answer;

        Assert.Equal(says, await NotDoneAsync("halt", ("-p", "BTCUSD")));
        Assert.Equal(says, await NotDoneAsync("book", ("-p", "BTCUSD")));
    }

    // Quantities in lots of 0.00001, prices in ticks of 0.01.
    private static DepthState Book() => new(
        9,
        [new BookLevel(new PriceTicks(300), new QuantityLots(2)), new BookLevel(new PriceTicks(200), new QuantityLots(5))],
        [new BookLevel(new PriceTicks(400), new QuantityLots(1))],
        new PriceTicks(350),
        IsHalted: false);

    private async Task<string> DoneAsync(string command, params (string, string)[] arguments)
    {
        var answer = await RunAsync(command, arguments);
        Assert.True(answer.IsDone, answer.Text);
        return answer.Text;
    }

    private async Task<string> NotDoneAsync(string command, params (string, string)[] arguments)
    {
        var answer = await RunAsync(command, arguments);
        Assert.False(answer.IsDone, answer.Text);
        return answer.Text;
    }

    private Task<OperatorAnswer> RunAsync(string command, (string, string)[] arguments) =>
        new OperatorCommands(new ExchangeClient(_engine, new ExchangeClientOptions(), TimeProvider.System), _markets, () => _drained++)
            .RunAsync(command, arguments, CancellationToken.None);
}
