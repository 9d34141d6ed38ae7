using System;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Replacement by editOrder; amendment, which has no unified method, by its route.</summary>
internal sealed partial class CcxtClient : IOrderReplacement, IOrderAmendment
{
    public async Task<OrderView> ReplaceAsync(string id, OrderTerms terms) => Order(await Client.CallAsync("editOrder", [id, .. Arguments(terms)]));

    public Task AmendAsync(string id, decimal quantity) => Client.CallAsync(
        "request",
        "order/amend/keepPriority",
        "private",
        "PUT",
        new { symbol = Symbol, orderId = id, newQty = FormattableString.Invariant($"{quantity}") });
}
