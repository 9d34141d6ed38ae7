using System;
using System.Globalization;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Host.Demo;

/// <summary>Sends signed requests to the trading API, as any client would.</summary>
internal sealed class SignedClient(HttpClient http, (string Key, string Secret) credentials, TimeProvider time)
{
    /// <summary>Sends a request; its answer, or null if it was refused or failed, which a demo trader lives with.</summary>
    public async Task<JsonElement?> SendAsync(HttpMethod method, string path, string parameters, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{parameters}&timestamp={time.GetUtcNow().ToUnixTimeMilliseconds()}");
        var signature = Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.ASCII.GetBytes(credentials.Secret), Encoding.ASCII.GetBytes(query)));
        using var request = new HttpRequestMessage(method, $"{path}?{query}&signature={signature}");
        request.Headers.Add("X-MBX-APIKEY", credentials.Key);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) return null;

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
