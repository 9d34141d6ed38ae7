using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Order lists; it can place them and no more.</summary>
internal sealed partial class NodeBinanceApiClient : IOcoOrders
{
    public async Task<OrderListView> PlaceOcoAsync(OcoTerms terms) => Wire.List(await Client.CallAsync("ocoOrder", "SELL", Symbol, terms.Quantity, new
    {
        aboveType = "LIMIT_MAKER",
        abovePrice = terms.LimitPrice,
        belowType = "STOP_LOSS_LIMIT",
        belowPrice = terms.StopLimitPrice,
        belowStopPrice = terms.StopPrice,
        belowTimeInForce = "GTC",
    }));
}
