using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Actors.Engines;
using MiniExchange.Api;
using MiniExchange.Host.Composition;
using MiniExchange.Integration.Tests.Api;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.FrontEnds;

/// <summary>The host's own composition on a socket of its own, over an engine that it shares with others.</summary>
internal sealed class FrontEnd : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly WebApplication _app;

    private FrontEnd(WebApplication app) => (_app, Client) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });

    public HttpClient Client { get; }

    /// <summary>Starts one and waits until its exchange is open.</summary>
    public static async Task<FrontEnd> StartAsync(IHostedEngine engine, params string[] configuration)
    {
        var app = Host.Program.Build(configuration, services =>
        {
            services.AddSingleton<IHostedEngine>(new SharedEngine(engine));
            services.AddHostedService<ExchangeService>();
        });
        Assert.NotNull(app);
        app.MapMiniExchangeApi();
        await app.StartAsync();
        await app.Services.GetRequiredService<ExchangeStartup>().Done.WaitAsync(TimeSpan.FromSeconds(60));
        return new FrontEnd(app);
    }

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<string> SignInAsync(string username) =>
        (await Client.PostAsJsonAsync("/api/v1/auth/login", new { username, password = Password }).ExpectAsync(200))
        .GetProperty("accessToken").GetString()!;

    public Task<HttpResponseMessage> SendAsync(string method, string path, string token, object? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        return Client.SendAsync(request);
    }

    /// <summary>The same key on this front end.</summary>
    public SigningClient With((string Key, string Secret) key) => new(Client, key.Key, key.Secret, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
