using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Order lists and replacement.</summary>
internal sealed partial class ConnectorClient : IOrderLists, IOrderReplacement
{
    public async Task<OrderListView> PlaceOcoAsync(OcoTerms terms) => Wire.List(await Client.CallAsync(
        "rest.newOCOOrder",
        Symbol,
        "SELL",
        terms.Quantity,
        "LIMIT_MAKER",
        "STOP_LOSS_LIMIT",
        new
        {
            abovePrice = terms.LimitPrice,
            belowPrice = terms.StopLimitPrice,
            belowStopPrice = terms.StopPrice,
            belowTimeInForce = "GTC",
        }));

    public async Task<OrderListView> ListAsync(string id) => Wire.List(await Client.CallAsync("rest.getOCOOrder", new { orderListId = id }));

    public async Task<OrderListView> CancelListAsync(string id) =>
        Wire.List(await Client.CallAsync("rest.cancelOCOOrder", Symbol, new { orderListId = id }));

    public async Task<OrderView> ReplaceAsync(string id, OrderTerms terms) => Wire.Order((await Client.CallAsync(
        "rest.cancelAndReplace",
        Symbol,
        terms.Side,
        terms.Type,
        "STOP_ON_FAILURE",
        new
        {
            cancelOrderId = id,
            quantity = terms.Quantity,
            price = terms.Price,
            timeInForce = terms.TimeInForce,
            newOrderRespType = "FULL",
        })).GetProperty("newOrderResponse"));
}
