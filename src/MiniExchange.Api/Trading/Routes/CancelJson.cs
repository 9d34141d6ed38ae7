using System.Linq;
using System.Text.Json;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What a cancel took off: orders by themselves, and lists that ended with one of their orders.</summary>
internal static class CancelJson
{
    /// <summary>One object for each order that belonged to no list, and one for each list.</summary>
    public static void WriteAll(Utf8JsonWriter json, TradingPair pair, OrderStates canceled, string cancelName)
    {
        foreach (var order in canceled.Orders)
        {
            if (!canceled.Lists.Any(list => list.ListId == order.ListId)) OrderJson.WriteCanceled(json, pair, order, cancelName);
        }

        foreach (var list in canceled.Lists)
        {
            OrderListJson.WriteCanceled(json, pair, list, canceled.Orders.Where(order => order.ListId == list.ListId), cancelName);
        }
    }
}
