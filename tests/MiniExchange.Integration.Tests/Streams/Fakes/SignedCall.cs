using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using MiniExchange.Integration.Tests.Api.Fakes;

namespace MiniExchange.Integration.Tests.Streams.Fakes;

/// <summary>Requests to the WebSocket API with the id "1", signed by the trader who may do everything, at the moment at which hosts start.</summary>
internal static class SignedCall
{
    public static string Of(ApiHost host, string method, params IEnumerable<(string Name, string Value)> parameters) =>
        Of(host, method, areEscaped: false, parameters);

    /// <summary>The same, its values signed as they are or escaped.</summary>
    public static string Of(ApiHost host, string method, bool areEscaped, params IEnumerable<(string Name, string Value)> parameters)
    {
        var all = parameters.Append(("apiKey", host.Trader.ApiKey)).ToDictionary(static p => p.Item1, static p => (object)p.Item2);
        all["timestamp"] = ApiHost.Start.ToUnixTimeMilliseconds();
        var payload = string.Join(
            '&',
            all.OrderBy(static p => p.Key, StringComparer.Ordinal)
                .Select(p => $"{p.Key}={(areEscaped ? Uri.EscapeDataString($"{p.Value}") : p.Value)}"));
        all["signature"] = host.Trader.Sign(payload);
        return JsonSerializer.Serialize(new { id = "1", method, @params = all });
    }
}
