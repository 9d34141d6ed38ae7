using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Codecs;
using MiniExchange.Storage.Messaging;
using static MiniExchange.Integration.Tests.Codecs.StoredShapes;

namespace MiniExchange.Integration.Tests.Messaging;

/// <summary>An example of everything that travels between nodes. Those that have golden files are never changed; new ones are added.</summary>
internal static class MessageExamples
{
    private static readonly ReplyToken Token = new(0x0102_0304_0506_0708);
    private static readonly Guid RequestId = new("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
    private static readonly OrderName ByName = new(OrderId.None, "my-order-1");
    private static readonly OrderName ByNumber = new(Taker, null);

    private static readonly AccountLimits Limits = new()
    {
        MaxOrders = 11,
        MaxStopOrders = 12,
        MaxIcebergOrders = 13,
        MaxOrderLists = 14,
        MaxPerOrder = ImmutableDictionary<AssetId, AssetUnits>.Empty.Add(Usdt, new AssetUnits(15)).Add(Btc, new AssetUnits(16)),
    };

    private static readonly AccountOrder Filled = new(
        StoredShapes.Hold, StopLimit, Taker, OrderStatus.Filled, new QuantityLots(20_000), new AssetUnits(8_000_000_000), [Settled], OrderEnd.Filled, At, At + 2)
    {
        List = StoredShapes.Hold,
        ListId = List,
        WorkingSinceUnixMicros = At + 1,
        Prevented = new QuantityLots(5),
        LastPreventedMatch = 17,
        FormerClientOrderId = "my-order-0",
        Amendments = 2,
        LastExecution = 11,
    };

    private static readonly AccountOrder Fresh = new(
        new HoldId(8), Limit, Maker, OrderStatus.New, QuantityLots.Zero, AssetUnits.Zero, [], End: null, At, At);

    private static readonly MarketDefinition Definition = new(
        "BTCUSDT", "BTC", "USDT", "0.01", "0.00001", "0.02", "1000000", "0.00002", "9000", "5", 1_000, 2_000, 200)
    {
        Limits = new MarketLimits
        {
            MinMarketQuantity = "1",
            MaxMarketQuantity = "2",
            MaxNotional = "3",
            MultiplierUp = "4",
            MultiplierDown = "0.5",
            BidMultiplierUp = "6",
            BidMultiplierDown = "0.7",
            AskMultiplierUp = "8",
            AskMultiplierDown = "0.9",
            MaxIcebergParts = 21,
            MaxStopOrders = 22,
            MaxIcebergOrders = 23,
            MaxOrderLists = 24,
            MaxAmendments = 25,
            MaxPosition = "26",
            MinTrailingAboveBips = 27,
            MaxTrailingAboveBips = 28,
            MinTrailingBelowBips = 29,
            MaxTrailingBelowBips = 30,
            StopProtectionPpm = 31,
        },
    };

    private static readonly Request[] TradingRequests =
    [
        new PlaceOrder(LimitedTerms, StopLimit) { Limits = Limits },
        new PlaceOrder(Terms, MarketByQuote),
        new PlaceOrderList(Terms, new OrderListTerms(Contingency.Oto, [Limit, StopLimit], "my-list", RequestId), Limits),
        new TestOrder(Terms, Limit, Limits),
        new ReplaceOrder(new CancelOrder(Terms, ByName, CancelRestriction.OnlyNew) { CancelName = "my-cancel" }, Limit, EvenIfCancelFails: true, Limits),
        new AmendOrder(Terms, ByNumber, new QuantityLots(40_000), "my-order-2"),
        new CancelOrder(Terms, ByName, CancelRestriction.OnlyPartiallyFilled),
        new CancelOrder(Terms, new OrderName(Maker, "数字-2"), CancelRestriction.None) { CancelName = "my-cancel" },
        new CancelOrderList(Terms, new ListName(List, "my-list"), "my-cancel"),
        new CancelOpenOrders(Terms) { CancelName = "my-cancel" },
        new BalancesOf(),
        new OrderNamed(Pair, ByNumber),
        new OrderOfRequest(RequestId, At),
        new OpenOrdersOf(Pair),
        new OpenOrdersOf(Pair: null),
        new ListNamed(new ListName(List, null)),
        new OpenListsOf(),
        new DepthOf(100),
        new TryOrder(IncomingStop),
        new HaltBook(Halted: true),
        new ListMarkets([Definition, Definition with { Symbol = "BTCUSD", Limits = MarketLimits.None }]),
    ];

    private static readonly Request[] KeepingRequests =
    [
        new RestrictAccount(Alice, "court order ü", "user 2"),
        new LiftRestriction(Alice, "user 3"),
        new RestrictionsOf(Alice, 100),
        new CloseBatch(100, 200, 5, StoredShapes.Batch(2).Assets, [StoredShapes.Leg]),
        new LastBatch(),
        new BatchesOf(long.MaxValue - 1, 50),
        new Application.Transfers.Deposit(Alice, Usdt, new AssetUnits(long.MaxValue - 1), "deposit/1 ü"),
    ];

    private static readonly Reply[] TradingReplies =
    [
        new NotDone(RejectReason.InsufficientAvailable),
        new OrderState(Filled),
        new OrderState(Fresh),
        new OutcomeForgotten(),
        new OrderStates([Fresh, Filled]) { Lists = [ListOf(StoredShapes.Hold, List, isOpen: true)] },
        new OrderStates([]),
        new ListState(ListOf(StoredShapes.Hold, List, isOpen: false), [Fresh]),
        new ListStates([ListOf(StoredShapes.Hold, List, isOpen: true)]),
        new ReplaceState(new OrderStates([Fresh]), RejectReason.None, Filled, RejectReason.None),
        new ReplaceState(new OrderStates([]), RejectReason.UnknownOrder, Placed: null, RejectReason.InsufficientAvailable),
        new BalancesState(IsFrozen: true, [(Btc, new Balance(new AssetUnits(1), new AssetUnits(2))), (Usdt, new Balance(new AssetUnits(3), default))], At),
        new DepthState(
            31,
            [new BookLevel(new PriceTicks(3_999_999), new QuantityLots(1)), new BookLevel(new PriceTicks(3_999_998), new QuantityLots(2))],
            [new BookLevel(new PriceTicks(4_000_000), new QuantityLots(3))],
            new PriceTicks(4_000_001),
            IsHalted: true) { AtUnixMicros = At },
        new OrderPassed(),
        new CatalogState(new MarketCatalog([BtcAsset, UsdtAsset], [Terms, LimitedTerms]), ["ETHBTC"]),
    ];

    private static readonly Reply[] KeepingReplies =
    [
        new RestrictionsState([new Restriction(Alice, "gave up on OrdersChanged", "the exchange", At), new Restriction(Bob, "court order", "user 2", At + 1)]),
        new RestrictionsState([]),
        new BatchState(StoredShapes.Batch(2), [StoredShapes.Leg]),
        new BatchState(Batch: null, []),
        new BatchesState([StoredShapes.Batch(2), StoredShapes.Batch(1)]),
        new DepositState(StoredShapes.Deposit),
    ];

    private static readonly Answer[] TradingAnswers =
    [
        .. TradingReplies.Select(Replied),
        new Busy("1000 requests are under way."),
        new OutcomeUnknown("The node left."),
        new RequestFaulted(),
    ];

    /// <summary>Every request.</summary>
    public static IReadOnlyList<Request> Requests { get; } = [.. TradingRequests, .. KeepingRequests];

    /// <summary>Every reply.</summary>
    public static IReadOnlyList<Reply> Replies { get; } = [.. TradingReplies, .. KeepingReplies];

    /// <summary>Every answer.</summary>
    public static IReadOnlyList<Answer> Answers { get; } = [.. TradingAnswers, .. KeepingReplies.Select(Replied)];

    /// <summary>Every message between actors: those that have an example as they are stored.</summary>
    public static IReadOnlyList<ActorMessage> ActorMessages { get; } =
        [.. StoredShapes.All.Where(shape => shape.Name.StartsWith("message.", StringComparison.Ordinal)).SelectMany(shape => shape.Subjects).Cast<ActorMessage>()];

    /// <summary>All that travels.</summary>
    public static IReadOnlyList<object> All => [.. Trading, .. Keeping];

    /// <summary>The same by manifest, for the golden files.</summary>
    public static IEnumerable<StoredShape> Shapes => [.. ShapesOf(Trading, ""), .. ShapesOf(Keeping, "-risk-settlement-transfer")];

    private static IReadOnlyList<object> Trading { get; } =
    [
        .. TradingRequests.Select(Asked),
        .. ActorMessages.Where(message => !IsOfKeeping(message)).Select(Delivery),
        new Acknowledgement(Addresses.Book("BTCUSDT"), Addresses.Account(Alice), 12, AnswersInquiry: true),
        new Acknowledgement(Addresses.Book("BTCUSDT"), Addresses.Account(Bob), 0, AnswersInquiry: false),
        new MarkInquiry(Addresses.Account(Alice), Addresses.Book("BTCUSDT")),
        new WakeUp(Addresses.Account(Alice)),
        .. TradingAnswers.Select(Answered),
        new Answered(ReplyToken.None, new RequestFaulted()),
    ];

    // Of risk, settlement and transfers: in golden files of their own, so that the former ones stay as they are.
    private static IReadOnlyList<object> Keeping { get; } =
    [
        .. KeepingRequests.Select(Asked),
        .. ActorMessages.Where(IsOfKeeping).Select(Delivery),
        .. KeepingReplies.Select(reply => Answered(Replied(reply))),
    ];

    private static bool IsOfKeeping(ActorMessage message) => message is SetFrozen or AccountGaveUp or CreditDeposit or DepositAnswered;

    private static Asked Asked(Request request) => new(Addresses.Account(Alice), request, Token, At);

    private static Delivery Delivery(ActorMessage message, int index) =>
        new(Addresses.Account(Alice), Addresses.Book("BTCUSDT"), index + 1, message, Token);

    private static Replied Replied(Reply reply) => new(reply, Addresses.Account(Alice), 300);

    private static Answered Answered(Answer answer) => new(Token, answer);

    private static IEnumerable<StoredShape> ShapesOf(IEnumerable<object> examples, string suffix)
    {
        var codec = new MessageCodec();
        return examples.GroupBy(codec.ManifestOf).Select(
            ofManifest => StoredShape.OfMessages($"sent.{ofManifest.Key.Split('/')[0]}{suffix}", codec, [.. ofManifest]));
    }
}
