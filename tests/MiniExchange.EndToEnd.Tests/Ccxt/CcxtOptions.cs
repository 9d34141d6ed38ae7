using System;
using System.Collections.Generic;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>What ccxt is given so that it knows no other exchange than ours.</summary>
internal static class CcxtOptions
{
    /// <summary>The whole object that the README tells users to give.</summary>
    public static object Whole(Uri exchange, string apiKey, string secret)
    {
        var x = exchange.GetLeftPart(UriPartial.Authority);
        var w = $"ws://{exchange.Authority}";
        return new
        {
            apiKey,
            secret,
            options = new
            {
                fetchMarkets = new { types = (string[])["spot"] },
                fetchMargins = false,
                fetchOpenOrders = new { warnWithoutSymbol = false },
            },
            urls = new
            {
                api = new
                {
                    @public = $"{x}/api/v3",
                    @private = $"{x}/api/v3",
                    v1 = $"{x}/api/v1",
                    sapi = $"{x}/sapi/v1",
                    sapiV2 = $"{x}/sapi/v2",
                    sapiV3 = $"{x}/sapi/v3",
                    sapiV4 = $"{x}/sapi/v4",
                    ws = new Dictionary<string, object>
                    {
                        ["spot"] = $"{w}/ws",
                        ["margin"] = $"{w}/ws",
                        ["ws-api"] = new { spot = $"{w}/ws-api/v3" },
                    },
                },
            },
        };
    }

    /// <summary>One that lacks the wallet's address: ccxt would send key and signature to the exchange it was made for.</summary>
    public static object Half(Uri exchange, string apiKey, string secret)
    {
        var x = exchange.GetLeftPart(UriPartial.Authority);
        return new
        {
            apiKey,
            secret,
            options = new { fetchMarkets = new { types = (string[])["spot"] }, fetchMargins = false },
            urls = new { api = new { @public = $"{x}/api/v3", @private = $"{x}/api/v3" } },
        };
    }
}
