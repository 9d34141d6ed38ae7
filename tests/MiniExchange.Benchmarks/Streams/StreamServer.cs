using System;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Api;
using MiniExchange.Api.Streams;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Api.Streams.Users;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>The streams as the exchange runs them, on a real socket, over a market that is made up.</summary>
internal sealed class StreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamServer(WebApplication app) => _app = app;

    public SyntheticMarket Market => _app.Services.GetRequiredService<SyntheticMarket>();

    public OpenConnections Connections => _app.Services.GetRequiredService<OpenConnections>();

    public Uri Address => new(_app.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal) + "/ws");

    public static async Task<StreamServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOptions<ApiOptions>().Configure(static options => options.Streams.ShutdownNoticeMs = 0);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<SyntheticMarket>();
        builder.Services.AddSingleton<IMarketData>(static services => services.GetRequiredService<SyntheticMarket>());
        builder.Services.AddSingleton<NoUsers>();
        builder.Services.AddSingleton<IUserData>(static services => services.GetRequiredService<NoUsers>());
        builder.Services.AddSingleton<IListenKeys>(static services => services.GetRequiredService<NoUsers>());
        builder.Services.AddSingleton<IEngine, NoEngine>();
        builder.Services.AddSingleton<MarketDirectory>();
        builder.Services.AddSingleton<StreamMetrics>();
        builder.Services.AddSingleton<OpenConnections>();
        builder.Services.AddSingleton<TopicRegistry>();
        builder.Services.AddSingleton<StreamPublisher>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<StreamPublisher>());
        builder.Services.AddSingleton<UserStreams>();
        builder.Services.AddSingleton<StreamSockets>();

        var app = builder.Build();
        var sockets = app.Services.GetRequiredService<StreamSockets>();
        app.UseWebSockets();
        app.Map("/ws", http => sockets.RunAsync(http, names: [], isCombined: false));
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<OpenConnections>().Stop);
        await app.StartAsync();
        return new StreamServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Nothing is asked of it here but whether its markets may be told.</summary>
    private sealed class NoEngine : IEngine
    {
        public EngineHealth Health => throw new NotSupportedException();

        public bool IsCurrent => true;

        public ICommittedFeed Feed => throw new NotSupportedException();

        public Task<Answer> AskAsync(ActorAddress to, Request request, long deadlineUnixMicros, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    /// <summary>Nobody has an account here.</summary>
    private sealed class NoUsers : IUserData, IListenKeys
    {
        public ValueTask<IDisposable> SubscribeAsync(AccountId account, IUserDataSink sink, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<ListenKeyUse?> UseAsync(string listenKey, IPAddress? caller, CancellationToken cancellationToken) => new((ListenKeyUse?)null);
    }
}
