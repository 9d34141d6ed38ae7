using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Its websocketAPI.</summary>
internal sealed partial class SpotClient : ISocketOrders
{
    public async Task<OrderView> PlaceOverSocketAsync(OrderTerms terms) => Wire.Order(await Client.CallAsync("api", "orderPlace", Parameters(terms)));

    public Task<Refusal> RefusedOverSocketAsync(OrderTerms terms) => Client.RefusedAsync("api", "orderPlace", Parameters(terms));

    public async Task<OrderView> OrderOverSocketAsync(string id) => Wire.Order(await Client.CallAsync("api", "orderStatus", ById(id)));

    public async Task<OrderView[]> OpenOrdersOverSocketAsync() =>
        Wire.Orders(await Client.CallAsync("api", "openOrdersStatus", new { symbol = Symbol }));

    public async Task<OrderView> ReplaceOverSocketAsync(string id, OrderTerms terms) =>
        Wire.Order((await Client.CallAsync("api", "orderCancelReplace", Replacement(id, terms))).GetProperty("newOrderResponse"));

    public Task AmendOverSocketAsync(string id, decimal quantity) => Client.CallAsync("api", "orderAmendKeepPriority", Amendment(id, quantity));

    /// <summary>An order that, when it has traded, places two others that cancel each other: to sell at a profit, or at a stop.</summary>
    public async Task<OrderListView> PlaceOtocoOverSocketAsync(OrderTerms working, OcoTerms pending) =>
        Wire.List(await Client.CallAsync("api", "orderListPlaceOtoco", new
        {
            symbol = Symbol,
            workingType = working.Type,
            workingSide = working.Side,
            workingPrice = working.Price,
            workingQuantity = working.Quantity,
            workingTimeInForce = working.TimeInForce,
            pendingSide = "SELL",
            pendingQuantity = pending.Quantity,
            pendingAboveType = "LIMIT_MAKER",
            pendingAbovePrice = pending.LimitPrice,
            pendingBelowType = "STOP_LOSS_LIMIT",
            pendingBelowPrice = pending.StopLimitPrice,
            pendingBelowStopPrice = pending.StopPrice,
            pendingBelowTimeInForce = "GTC",
        }));

    public async Task<OrderView> CancelOverSocketAsync(string id) => Wire.Order(await Client.CallAsync("api", "orderCancel", ById(id)));

    public async Task<string[]> CancelAllOverSocketAsync() =>
        Wire.Ids(await Client.CallAsync("api", "openOrdersCancelAll", new { symbol = Symbol }));
}
