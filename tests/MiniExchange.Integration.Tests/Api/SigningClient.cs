using System;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Makes requests as trading clients do, well or badly signed. Knows nothing of the server but its address.</summary>
internal sealed class SigningClient(HttpClient http, string apiKey, string secret, TimeProvider clock)
{
    public string ApiKey { get; } = apiKey;

    public long NowMillis => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => http.SendAsync(request);

    /// <summary>A request signed in its query, with a fresh timestamp.</summary>
    public HttpRequestMessage Signed(string method, string path, string query = "")
    {
        var stamped = $"{query}{(query.Length == 0 ? "" : "&")}timestamp={NowMillis}";
        return Raw(method, $"{path}?{stamped}&signature={Sign(stamped)}");
    }

    /// <summary>A request signed in its body, with a fresh timestamp.</summary>
    public HttpRequestMessage SignedForm(string method, string path, string form)
    {
        var stamped = $"{form}&timestamp={NowMillis}";
        return Raw(method, path, $"{stamped}&signature={Sign(stamped)}");
    }

    /// <summary>A request exactly so, with the key and nothing else added.</summary>
    public HttpRequestMessage Raw(string method, string pathAndQuery, string? body = null, string? key = null)
    {
        // As it is: the class that holds addresses would otherwise escape and unescape what is to be signed.
        var address = new Uri(
            $"{http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{pathAndQuery}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.TryAddWithoutValidation("X-MBX-APIKEY", key ?? ApiKey);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        return request;
    }

    public string Sign(string payload) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));
}
