using System.Globalization;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Order lists by the older route, and replacement.</summary>
internal sealed partial class BinanceApiNodeClient : IOrderLists, IOrderReplacement
{
    public async Task<OrderListView> PlaceOcoAsync(OcoTerms terms) => Wire.List(await Client.CallAsync("orderOco", new
    {
        symbol = Symbol,
        side = "SELL",
        quantity = terms.Quantity,
        price = terms.LimitPrice,
        stopPrice = terms.StopPrice,
        stopLimitPrice = terms.StopLimitPrice,
    }));

    public async Task<OrderListView> ListAsync(string id) => Wire.List(await Client.CallAsync("getOrderOco", new { orderListId = Number(id) }));

    public async Task<OrderListView> CancelListAsync(string id) =>
        Wire.List(await Client.CallAsync("cancelOrderOco", new { symbol = Symbol, orderListId = Number(id) }));

    public async Task<OrderView> ReplaceAsync(string id, OrderTerms terms) => Wire.Order((await Client.CallAsync("updateOrder", new
    {
        symbol = Symbol,
        side = terms.Side,
        type = terms.Type,
        cancelOrderId = Number(id),
        quantity = terms.Quantity,
        price = terms.Price,
        newOrderRespType = "FULL",
    })).GetProperty("newOrderResponse"));

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}
