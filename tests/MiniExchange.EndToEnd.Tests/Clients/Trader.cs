using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Clients;

/// <summary>A funded user with a key, trading over signed HTTP; knows what it was credited, by asset.</summary>
internal sealed record Trader(
    HttpClient Http, string Username, long UserId, string Key, string Secret, IReadOnlyDictionary<string, decimal> Credited)
{
    private const int PageSize = 1_000;

    /// <summary>Sends a signed request; never throws for what the exchange or the connection does.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string parameters)
    {
        using var request = new HttpRequestMessage(method, $"{path}?{Sign(parameters)}");
        request.Headers.Add("X-MBX-APIKEY", Key);
        return await SendAsync(request);
    }

    /// <summary>The same for a public resource, without a key.</summary>
    public async Task<Answer> AskPublicAsync(string path, string parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?{parameters}");
        return await SendAsync(request);
    }

    /// <summary>A signed request that must succeed.</summary>
    public async Task<JsonElement> GetAsync(string path, string parameters = "")
    {
        var answer = await SendAsync(HttpMethod.Get, path, parameters);
        Assert.True(answer.Fate == Fate.Done, $"GET {path}?{parameters} of {Username}: {answer}");
        return answer.Body;
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        try
        {
            using var response = await Http.SendAsync(request);
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            var fate = (int)response.StatusCode switch
            {
                200 => Fate.Done,
                503 => Fate.NotStarted,
                >= 400 and < 500 => Fate.Refused,
                _ => Fate.Unknown,
            };
            return new Answer(fate, (int)response.StatusCode, document.RootElement.Clone());
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or TaskCanceledException)
        {
            return new Answer(Fate.Unknown, 0, default);
        }
    }

    public Task<Answer> PlaceAsync(string parameters) => SendAsync(HttpMethod.Post, "/api/v3/order", parameters);

    /// <summary>Free and locked of every asset.</summary>
    public async Task<IReadOnlyDictionary<string, (decimal Free, decimal Locked)>> BalancesAsync()
    {
        var account = await GetAsync("/api/v3/account");
        return account.GetProperty("balances").EnumerateArray()
            .ToDictionary(balance => balance.Text("asset"), balance => (balance.Amount("free"), balance.Amount("locked")));
    }

    public async Task<IReadOnlyList<JsonElement>> OpenOrdersAsync() =>
        [.. (await GetAsync("/api/v3/openOrders")).EnumerateArray()];

    /// <summary>Every order on a pair, by paging.</summary>
    public Task<IReadOnlyList<JsonElement>> OrdersAsync(string symbol) => PagesAsync("/api/v3/allOrders", symbol, "orderId", "orderId");

    /// <summary>Every fill on a pair, by paging.</summary>
    public Task<IReadOnlyList<JsonElement>> FillsAsync(string symbol) => PagesAsync("/api/v3/myTrades", symbol, "fromId", "id");

    private async Task<IReadOnlyList<JsonElement>> PagesAsync(string path, string symbol, string fromParameter, string idField)
    {
        var all = new List<JsonElement>();
        long from = 0;
        while (true)
        {
            var page = await GetAsync(
                path, string.Create(CultureInfo.InvariantCulture, $"symbol={symbol}&{fromParameter}={from}&limit={PageSize}"));
            all.AddRange(page.EnumerateArray());
            if (page.GetArrayLength() < PageSize) return all;
            from = all[^1].Number(idField) + 1;
        }
    }

    private string Sign(string parameters)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"{parameters}{(parameters.Length == 0 ? "" : "&")}timestamp={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}&recvWindow=30000");
        return $"{query}&signature={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.ASCII.GetBytes(query)))}";
    }
}
