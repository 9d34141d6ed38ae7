using System.Globalization;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Order lists, replacement and amendment.</summary>
internal sealed partial class SpotClient : IOrderLists, IOrderReplacement, IOrderAmendment
{
    public async Task<OrderListView> PlaceOcoAsync(OcoTerms terms) => Wire.List(await Client.CallAsync("rest.orderListOco", new
    {
        symbol = Symbol,
        side = "SELL",
        quantity = terms.Quantity,
        aboveType = "LIMIT_MAKER",
        abovePrice = terms.LimitPrice,
        belowType = "STOP_LOSS_LIMIT",
        belowPrice = terms.StopLimitPrice,
        belowStopPrice = terms.StopPrice,
        belowTimeInForce = "GTC",
    }));

    public async Task<OrderListView> ListAsync(string id) =>
        Wire.List(await Client.CallAsync("rest.getOrderList", new { orderListId = Number(id) }));

    public async Task<OrderListView> CancelListAsync(string id) =>
        Wire.List(await Client.CallAsync("rest.deleteOrderList", new { symbol = Symbol, orderListId = Number(id) }));

    public async Task<OrderView> ReplaceAsync(string id, OrderTerms terms) => Wire.Order((await Client.CallAsync("rest.orderCancelReplace", Replacement(id, terms))).GetProperty("newOrderResponse"));

    public Task AmendAsync(string id, decimal quantity) =>
        Client.CallAsync("rest.orderAmendKeepPriority", Amendment(id, quantity));

    /// <summary>An order that, when it has traded, places another, by REST.</summary>
    public async Task<OrderListView> PlaceOtoAsync(OrderTerms working, OrderTerms pending) => Wire.List(await Client.CallAsync("rest.orderListOto", new
    {
        symbol = Symbol,
        workingType = working.Type,
        workingSide = working.Side,
        workingPrice = working.Price,
        workingQuantity = working.Quantity,
        workingTimeInForce = working.TimeInForce,
        pendingType = pending.Type,
        pendingSide = pending.Side,
        pendingPrice = pending.Price,
        pendingQuantity = pending.Quantity,
        pendingTimeInForce = pending.TimeInForce,
    }));

    private static object Replacement(string id, OrderTerms terms) => new
    {
        symbol = Symbol,
        side = terms.Side,
        type = terms.Type,
        cancelReplaceMode = "STOP_ON_FAILURE",
        cancelOrderId = Number(id),
        quantity = terms.Quantity,
        price = terms.Price,
        timeInForce = terms.TimeInForce,
        newOrderRespType = "FULL",
    };

    private static object Amendment(string id, decimal quantity) => new { symbol = Symbol, orderId = Number(id), newQty = quantity };

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
