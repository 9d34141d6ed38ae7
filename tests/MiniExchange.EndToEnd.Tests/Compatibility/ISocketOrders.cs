using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Order entry over the WebSocket API, of the packages that have it.</summary>
internal interface ISocketOrders
{
    Task<OrderView> PlaceOverSocketAsync(OrderTerms terms);

    /// <summary>An order that must be refused.</summary>
    Task<Refusal> RefusedOverSocketAsync(OrderTerms terms);

    Task<OrderView> OrderOverSocketAsync(string id);

    Task<OrderView[]> OpenOrdersOverSocketAsync();

    /// <summary>A cancel and a new order in one; the new order.</summary>
    Task<OrderView> ReplaceOverSocketAsync(string id, OrderTerms terms);

    /// <summary>The canceled order.</summary>
    Task<OrderView> CancelOverSocketAsync(string id);

    /// <summary>Ids of the canceled orders.</summary>
    Task<string[]> CancelAllOverSocketAsync();
}
