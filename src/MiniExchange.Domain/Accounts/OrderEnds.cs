using System.Diagnostics;
using MiniExchange.Domain.Books;

namespace MiniExchange.Domain.Accounts;

/// <summary>An order's end, as its trader sees it.</summary>
public static class OrderEnds
{
    /// <summary>Where an order that ended so stands.</summary>
    public static OrderStatus ToStatus(this OrderEnd end) => end switch
    {
        OrderEnd.Filled => OrderStatus.Filled,
        OrderEnd.Canceled => OrderStatus.Canceled,
        OrderEnd.UnfilledIoc or OrderEnd.UnfilledFok or OrderEnd.InsufficientLiquidity
            or OrderEnd.OtherLegWorked or OrderEnd.WorkingOrderEnded or OrderEnd.RefusedOnActivation
            or OrderEnd.Faulted => OrderStatus.Expired,
        OrderEnd.SelfTradePrevented => OrderStatus.ExpiredInMatch,
        _ => throw new UnreachableException($"No status for {end}."),
    };
}
