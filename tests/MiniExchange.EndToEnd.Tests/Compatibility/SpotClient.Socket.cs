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

    public async Task<OrderView> CancelOverSocketAsync(string id) => Wire.Order(await Client.CallAsync("api", "orderCancel", ById(id)));

    public async Task<string[]> CancelAllOverSocketAsync() =>
        Wire.Ids(await Client.CallAsync("api", "openOrdersCancelAll", new { symbol = Symbol }));
}
