using System.Globalization;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Its WebsocketAPI.</summary>
internal sealed partial class ConnectorClient : ISocketOrders
{
    public async Task<OrderView> PlaceOverSocketAsync(OrderTerms terms) =>
        Wire.Order(await Client.CallAsync("api", ["newOrder", .. Arguments(terms)]));

    public Task<Refusal> RefusedOverSocketAsync(OrderTerms terms) => Client.RefusedAsync("api", ["newOrder", .. Arguments(terms)]);

    public async Task<OrderView> OrderOverSocketAsync(string id) =>
        Wire.Order(await Client.CallAsync("api", "getOrder", Symbol, new { orderId = long.Parse(id, CultureInfo.InvariantCulture) }));

    public async Task<OrderView[]> OpenOrdersOverSocketAsync() => Wire.Orders(await Client.CallAsync("api", "openOrders", Symbol, new { }));

    public async Task<OrderView> ReplaceOverSocketAsync(string id, OrderTerms terms) => Wire.Order((await Client.CallAsync(
        "api",
        "cancelReplaceOrder",
        Symbol,
        "STOP_ON_FAILURE",
        terms.Side,
        terms.Type,
        new
        {
            cancelOrderId = long.Parse(id, CultureInfo.InvariantCulture),
            quantity = terms.Quantity,
            price = terms.Price,
            timeInForce = terms.TimeInForce,
            newOrderRespType = "FULL",
        })).GetProperty("newOrderResponse"));

    public async Task<OrderView> CancelOverSocketAsync(string id) =>
        Wire.Order(await Client.CallAsync("api", "cancelOrder", Symbol, new { orderId = long.Parse(id, CultureInfo.InvariantCulture) }));

    public async Task<string[]> CancelAllOverSocketAsync() => Wire.Ids(await Client.CallAsync("api", "cancelOpenOrders", Symbol, new { }));
}
