using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using MiniExchange.Domain;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Benchmarks.Books;

/// <summary>Runs a workload through the book as the exchange does: decide into a reused plan, then apply each event.</summary>
public sealed class BookReplay
{
    /// <summary>The highest price of the replay's pair, in ticks.</summary>
    public const long MaxPrice = 1_000_000_000;

    /// <summary>The largest order of the replay's pair, in lots.</summary>
    public const long MaxQuantity = 1_000_000_000;

    // Selling and buying accounts as many as a busy pair has; who owns an order follows from its command's id.
    private const int Accounts = 1_000;

    private const ulong FnvOffset = 0xcbf29ce484222325;
    private const ulong FnvPrime = 0x100000001b3;

    private static readonly TradingPair Pair = new(
        new PairId(1),
        "LOTTICK",
        new Asset(new AssetId(1), "LOT", 0),
        new Asset(new AssetId(2), "TICK", 0),
        TickUnits: new AssetUnits(1),
        LotUnits: new AssetUnits(1),
        MinPrice: new PriceTicks(1),
        new PriceTicks(MaxPrice),
        MinQuantity: new QuantityLots(1),
        new QuantityLots(MaxQuantity),
        MinNotional: AssetUnits.Zero,
        MakerFeePpm: 0,
        TakerFeePpm: 0,
        MaxOpenOrders: 1_000);

    private readonly Book _book = new();
    private readonly List<BookEvent> _plan = new(BookDecider.MaxFillsPerTurn + 2);
    private readonly ImmutableArray<WorkloadCommand> _commands;

    // Orders by the id of their command, and the other way by their counter in the book.
    private readonly OrderId[] _orderIds;
    private readonly int[] _commandIds;

    private long _trades;
    private long _tradedQuantity;
    private long _notional;
    private ulong _hash = FnvOffset;

    public BookReplay(ImmutableArray<WorkloadCommand> commands)
    {
        _commands = commands;
        _orderIds = new OrderId[commands.Length + 1];
        _commandIds = new int[commands.Length + 1];
        BookDecider.SetTerms(_book, Pair, _plan);
        ApplyPlan();
    }

    /// <summary>The book that the commands go to.</summary>
    public Book Book => _book;

    /// <summary>Carries out all commands.</summary>
    /// <exception cref="InvalidDataException">The book refused a command, which no workload provides for.</exception>
    public void Run()
    {
        foreach (ref readonly var command in _commands.AsSpan())
        {
            var reason = Decide(command);
            if (reason != RejectReason.None)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"Command {command.Id} was refused: {reason}."));
            }

            ApplyPlan();
            while (_book.IsSweeping)
            {
                BookDecider.Continue(_book, _plan);
                ApplyPlan();
            }
        }
    }

    /// <summary>What the commands led to.</summary>
    public WorkloadResult Result()
    {
        var (bids, bidQuantity, bidNotional) = Sum(Side.Buy);
        var (asks, askQuantity, askNotional) = Sum(Side.Sell);
        return new WorkloadResult(
            _trades,
            _tradedQuantity,
            _notional,
            _hash.ToString("x16", CultureInfo.InvariantCulture),
            bids + asks,
            bidQuantity,
            askQuantity,
            bidNotional,
            askNotional);
    }

    private RejectReason Decide(in WorkloadCommand command)
    {
        if (command.Operation == WorkloadOperation.Cancel)
        {
            return BookDecider.Cancel(_book, OwnerOf(command.Target), _orderIds[command.Target], QuantityLots.Zero, _plan);
        }

        var isMarket = command.Operation == WorkloadOperation.Market;
        var isGoodTillCancel = command.Operation == WorkloadOperation.Limit;
        var orderId = OrderId.Of(Pair.Id, _book.OrderCount + 1);
        _orderIds[command.Id] = orderId;
        _commandIds[_book.OrderCount + 1] = command.Id;
        return BookDecider.Enter(
            _book,
            new NewOrder(
                OwnerOf(command.Id),
                new HoldId(command.Id),
                command.Side,
                isMarket ? OrderType.Market : OrderType.Limit,
                isGoodTillCancel ? TimeInForce.Gtc : TimeInForce.Ioc,
                new PriceTicks(command.Price),
                new QuantityLots(command.Quantity),
                QuoteQuantity: AssetUnits.Zero,
                Held: new AssetUnits(long.MaxValue),
                SelfTradePrevention.None),
            _plan);
    }

    private void ApplyPlan()
    {
        foreach (ref readonly var happened in CollectionsMarshal.AsSpan(_plan))
        {
            _book.Apply(happened);
            if (happened.Kind == BookEventKind.TradeExecuted) Count(happened);
        }

        _plan.Clear();
    }

    private void Count(in BookEvent trade)
    {
        var price = trade.Price.Value;
        var quantity = trade.Quantity.Value;
        _trades++;
        _tradedQuantity += quantity;
        _notional += price * quantity;
        Mix(CommandOf(trade.OrderId));
        Mix(CommandOf(trade.MakerOrderId));
        Mix(price);
        Mix(quantity);
    }

    private void Mix(long value) => _hash = unchecked((_hash ^ (ulong)value) * FnvPrime);

    private int CommandOf(OrderId orderId) => _commandIds[orderId.Value & ((1L << OrderId.CounterBits) - 1)];

    private (long Orders, long Quantity, long Notional) Sum(Side side)
    {
        var (orders, quantity, notional) = (0L, 0L, 0L);
        foreach (var order in _book.InPriority(side))
        {
            orders++;
            quantity += order.Remaining.Value;
            notional += order.Remaining.Value * order.Price.Value;
        }

        return (orders, quantity, notional);
    }

    private static AccountId OwnerOf(int commandId) => new(1 + commandId % Accounts);
}
