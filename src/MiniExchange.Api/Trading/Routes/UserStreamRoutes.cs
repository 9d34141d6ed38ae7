using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Streams;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Listen keys, by which older clients name the stream of their account.</summary>
internal sealed class UserStreamRoutes(ListenKeys listenKeys) : ITradingResource
{
    private static readonly TradingParameter ListenKey = new("listenKey", "The key.", IsRequired: true);

    public IEnumerable<TradingRoute> Routes =>
    [
        new("POST", "/api/v3/userDataStream", ApiPermissions.UserData, OpenAsync)
        {
            Summary = "A key for the stream of the account at /ws/<listenKey>, good for an hour; asked again, the same for another hour.",
            Returns = "listenKey.",
            NeedsKeyOnly = true,
            Weight = static _ => 2,
        },
        new("PUT", "/api/v3/userDataStream", ApiPermissions.UserData, ExtendAsync)
        {
            Summary = "Keeps a listen key for another hour.",
            Returns = "An empty object.",
            NeedsKeyOnly = true,
            Weight = static _ => 2,
            Parameters = [ListenKey],
            Errors = [-1125],
        },
        new("DELETE", "/api/v3/userDataStream", ApiPermissions.UserData, CloseAsync)
        {
            Summary = "Ends a listen key, and the streams that it names.",
            Returns = "An empty object.",
            NeedsKeyOnly = true,
            Weight = static _ => 2,
            Parameters = [ListenKey],
            Errors = [-1125],
        },
    ];

    private async ValueTask<TradingError?> OpenAsync(TradingRequest request, Utf8JsonWriter json)
    {
        // The API key may have been removed between the check of it and here.
        if (await listenKeys.OpenAsync(request.Key!.ApiKey, request.Aborted) is not { } listenKey) return TradingErrors.KeyRefused;

        json.WriteStartObject();
        json.WriteString("listenKey"u8, listenKey);
        json.WriteEndObject();
        return null;
    }

    private async ValueTask<TradingError?> ExtendAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var listenKey = request.Read.RequiredText(ListenKey.Name);
        return Answer(
            request, json, request.Read.Error is null && await listenKeys.ExtendAsync(listenKey, request.Account, request.Aborted));
    }

    private async ValueTask<TradingError?> CloseAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var listenKey = request.Read.RequiredText(ListenKey.Name);
        return Answer(
            request, json, request.Read.Error is null && await listenKeys.CloseAsync(listenKey, request.Account, request.Aborted));
    }

    private static TradingError? Answer(TradingRequest request, Utf8JsonWriter json, bool isKnown)
    {
        if (!isKnown) return request.Read.Error ?? TradingErrors.UnknownListenKey;
        json.WriteStartObject();
        json.WriteEndObject();
        return null;
    }
}
