using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Relational;
using Xunit;

namespace MiniExchange.Integration.Tests.FrontEnds;

/// <summary>A follower of the catalog that meets what it does not expect.</summary>
public sealed class CatalogFollowerTests
{
    [Fact]
    public async Task Follower_AfterAnExceptionThatItDoesNotKnow_AsksAgain()
    {
        var asked = 0;
        var askedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = new ScriptedEngine
        {
            Answer = _ =>
            {
                if (++asked == 2) askedAgain.SetResult();
                throw new NotSupportedException("Nobody expected this.");
            },
        };
        var follower = new CatalogFollower(
            new InMemoryFeed(),
            new ExchangeClient(engine, new ExchangeClientOptions(), TimeProvider.System),
            new MarketDirectory(),
            TimeProvider.System,
            NullLogger<CatalogFollower>.Instance);
        using var stopping = new CancellationTokenSource();

        var following = follower.RunAsync(stopping.Token);

        var first = await Task.WhenAny(following, askedAgain.Task, Task.Delay(TimeSpan.FromSeconds(30)));
        Assert.True(first == askedAgain.Task, "The catalog was not asked again within 30 s.");
        await stopping.CancelAsync();
        await following;
    }
}
