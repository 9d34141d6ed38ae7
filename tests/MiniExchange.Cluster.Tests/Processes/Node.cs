using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Hosts;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>One node of a cluster: a host process that can be killed, stopped, paused and started again on the same addresses.</summary>
internal sealed class Node : IDisposable
{
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _arguments;
    private readonly string[] _within;
    private readonly HttpClient _http;
    private HostProcess? _process;
    private string _said = "nothing";

    /// <summary>A node that is not started.</summary>
    /// <param name="number">From one.</param>
    /// <param name="address">Where its front end listens.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="within">A command that starts it in a network of its own; empty for the machine's.</param>
    public Node(int number, Uri address, IReadOnlyList<string> arguments, params string[] within)
    {
        Number = number;
        Address = address;
        _arguments = arguments;
        _within = within;
        _http = new HttpClient { BaseAddress = address, Timeout = HealthPatience };
    }

    public int Number { get; }

    public Uri Address { get; }

    public HostLog Log { get; } = new();

    public bool HasEnded => _process is not { HasEnded: false };

    public void Start()
    {
        _process?.Dispose();
        _process = HostProcess.Start(_arguments, Log, _within);
    }

    /// <summary>Waits until it takes traffic.</summary>
    public Task WaitUntilReadyAsync() => Eventually.FindAsync(
        $"node {Number.ToString(CultureInfo.InvariantCulture)} to be ready",
        async () =>
        {
            if (HasEnded) throw new InvalidOperationException($"Node {Number} ended before it was ready. {Log.Tail()}");
            return await IsReadyAsync() ? "ready" : null;
        },
        () => $"It says {_said}. {Log.Tail()}");

    public async Task StartAgainAsync()
    {
        Start();
        await WaitUntilReadyAsync();
    }

    /// <summary>Whether it says within a second that it takes traffic.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            _said = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public Task KillHardAsync() => _process!.KillHardAsync();

    public Task PauseAsync() => _process!.PauseAsync();

    public Task GoOnAsync() => _process!.GoOnAsync();

    /// <summary>Asks it to stop and waits for it; its exit code.</summary>
    public Task<int> StopAsync() => _process!.StopAsync();

    /// <summary>Waits until it has ended by itself; its exit code.</summary>
    public Task<int> EndAsync() => _process!.EndAsync();

    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
    }
}
