using System;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Api.Streams;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Application.Books;
using MiniExchange.Application.MarketData;
using MiniExchange.Integration.Tests.Api.Fakes;

namespace MiniExchange.Integration.Tests.Streams.Fakes;

/// <summary>The real front end on a real socket, over markets and users that a test moves, and a clock that it sets.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private StreamHost(ApiHost api, ManualTime time, MemoryMarket market, MemoryUserData users) =>
        (Api, Time, Market, Users) = (api, time, market, users);

    public ApiHost Api { get; }

    public ManualTime Time { get; }

    public MemoryMarket Market { get; }

    public MemoryUserData Users { get; }

    public StreamPublisher Publisher => Api.Service<StreamPublisher>();

    public TopicRegistry Topics => Api.Service<TopicRegistry>();

    public OpenConnections Connections => Api.Service<OpenConnections>();

    public ConnectionRoom Room => Api.Service<ConnectionRoom>();

    public static Task<StreamHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var time = new ManualTime(ApiHost.Start);
        return StartAsync(time, new MemoryMarket(time, ApiHost.BtcUsdt, ApiHost.EthBtc), settings);
    }

    /// <summary>Starts, perhaps again, over markets that are there already.</summary>
    public static async Task<StreamHost> StartAsync(
        ManualTime time, MemoryMarket market, params (string Name, string Value)[] settings)
    {
        var users = new MemoryUserData();
        (string, string)[] all = [("Api:Streams:ShutdownNoticeMs", "0"), ("Api:Streams:MessagesPerSecond", "1000"), .. settings];
        var api = await ApiHost.StartUnopenedAsync(
            services => services
                .AddSingleton<TimeProvider>(time)
                .AddSingleton<IMarketData>(market)
                .AddSingleton<IUserData>(users)
                .AddSingleton<IListenKeys>(users),
            all);
        api.Open();
        api.Engine.Answer = request => request is DepthOf depth
            ? market[ApiHost.BtcUsdt].Depth(depth.Levels)
            : throw new InvalidOperationException($"No answer to {request}.");
        return new StreamHost(api, time, market, users);
    }

    public Task<StreamClient> ConnectAsync(string path) => StreamClient.ConnectAsync(Api.Client.BaseAddress!, path);

    /// <summary>A client that listens to streams, each known by its answer to be listened to.</summary>
    public async Task<StreamClient> ListenAsync(params string[] streams)
    {
        var client = await ConnectAsync("/ws");
        await client.SubscribeAsync(streams);
        return client;
    }

    /// <summary>Sets the clock forward in steps, each of which is published before the next.</summary>
    public async Task AdvanceAsync(int milliseconds)
    {
        const int StepMs = 100;
        for (var at = 0; at < milliseconds; at += StepMs)
        {
            Time.Advance(TimeSpan.FromMilliseconds(StepMs));
            await SettleAsync();
        }
    }

    /// <summary>Waits until all that has happened so far is published: the loop does one thing after the other.</summary>
    public Task SettleAsync() => Publisher.UnsubscribeAsync(connection: null!, names: [], inMicros: false, answer: default);

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
