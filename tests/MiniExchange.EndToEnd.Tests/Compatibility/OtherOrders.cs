using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Orders that cancel each other: a limit above the market to sell at a profit, a stop below it.</summary>
internal sealed record OcoTerms(decimal Quantity, decimal LimitPrice, decimal StopPrice, decimal StopLimitPrice);

/// <summary>An order list: its id and those of its orders.</summary>
internal sealed record OrderListView(string Id, string[] Orders);

/// <summary>Placing order lists, of the packages that have a call for it.</summary>
internal interface IOcoOrders
{
    Task<OrderListView> PlaceOcoAsync(OcoTerms terms);
}

/// <summary>Order lists, of the packages that can also ask for them and cancel them.</summary>
internal interface IOrderLists : IOcoOrders
{
    /// <summary>The list, by asking for it.</summary>
    Task<OrderListView> ListAsync(string id);

    Task<OrderListView> CancelListAsync(string id);
}

/// <summary>A cancel and a new order in one, of the packages that have a call for it.</summary>
internal interface IOrderReplacement
{
    /// <summary>The new order.</summary>
    Task<OrderView> ReplaceAsync(string id, OrderTerms terms);
}

/// <summary>Smaller orders that keep their place, of the packages that can.</summary>
internal interface IOrderAmendment
{
    Task AmendAsync(string id, decimal quantity);
}
