using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Orders;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Behaviors;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>A list whose answer is lost on the way is asked for by the id of its request.</summary>
public sealed class LostListTests
{
    private static readonly PlaceOrderList Placing = new(
        Exchange.Pair,
        new OrderListTerms(Contingency.Oco, ImmutableArray<OrderTerms>.Empty, "both", Exchange.RequestId("both")),
        AccountLimits.None);

    private readonly ScriptedEngine _engine = new();

    [Fact]
    public async Task PlaceList_WhenItsAnswerIsLost_FindsOut()
    {
        var (list, legs) = Orders.Oco();
        _engine.Answer = request => request switch
        {
            PlaceOrderList => new OutcomeUnknown("lost"),
            OrderOfRequest asked when asked.RequestId == Placing.Terms.RequestId => new OrderState(legs[0]),
            ListNamed named when named.Name == new ListName(list.ListId, null) => new ListState(list, legs),
            _ => throw new InvalidOperationException($"No answer to {request}."),
        };

        var completed = Assert.IsType<Completed<ListState>>(await PlaceAsync());

        Assert.Equal(list, completed.Value.List);
        Assert.Equal(
            [typeof(PlaceOrderList), typeof(OrderOfRequest), typeof(ListNamed)], _engine.Asked.Select(asked => asked.Request.GetType()));
    }

    [Fact]
    public async Task PlaceList_WhenItsAnswerIsLostAndNothingWasPlaced_SaysThatItMayBeSentAgain()
    {
        _engine.Answer = request =>
            request is PlaceOrderList ? new OutcomeUnknown("lost") : new NotDone(RejectReason.UnknownOrder);

        Assert.IsType<NotStarted<ListState>>(await PlaceAsync());
    }

    [Fact]
    public async Task PlaceList_WhenTheListIsForgottenByThen_StaysUnknown()
    {
        _engine.Answer = request => request switch
        {
            PlaceOrderList => new OutcomeUnknown("lost"),
            OrderOfRequest => new OrderState(Orders.Oco().Legs[0]),
            _ => new NotDone(RejectReason.UnknownOrderList),
        };

        Assert.IsType<Unknown<ListState>>(await PlaceAsync());
    }

    private Task<Outcome<ListState>> PlaceAsync() =>
        new ExchangeClient(_engine, new ExchangeClientOptions(), TimeProvider.System)
            .PlaceListAsync(Exchange.Alice, Placing, long.MaxValue, CancellationToken.None);
}
