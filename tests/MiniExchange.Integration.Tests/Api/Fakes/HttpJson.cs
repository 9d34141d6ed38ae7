using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace MiniExchange.Integration.Tests.Api.Fakes;

internal static class HttpJson
{
    /// <summary>The body, once the status is as expected.</summary>
    public static async Task<JsonElement> ExpectAsync(this Task<HttpResponseMessage> sending, int status)
    {
        using var response = await sending;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Whether two texts are the same JSON, fields in the same order.</summary>
    public static void Same(string expected, JsonElement actual) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement), JsonSerializer.Serialize(actual));
}
