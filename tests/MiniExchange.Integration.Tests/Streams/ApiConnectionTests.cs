using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>What a connection of the WebSocket API outlives, and what ends it.</summary>
public sealed class ApiConnectionTests
{
    private const string Address = "/ws-api/v3?returnRateLimits=false";
    private const string LogOn = "session.logon";
    private const string SubscribeSigned = "userDataStream.subscribe.signature";

    [Theory]
    [InlineData(LogOn)]
    [InlineData(SubscribeSigned)]
    public async Task Connection_WhileKeysCannotBeLookedUp_AnswersOverloadedAndGoesOn(string method)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync(Address);
        host.Api.Users.Failure = new UnreachableStore();

        Assert.Equal(("1", 503, -1008), Refusal(await client.AskAsync(SignedCall.Of(host.Api, method))));

        host.Api.Users.Failure = null;
        await client.ExpectAsync(SignedCall.Of(host.Api, SubscribeSigned), """{"id":"1","status":200,"result":{"subscriptionId":0}}""");
    }

    // A user stream that began before would have the whole journal to read.
    [Fact]
    public async Task Connection_BeforeOpening_IsRefusedAndToldToComeBack()
    {
        await using var host = await ApiHost.StartUnopenedAsync();

        Assert.Equal(503, await StreamClient.RefusedAsync(host.Client.BaseAddress!, Address));

        host.Open();
        await using var client = await StreamClient.ConnectAsync(host.Client.BaseAddress!, Address);
        Assert.Equal(200, (await client.AskAsync("""{"id":1,"method":"session.status"}""")).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Connection_OfAnAddressThatIsBanned_IsToldAndClosed()
    {
        await using var host = await StreamHost.StartAsync(("Api:RequestWeightPerMinute", "3"), ("Api:RefusalsBeforeBan", "1"));
        await using var client = await host.ConnectAsync(Address);
        const string Ping = """{"id":"1","method":"ping"}""";
        Assert.Equal(200, (await client.AskAsync(Ping)).GetProperty("status").GetInt32());
        Assert.Equal(("1", 429, -1003), Refusal(await client.AskAsync(Ping)));
        Assert.Equal(("1", 429, -1003), Refusal(await client.AskAsync(Ping)));

        Assert.Equal(("1", 418, -1003), Refusal(await client.AskAsync(Ping)));

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, (await client.ReadToEndAsync()).Status);
    }

    private static (string? Id, int Status, int Code) Refusal(JsonElement answer) => (
        answer.GetProperty("id").GetString(),
        answer.GetProperty("status").GetInt32(),
        answer.GetProperty("error").GetProperty("code").GetInt32());
}
