using System;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>An order on the slow book, off its ladder, or taking.</summary>
internal sealed class SlowOrder
{
    public required OrderId Id { get; init; }

    /// <summary>As it was sent.</summary>
    public required NewOrder Order { get; init; }

    /// <summary>Its list; none if none.</summary>
    public OrderListId List { get; init; }

    /// <summary>Lots neither traded nor prevented.</summary>
    public required long LeftLots { get; set; }

    /// <summary>What the book shows of them while it rests.</summary>
    public long ShownLots { get; set; }

    public Int128 LeftQuote { get; set; }

    public long TakenLots { get; set; }

    /// <summary>Traded and prevented lots: an amendment must leave more than these.</summary>
    public long GoneLots { get; set; }

    /// <summary>Waits for the working order of its list.</summary>
    public bool IsPending { get; set; }

    /// <summary>A trailing stop's best price seen, in ticks; null while it does not follow the market.</summary>
    public long? BestSeen { get; set; }

    public Side Side => Order.Side;

    /// <summary>Its limit; zero if it accepts any price.</summary>
    public long Ticks => Order.LimitPrice.Value;

    public bool IsStop => Order.Type is OrderType.StopLoss or OrderType.StopLossLimit or OrderType.TakeProfit or OrderType.TakeProfitLimit;

    public bool IsAtMarket => Order.Type is OrderType.Market or OrderType.StopLoss or OrderType.TakeProfit;

    /// <summary>Whether a rising price is what it waits for: a buy that limits a loss, a sell that takes a profit.</summary>
    public bool WaitsForRise => Order.Type is OrderType.StopLoss or OrderType.StopLossLimit
        ? Side == Side.Buy
        : Side == Side.Sell;

    /// <summary>Whether a price is at its stop price, or beyond.</summary>
    public bool IsMetAt(long ticks) => WaitsForRise ? ticks >= Order.Stop.StopPrice.Value : ticks <= Order.Stop.StopPrice.Value;

    /// <summary>Comes to rest, or shows its next part.</summary>
    public void Show() => ShownLots = Order.DisplayQuantity.Value is > 0 and var most ? long.Min(most, LeftLots) : LeftLots;
}
