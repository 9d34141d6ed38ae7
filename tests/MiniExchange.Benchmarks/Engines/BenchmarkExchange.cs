using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Actors.Engines;
using MiniExchange.Application.Orders;
using MiniExchange.Benchmarks.Stores;
using MiniExchange.Host.Composition;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Benchmarks.Engines;

/// <summary>The exchange as the host composes it, without front end and projections: actors, journal, and who asks them.</summary>
internal sealed class BenchmarkExchange : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BenchmarkExchange(WebApplication app)
    {
        _app = app;
        Client = app.Services.GetRequiredService<ExchangeClient>();
        Engine = app.Services.GetRequiredService<IHostedEngine>();
    }

    public IHostedEngine Engine { get; }

    public ExchangeClient Client { get; }

    /// <summary>What writes history, at rest, on tables that are there.</summary>
    public async Task<ExchangeProjection> PrepareHistoryAsync(CancellationToken cancellationToken)
    {
        await _app.Services.GetRequiredService<RelationalStore>().PrepareAsync(cancellationToken);
        return _app.Services.GetRequiredService<ExchangeProjection>();
    }

    /// <summary>Starts it and waits until it takes orders.</summary>
    public static async Task<BenchmarkExchange> StartAsync(BenchmarkStore store, string[] settings, CancellationToken cancellationToken)
    {
        var builder = Host.Program.CreateBuilder([.. store.Settings(), "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Error", .. settings]);
        builder.AddExchange();
        var app = builder.Build();
        await app.StartAsync(cancellationToken);
        var exchange = new BenchmarkExchange(app);
        exchange.Engine.Start();
        await exchange.Engine.WaitUntilReadyAsync(cancellationToken);
        return exchange;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _app.DisposeAsync();
    }
}
