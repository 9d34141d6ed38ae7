using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using MiniExchange.Domain;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Benchmarks.Books;

/// <summary>Runs a workload through the book as the exchange does: decide into a reused plan, then apply each event.</summary>
public sealed class BookReplay : Replay
{
    /// <summary>The highest price of the replay's pair, in ticks.</summary>
    public const long MaxPrice = 1_000_000_000;

    /// <summary>The largest order of the replay's pair, in lots.</summary>
    public const long MaxQuantity = 1_000_000_000;

    // Selling and buying accounts as many as a busy pair has; who owns an order follows from its command's id.
    private const int Accounts = 1_000;

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

    // By the id of its command: the number that an order gets, or that its target got.
    private readonly OrderId[] _orderIds;

    private TradeTally _tally = new();

    public BookReplay(ImmutableArray<WorkloadCommand> commands)
        : base(commands)
    {
        _orderIds = NumbersOf(commands);
        BookDecider.SetTerms(_book, Pair, _plan);
        ApplyPlan();
    }

    /// <summary>The book that the commands go to.</summary>
    public Book Book => _book;

    /// <inheritdoc />
    public override WorkloadResult Result()
    {
        var bids = _book.InPriority(Side.Buy).ToList();
        var asks = _book.InPriority(Side.Sell).ToList();
        return new WorkloadResult(
            _tally.Trades,
            _tally.Quantity,
            _tally.Notional,
            _tally.Hash,
            bids.Count + asks.Count,
            bids.Sum(order => order.Remaining.Value),
            asks.Sum(order => order.Remaining.Value),
            bids.Sum(order => order.Remaining.Value * order.Price.Value),
            asks.Sum(order => order.Remaining.Value * order.Price.Value));
    }

    /// <inheritdoc />
    /// <exception cref="InvalidDataException">The book refused the command, which no workload provides for.</exception>
    protected override void CarryOut(in WorkloadCommand command)
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

    // A client knows the number of an order that it cancels; the book gives them in turn.
    private static OrderId[] NumbersOf(ImmutableArray<WorkloadCommand> commands)
    {
        var numbers = new OrderId[commands.Length + 1];
        var orders = 0;
        foreach (var command in commands)
        {
            numbers[command.Id] = command.Operation == WorkloadOperation.Cancel
                ? numbers[command.Target]
                : OrderId.Of(Pair.Id, ++orders);
        }

        return numbers;
    }

    private RejectReason Decide(in WorkloadCommand command)
    {
        if (command.Operation == WorkloadOperation.Cancel)
        {
            return BookDecider.Cancel(_book, OwnerOf(command.Target), _orderIds[command.Id], QuantityLots.Zero, _plan);
        }

        var isMarket = command.Operation == WorkloadOperation.Market;
        var isGoodTillCancel = command.Operation == WorkloadOperation.Limit;
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
            if (happened.Kind == BookEventKind.TradeExecuted)
            {
                // An order's hold is named by its command.
                _tally.Add(happened.HoldId.Value, happened.MakerHoldId.Value, happened.Price.Value, happened.Quantity.Value);
            }
        }

        _plan.Clear();
    }

    private static AccountId OwnerOf(int commandId) => new(1 + commandId % Accounts);
}
