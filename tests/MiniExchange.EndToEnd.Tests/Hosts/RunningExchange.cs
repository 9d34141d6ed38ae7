using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Hosts;

/// <summary>An exchange on its own data directory and port: a host that can be killed, stopped and started again.</summary>
internal sealed class RunningExchange : IExchange, IAsyncDisposable
{
    public const string AdminPassword = "admin-password-e2e";

    private readonly string[] _arguments;
    private readonly Way _connections = new();
    private HostProcess? _host;

    private RunningExchange(IEnumerable<string> settings)
    {
        DataDirectory = Directory.CreateTempSubdirectory("miniexchange-e2e-").FullName;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{HostProcess.FreePort()}"));
        _arguments =
        [
            $"--urls={Address.GetLeftPart(UriPartial.Authority)}",
            $"--DataDirectory={DataDirectory}",
            $"--Admin:Password={AdminPassword}",
            "--Api:SignInsPerMinute=100000",
            "--Api:RequestWeightPerMinute=100000000",
            "--Api:OrdersPer10Seconds=1000000",
            "--Api:OrdersPerDay=10000000",
            "--Api:ConnectionsPer5Minutes=1000000",
            .. settings,
        ];
        Http = new HttpClient(_connections) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        BackOffice = new BackOffice(Http);
    }

    public Uri Address { get; }

    /// <summary>Where its clients' requests go instead, when another exchange has taken over; null: to itself.</summary>
    public Uri? Successor
    {
        get => _connections.Instead;
        set => _connections.Instead = value;
    }

    public string DataDirectory { get; }

    public int ProcessId => _host!.Id;

    public HostLog Log { get; } = new();

    public HttpClient Http { get; }

    public BackOffice BackOffice { get; }

    /// <summary>An exchange with an empty data directory that was never started, for a test that brings its data.</summary>
    /// <param name="settings">As for <see cref="StartAsync"/>.</param>
    public static RunningExchange NotStarted(params string[] settings) => new(settings);

    /// <summary>Starts an exchange that has no data yet.</summary>
    /// <param name="settings">Configuration as on a command line; the limits of requests are out of the way unless it sets them.</param>
    public static async Task<RunningExchange> StartAsync(params string[] settings)
    {
        var exchange = new RunningExchange(settings);
        try
        {
            await exchange.StartAgainAsync();
            await exchange.BackOffice.SignInAsync("admin", AdminPassword);
            return exchange;
        }
        catch
        {
            await exchange.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an exchange that is not expected to take traffic yet.</summary>
    public static RunningExchange Launch(params string[] settings)
    {
        var exchange = new RunningExchange(settings);
        exchange._host = HostProcess.Start(exchange._arguments, exchange.Log);
        return exchange;
    }

    /// <summary>Starts the host on the data that is there, and waits until it takes traffic.</summary>
    public async Task StartAgainAsync()
    {
        _host?.Dispose();
        _host = HostProcess.Start(_arguments, Log);
        await WaitUntilReadyAsync();
    }

    /// <summary>Waits until the host takes traffic.</summary>
    public Task WaitUntilReadyAsync() => Eventually.FindAsync(
        "the host to be ready",
        async () =>
        {
            if (_host!.HasEnded) throw new InvalidOperationException($"The host ended before it was ready. {Log.Tail()}");
            return await HealthAsync() is (HttpStatusCode.OK, _) ? "ready" : null;
        },
        Log.Tail);

    /// <inheritdoc />
    public async Task<(HttpStatusCode Status, string Body)> HealthAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
    }

    /// <inheritdoc />
    public string Tail() => Log.Tail();

    /// <inheritdoc />
    public async Task<JsonElement> GetAsync(string pathAndQuery)
    {
        await using var body = await Http.GetStreamAsync(new Uri(pathAndQuery, UriKind.Relative));
        using var document = await JsonDocument.ParseAsync(body);
        return document.RootElement.Clone();
    }

    /// <summary>Runs the host's program with a command on this exchange's settings; it must not be running.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunCommandAsync(params string[] command)
    {
        using var host = HostProcess.Start([.. command, .. _arguments], Log);
        return await host.EndAsync();
    }

    public Task KillHardAsync() => _host!.KillHardAsync();

    public Task PauseAsync() => _host!.PauseAsync();

    public Task GoOnAsync() => _host!.GoOnAsync();

    /// <summary>Asks the host to stop and waits for it; its exit code.</summary>
    public Task<int> StopAsync() => _host!.StopAsync();

    public ValueTask DisposeAsync()
    {
        _host?.Dispose();
        Http.Dispose();
        _connections.Dispose();
        Directory.Delete(DataDirectory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Way() : DelegatingHandler(new SocketsHttpHandler())
    {
        public Uri? Instead { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Instead is { } other) request.RequestUri = new Uri(other, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
