using System.Diagnostics;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;
using Wire = MiniExchange.Storage.Schemas.Wire;

namespace MiniExchange.Storage.Messaging;

/// <summary>What actors are asked, as it travels. The one place that lists the requests.</summary>
internal static class RequestShapes
{
    public static Wire.Request Write(Request request) => request switch
    {
        PlaceOrder place => new()
        {
            PlaceOrder = new() { Pair = MarketShapes.Write(place.Pair), Terms = Write(place.Terms), Limits = LimitShapes.Write(place.Limits) },
        },
        PlaceOrderList place => new() { PlaceOrderList = Write(place) },
        TestOrder test => new()
        {
            TestOrder = new() { Pair = MarketShapes.Write(test.Pair), Terms = Write(test.Terms), Limits = LimitShapes.Write(test.Limits) },
        },
        ReplaceOrder replace => new()
        {
            ReplaceOrder = new()
            {
                Cancel = Write(replace.Cancel),
                Terms = Write(replace.Terms),
                EvenIfCancelFails = replace.EvenIfCancelFails,
                Limits = LimitShapes.Write(replace.Limits),
            },
        },
        AmendOrder amend => new()
        {
            AmendOrder = new()
            {
                Pair = MarketShapes.Write(amend.Pair),
                Name = Write(amend.Name),
                Quantity = amend.Quantity.Value,
                ClientOrderId = amend.ClientOrderId,
            },
        },
        CancelOrder cancel => new() { CancelOrder = Write(cancel) },
        CancelOrderList cancel => new()
        {
            CancelOrderList = new() { Pair = MarketShapes.Write(cancel.Pair), Name = Write(cancel.Name), CancelName = cancel.CancelName },
        },
        CancelOpenOrders cancel => new()
        {
            CancelOpenOrders = new() { Pair = MarketShapes.Write(cancel.Pair), CancelName = cancel.CancelName },
        },
        BalancesOf => new() { BalancesOf = new() },
        OrderNamed named => new() { OrderNamed = new() { Pair = named.Pair.Value, Name = Write(named.Name) } },
        OrderOfRequest of => new() { OrderOfRequest = Write(of) },
        OpenOrdersOf of => new() { OpenOrdersOf = new() { Pair = of.Pair?.Value } },
        ListNamed named => new() { ListNamed = new() { Name = Write(named.Name) } },
        OpenListsOf => new() { OpenListsOf = new() },
        DepthOf of => new() { DepthOf = new() { Levels = of.Levels } },
        TryOrder order => new() { TryOrder = new() { Order = OrderShapes.Write(order.Order, new Schemas.NewOrder()) } },
        HaltBook halt => new() { HaltBook = new() { Halted = halt.Halted } },
        ListMarkets list => new() { ListMarkets = new() { Definitions = { list.Definitions.Select(LimitShapes.Write) } } },
        RestrictAccount restrict => new()
        {
            RestrictAccount = new() { AccountId = restrict.Account.Value, Reason = restrict.Reason, By = restrict.By },
        },
        LiftRestriction lift => new() { LiftRestriction = new() { AccountId = lift.Account.Value, By = lift.By } },
        RestrictionsOf of => new() { RestrictionsOf = new() { AfterAccountId = of.After.Value, Limit = of.Limit } },
        CloseBatch close => new() { CloseBatch = Write(close) },
        LastBatch => new() { LastBatch = new() },
        BatchesOf of => new() { BatchesOf = new() { BeforeNumber = of.Before, Limit = of.Limit } },
        Deposit deposit => new() { Deposit = Write(deposit) },
        _ => throw new UnreachableException($"No shape for request {request.GetType().Name}."),
    };

    public static Request Read(Wire.Request sent) => sent.RequestCase switch
    {
        Wire.Request.RequestOneofCase.PlaceOrder => new PlaceOrder(MarketShapes.Read(sent.PlaceOrder.Pair), Read(sent.PlaceOrder.Terms))
        {
            Limits = LimitShapes.Read(sent.PlaceOrder.Limits),
        },
        Wire.Request.RequestOneofCase.PlaceOrderList => Read(sent.PlaceOrderList),
        Wire.Request.RequestOneofCase.TestOrder => new TestOrder(
            MarketShapes.Read(sent.TestOrder.Pair), Read(sent.TestOrder.Terms), LimitShapes.Read(sent.TestOrder.Limits)),
        Wire.Request.RequestOneofCase.ReplaceOrder => new ReplaceOrder(
            Read(sent.ReplaceOrder.Cancel),
            Read(sent.ReplaceOrder.Terms),
            sent.ReplaceOrder.EvenIfCancelFails,
            LimitShapes.Read(sent.ReplaceOrder.Limits)),
        Wire.Request.RequestOneofCase.AmendOrder => new AmendOrder(
            MarketShapes.Read(sent.AmendOrder.Pair),
            Read(sent.AmendOrder.Name),
            new QuantityLots(sent.AmendOrder.Quantity),
            sent.AmendOrder.ClientOrderId),
        Wire.Request.RequestOneofCase.CancelOrder => Read(sent.CancelOrder),
        Wire.Request.RequestOneofCase.CancelOrderList => new CancelOrderList(
            MarketShapes.Read(sent.CancelOrderList.Pair), Read(sent.CancelOrderList.Name), sent.CancelOrderList.CancelName),
        Wire.Request.RequestOneofCase.CancelOpenOrders => new CancelOpenOrders(MarketShapes.Read(sent.CancelOpenOrders.Pair))
        {
            CancelName = sent.CancelOpenOrders.CancelName,
        },
        Wire.Request.RequestOneofCase.BalancesOf => new BalancesOf(),
        Wire.Request.RequestOneofCase.OrderNamed => new OrderNamed(new PairId(sent.OrderNamed.Pair), Read(sent.OrderNamed.Name)),
        Wire.Request.RequestOneofCase.OrderOfRequest => new OrderOfRequest(
            StoredIds.Whole(sent.OrderOfRequest.RequestIdHigh, sent.OrderOfRequest.RequestIdLow),
            sent.OrderOfRequest.RequestedSinceUnixMicros),
        Wire.Request.RequestOneofCase.OpenOrdersOf => new OpenOrdersOf(sent.OpenOrdersOf.Pair is { } pair ? new PairId(pair) : null),
        Wire.Request.RequestOneofCase.ListNamed => new ListNamed(Read(sent.ListNamed.Name)),
        Wire.Request.RequestOneofCase.OpenListsOf => new OpenListsOf(),
        Wire.Request.RequestOneofCase.DepthOf => new DepthOf(sent.DepthOf.Levels),
        Wire.Request.RequestOneofCase.TryOrder => new TryOrder(OrderShapes.Read(sent.TryOrder.Order)),
        Wire.Request.RequestOneofCase.HaltBook => new HaltBook(sent.HaltBook.Halted),
        Wire.Request.RequestOneofCase.ListMarkets => new ListMarkets([.. sent.ListMarkets.Definitions.Select(LimitShapes.Read)]),
        Wire.Request.RequestOneofCase.RestrictAccount => new RestrictAccount(
            new AccountId(sent.RestrictAccount.AccountId), sent.RestrictAccount.Reason, sent.RestrictAccount.By),
        Wire.Request.RequestOneofCase.LiftRestriction => new LiftRestriction(
            new AccountId(sent.LiftRestriction.AccountId), sent.LiftRestriction.By),
        Wire.Request.RequestOneofCase.RestrictionsOf => new RestrictionsOf(
            new AccountId(sent.RestrictionsOf.AfterAccountId), sent.RestrictionsOf.Limit),
        Wire.Request.RequestOneofCase.CloseBatch => Read(sent.CloseBatch),
        Wire.Request.RequestOneofCase.LastBatch => new LastBatch(),
        Wire.Request.RequestOneofCase.BatchesOf => new BatchesOf(sent.BatchesOf.BeforeNumber, sent.BatchesOf.Limit),
        Wire.Request.RequestOneofCase.Deposit => new Deposit(
            new AccountId(sent.Deposit.AccountId),
            new AssetId(sent.Deposit.Asset),
            new AssetUnits(sent.Deposit.Amount),
            sent.Deposit.Reference),
        _ => throw StoredNumbers.Unknown("a request of an unknown kind:", sent),
    };

    private static Schemas.OrderTerms Write(OrderTerms terms) => AccountEventShapes.Write(terms, new Schemas.OrderTerms());

    private static OrderTerms Read(Schemas.OrderTerms sent) => AccountEventShapes.Read(sent);

    private static Wire.PlaceOrderList Write(PlaceOrderList place)
    {
        var (high, low) = StoredIds.Halves(place.Terms.RequestId);
        return new()
        {
            Pair = MarketShapes.Write(place.Pair),
            Contingency = (int)place.Terms.Contingency,
            Legs = { place.Terms.Legs.Select(Write) },
            ClientListId = place.Terms.ClientListId,
            RequestIdHigh = high,
            RequestIdLow = low,
            Limits = LimitShapes.Write(place.Limits),
        };
    }

    private static PlaceOrderList Read(Wire.PlaceOrderList sent) => new(
        MarketShapes.Read(sent.Pair),
        new OrderListTerms(
            StoredNumbers.Read<Contingency>(sent.Contingency),
            [.. sent.Legs.Select(Read)],
            sent.ClientListId,
            StoredIds.Whole(sent.RequestIdHigh, sent.RequestIdLow)),
        LimitShapes.Read(sent.Limits));

    private static Wire.CancelOrder Write(CancelOrder cancel) => new()
    {
        Pair = MarketShapes.Write(cancel.Pair),
        Name = Write(cancel.Name),
        Restriction = (int)cancel.Restriction,
        CancelName = cancel.CancelName,
    };

    private static CancelOrder Read(Wire.CancelOrder sent)
    {
        StoredParts.Require(sent);
        return new(MarketShapes.Read(sent.Pair), Read(sent.Name), StoredNumbers.Read<CancelRestriction>(sent.Restriction))
        {
            CancelName = sent.CancelName,
        };
    }

    private static Wire.OrderOfRequest Write(OrderOfRequest of)
    {
        var (high, low) = StoredIds.Halves(of.RequestId);
        return new() { RequestIdHigh = high, RequestIdLow = low, RequestedSinceUnixMicros = of.RequestedSinceUnixMicros };
    }

    private static Wire.CloseBatch Write(CloseBatch close) => new()
    {
        AfterPosition = close.AfterPosition,
        ThroughPosition = close.ThroughPosition,
        Trades = close.Trades,
        Assets = { close.Assets.Select(SettlementCodec.Write) },
        Carried = { close.Carried.Select(SettlementCodec.Write) },
    };

    private static CloseBatch Read(Wire.CloseBatch sent) => new(
        sent.AfterPosition,
        sent.ThroughPosition,
        sent.Trades,
        [.. sent.Assets.Select(SettlementCodec.Read)],
        [.. sent.Carried.Select(SettlementCodec.Read)]);

    private static Wire.Deposit Write(Deposit deposit) => new()
    {
        AccountId = deposit.Account.Value,
        Asset = deposit.Asset.Value,
        Amount = deposit.Amount.Value,
        Reference = deposit.Reference,
    };

    private static Wire.OrderName Write(OrderName name) => new() { OrderId = name.OrderId.Value, ClientOrderId = name.ClientOrderId };

    private static OrderName Read(Wire.OrderName sent)
    {
        StoredParts.Require(sent);
        return new(new OrderId(sent.OrderId), sent.ClientOrderId);
    }

    private static Wire.ListName Write(ListName name) => new() { ListId = name.ListId.Value, ClientListId = name.ClientListId };

    private static ListName Read(Wire.ListName sent)
    {
        StoredParts.Require(sent);
        return new(new OrderListId(sent.ListId), sent.ClientListId);
    }
}
