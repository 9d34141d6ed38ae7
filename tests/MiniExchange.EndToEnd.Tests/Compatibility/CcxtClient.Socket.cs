using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The methods of ccxt.pro that end in Ws.</summary>
internal sealed partial class CcxtClient : ISocketOrders
{
    public async Task<OrderView> PlaceOverSocketAsync(OrderTerms terms) => Order(await Client.CallAsync("createOrderWs", Arguments(terms)));

    public Task<Refusal> RefusedOverSocketAsync(OrderTerms terms) => Client.RefusedAsync("createOrderWs", Arguments(terms));

    public async Task<OrderView> OrderOverSocketAsync(string id) => Order(await Client.CallAsync("fetchOrderWs", id, Market));

    public async Task<OrderView[]> OpenOrdersOverSocketAsync() => Orders(await Client.CallAsync("fetchOpenOrdersWs", Market));

    public async Task<OrderView> ReplaceOverSocketAsync(string id, OrderTerms terms) =>
        Order(await Client.CallAsync("editOrderWs", [id, .. Arguments(terms)]));

    public async Task<OrderView> CancelOverSocketAsync(string id) => Order(await Client.CallAsync("cancelOrderWs", id, Market));

    public async Task<string[]> CancelAllOverSocketAsync() =>
        [.. (await Client.CallAsync("cancelAllOrdersWs", Market)).EnumerateArray().Select(order => order.Text("id"))];
}
