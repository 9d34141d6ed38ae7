using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Api.Keys;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>The keys in use while their store does not answer.</summary>
public sealed class ApiKeyRingTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(ApiHost.Start);
    private ApiHost _host = null!;

    private ApiKeyRing Ring => _host.Service<ApiKeyRing>();

    public async Task InitializeAsync() =>
        _host = await ApiHost.StartUnopenedAsync(services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Key_WhileTheStoreHangs_IsTrustedAfterASecond()
    {
        Assert.NotNull(await FindAsync());
        _host.Users.Hanging = new TaskCompletionSource<long>();
        _time.Advance(TimeSpan.FromSeconds(1));

        var found = FindAsync();
        var alsoFound = FindAsync();
        Assert.False(found.IsCompleted || alsoFound.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(await found.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.NotNull(await alsoFound.WaitAsync(TimeSpan.FromSeconds(30)));

        // And nobody waits again at once.
        Assert.NotNull(await FindAsync().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Caller_WhoGoesWhileTheStoreHangs_IsLetGoAtOnce(int others)
    {
        Assert.NotNull(await FindAsync());
        _host.Users.Hanging = new TaskCompletionSource<long>();
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < others; i++) Assert.False(FindAsync().IsCompleted);
        using var gone = new CancellationTokenSource();

        var found = FindAsync(gone.Token);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => found.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private Task<SigningKey?> FindAsync(CancellationToken cancellationToken = default) =>
        Ring.FindAsync(_host.Trader.ApiKey, cancellationToken).AsTask();
}
