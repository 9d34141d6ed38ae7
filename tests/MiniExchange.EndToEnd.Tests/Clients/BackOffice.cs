using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Clients;

/// <summary>The back-office API, as an administrator and new users see it.</summary>
internal sealed class BackOffice(HttpClient http)
{
    private static int _users;

    private readonly ConcurrentDictionary<long, string> _tokens = new();
    private string? _adminToken;

    /// <summary>Every secret that was sent or given here, to look for where it must not be.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>Signs in as the administrator that credits and reconciliation need.</summary>
    public async Task SignInAsync(string username, string password)
    {
        Secrets.Add(password);
        _adminToken = await TokenOfAsync(username, password);
    }

    /// <summary>Registers a user of a new name, makes a key and funds the account, each over HTTP.</summary>
    /// <param name="funds">Asset and amount.</param>
    public async Task<Trader> AddTraderAsync(params (string Asset, decimal Amount)[] funds)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"trader{Interlocked.Increment(ref _users)}");
        var password = $"secret-of-{username}-{Guid.NewGuid():N}";
        var registered = await SendAsync(
            HttpMethod.Post, "/api/v1/auth/register", new { username, email = $"{username}@example.org", password }, token: null);
        var userId = registered.GetProperty("userId").GetInt64();
        var token = await TokenOfAsync(username, password);
        var key = await SendAsync(
            HttpMethod.Post, "/api/v1/api-keys", new { label = "test", permissions = (string[])["USER_DATA", "TRADE"] }, token);
        var trader = new Trader(
            http, username, userId, key.Text("apiKey"), key.Text("secretKey"), funds.ToDictionary(fund => fund.Asset, fund => fund.Amount));
        _tokens[userId] = token;
        lock (Secrets) Secrets.AddRange([password, token, trader.Secret]);
        foreach (var (asset, amount) in funds) await CreditForSureAsync(userId, asset, amount, $"{username}-{asset}");
        return trader;
    }

    /// <summary>Gives a trader another key, whose requests are signed with the private half of a pair.</summary>
    /// <param name="trader">The trader.</param>
    /// <param name="publicKey">The public half, as PEM.</param>
    /// <returns>The key.</returns>
    public async Task<string> AddKeyAsync(Trader trader, string publicKey)
    {
        var key = await SendAsync(
            HttpMethod.Post,
            "/api/v1/api-keys",
            new { label = "pair", permissions = (string[])["USER_DATA", "TRADE"], publicKey },
            _tokens[trader.UserId]);
        return key.Text("apiKey");
    }

    /// <summary>Takes in money for a user.</summary>
    public Task<JsonElement> CreditAsync(long userId, string asset, decimal amount, string reference) => SendAsync(
        HttpMethod.Post,
        "/api/v1/admin/credits",
        new { userId, asset, amount = amount.ToString(CultureInfo.InvariantCulture), reference },
        _adminToken);

    // An answer that leaves the outcome open asks for that; the reference keeps the money from coming twice.
    private Task<object> CreditForSureAsync(long userId, string asset, decimal amount, string reference) => Eventually.FindAsync<object>(
        $"{reference} to be credited",
        async () =>
        {
            try
            {
                return await CreditAsync(userId, asset, amount, reference);
            }
            catch (HttpRequestException open) when (open.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
            {
                return null;
            }
        });

    /// <summary>The exchange's money at one journal position, by asset.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> ReconciliationAsync()
    {
        var answer = await SendAsync(HttpMethod.Get, "/api/v1/admin/reconciliation", body: null, _adminToken);
        return answer.GetProperty("assets").EnumerateArray().ToDictionary(sums => sums.Text("asset"));
    }

    private async Task<string> TokenOfAsync(string username, string password) =>
        (await SendAsync(HttpMethod.Post, "/api/v1/auth/login", new { username, password }, token: null)).Text("accessToken");

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, string? token)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path} was answered {(int)response.StatusCode}: {text}", null, response.StatusCode);
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
