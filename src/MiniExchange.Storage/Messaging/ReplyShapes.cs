using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
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
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;
using Wire = MiniExchange.Storage.Schemas.Wire;

namespace MiniExchange.Storage.Messaging;

/// <summary>What actors reply, as it travels. The one place that lists the replies.</summary>
internal sealed class ReplyShapes
{
    private readonly AccountEventShapes _fills = new();
    private readonly AccountOrderShapes _orders;

    public ReplyShapes() => _orders = new AccountOrderShapes(_fills);

    /// <summary>The reply as it travels, valid until the next one is written.</summary>
    public Wire.Reply Write(Reply reply)
    {
        _fills.TakeAllBack();
        return reply switch
        {
            NotDone not => new() { NotDone = new() { Reason = (int)not.Reason } },
            OrderState state => new() { OrderState = new() { Order = _orders.Write(state.Order) } },
            OutcomeForgotten => new() { OutcomeForgotten = new() },
            OrderStates states => new() { OrderStates = Write(states) },
            ListState state => new()
            {
                ListState = new() { List = AccountOrderShapes.Write(state.List), Orders = { state.Orders.Select(_orders.Write) } },
            },
            ListStates states => new() { ListStates = new() { Lists = { states.Lists.Select(AccountOrderShapes.Write) } } },
            ReplaceState state => new()
            {
                ReplaceState = new()
                {
                    Canceled = Write(state.Canceled),
                    CancelRefusal = (int)state.CancelRefusal,
                    Placed = state.Placed is { } placed ? _orders.Write(placed) : null,
                    PlaceRefusal = (int)state.PlaceRefusal,
                },
            },
            BalancesState state => new() { BalancesState = Write(state) },
            DepthState state => new() { DepthState = Write(state) },
            OrderPassed => new() { OrderPassed = new() },
            CatalogState state => new()
            {
                MarketsState = new()
                {
                    Assets = { state.Catalog.Assets.Select(MarketShapes.Write) },
                    Pairs = { state.Catalog.Pairs.Select(MarketShapes.Write) },
                    Ignored = { state.Ignored },
                },
            },
            RestrictionsState state => new()
            {
                RestrictionsState = new() { Restrictions = { state.Restrictions.Select(RiskCodec.Write) } },
            },
            BatchState state => new()
            {
                BatchState = new()
                {
                    Batch = state.Batch is { } batch ? SettlementCodec.Write(batch) : null,
                    Carried = { state.Carried.Select(SettlementCodec.Write) },
                },
            },
            BatchesState state => new() { BatchesState = new() { Batches = { state.Batches.Select(SettlementCodec.Write) } } },
            DepositState state => new() { DepositState = new() { Terms = TransferCodec.Write(state.Terms) } },
            _ => throw new UnreachableException($"No shape for reply {reply.GetType().Name}."),
        };
    }

    public static Reply Read(Wire.Reply sent) => sent.ReplyCase switch
    {
        Wire.Reply.ReplyOneofCase.NotDone => new NotDone(StoredNumbers.Read<RejectReason>(sent.NotDone.Reason)),
        Wire.Reply.ReplyOneofCase.OrderState => new OrderState(AccountOrderShapes.Read(sent.OrderState.Order)),
        Wire.Reply.ReplyOneofCase.OutcomeForgotten => new OutcomeForgotten(),
        Wire.Reply.ReplyOneofCase.OrderStates => Read(sent.OrderStates),
        Wire.Reply.ReplyOneofCase.ListState => new ListState(
            AccountOrderShapes.Read(sent.ListState.List), [.. sent.ListState.Orders.Select(AccountOrderShapes.Read)]),
        Wire.Reply.ReplyOneofCase.ListStates => new ListStates([.. sent.ListStates.Lists.Select(AccountOrderShapes.Read)]),
        Wire.Reply.ReplyOneofCase.ReplaceState => new ReplaceState(
            Read(sent.ReplaceState.Canceled),
            StoredNumbers.Read<RejectReason>(sent.ReplaceState.CancelRefusal),
            sent.ReplaceState.Placed is { } placed ? AccountOrderShapes.Read(placed) : null,
            StoredNumbers.Read<RejectReason>(sent.ReplaceState.PlaceRefusal)),
        Wire.Reply.ReplyOneofCase.BalancesState => new BalancesState(
            sent.BalancesState.IsFrozen,
            [.. sent.BalancesState.Balances.Select(Read)],
            sent.BalancesState.LastChangeAtUnixMicros),
        Wire.Reply.ReplyOneofCase.DepthState => new DepthState(
            sent.DepthState.UpdateId,
            Read(sent.DepthState.Bids),
            Read(sent.DepthState.Asks),
            new PriceTicks(sent.DepthState.LastPrice),
            sent.DepthState.IsHalted) { AtUnixMicros = sent.DepthState.AtUnixMicros },
        Wire.Reply.ReplyOneofCase.OrderPassed => new OrderPassed(),
        Wire.Reply.ReplyOneofCase.MarketsState => new CatalogState(
            new MarketCatalog(
                [.. sent.MarketsState.Assets.Select(MarketShapes.Read)], [.. sent.MarketsState.Pairs.Select(MarketShapes.Read)]),
            [.. sent.MarketsState.Ignored]),
        Wire.Reply.ReplyOneofCase.RestrictionsState => new RestrictionsState([.. sent.RestrictionsState.Restrictions.Select(RiskCodec.Read)]),
        Wire.Reply.ReplyOneofCase.BatchState => new BatchState(
            sent.BatchState.Batch is { } batch ? SettlementCodec.Read(batch) : null,
            [.. sent.BatchState.Carried.Select(SettlementCodec.Read)]),
        Wire.Reply.ReplyOneofCase.BatchesState => new BatchesState([.. sent.BatchesState.Batches.Select(SettlementCodec.Read)]),
        Wire.Reply.ReplyOneofCase.DepositState => new DepositState(TransferCodec.Read(sent.DepositState.Terms)),
        _ => throw StoredNumbers.Unknown("a reply of an unknown kind:", sent),
    };

    private Wire.OrderStates Write(OrderStates states) => new()
    {
        Orders = { states.Orders.Select(_orders.Write) },
        Lists = { states.Lists.Select(AccountOrderShapes.Write) },
    };

    private static OrderStates Read(Wire.OrderStates sent)
    {
        StoredParts.Require(sent);
        return new([.. sent.Orders.Select(AccountOrderShapes.Read)]) { Lists = [.. sent.Lists.Select(AccountOrderShapes.Read)] };
    }

    private static Wire.BalancesState Write(BalancesState state) => new()
    {
        IsFrozen = state.IsFrozen,
        Balances =
        {
            state.Balances.Select(entry => new Schemas.Balance
            {
                Asset = entry.Asset.Value,
                Available = entry.Balance.Available.Value,
                Frozen = entry.Balance.Frozen.Value,
            }),
        },
        LastChangeAtUnixMicros = state.LastChangeAtUnixMicros,
    };

    private static (AssetId Asset, Balance Balance) Read(Schemas.Balance sent) =>
        (new AssetId(sent.Asset), new Balance(new AssetUnits(sent.Available), new AssetUnits(sent.Frozen)));

    private static Wire.DepthState Write(DepthState state) => new()
    {
        UpdateId = state.UpdateId,
        Bids = { state.Bids.Select(Write) },
        Asks = { state.Asks.Select(Write) },
        LastPrice = state.LastPrice.Value,
        IsHalted = state.IsHalted,
        AtUnixMicros = state.AtUnixMicros,
    };

    private static Wire.Level Write(BookLevel level) => new() { Price = level.Price.Value, Quantity = level.Quantity.Value };

    private static ImmutableArray<BookLevel> Read(IEnumerable<Wire.Level> sent) =>
        [.. sent.Select(level => new BookLevel(new PriceTicks(level.Price), new QuantityLots(level.Quantity)))];
}
