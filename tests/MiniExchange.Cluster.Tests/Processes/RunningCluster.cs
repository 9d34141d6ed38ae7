using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>An exchange of several host processes on one PostgreSQL database, and a load balancer before its front ends.</summary>
internal sealed class RunningCluster : IExchange, IAsyncDisposable
{
    private const string LogsVariable = "MINIEXCHANGE_LOGS_TO";

    // Longer than the front end's own: a node that stands still says nothing at all.
    private static readonly TimeSpan ClientPatience = TimeSpan.FromSeconds(20);

    private readonly string _dataDirectory = Directory.CreateTempSubdirectory("miniexchange-cluster-").FullName;

    private RunningCluster(string connectionString, IReadOnlyList<string> roles, INodePlaces places)
    {
        ConnectionString = connectionString;
        var ports = roles.Select((_, index) => places.PlaceOf(index + 1)).ToArray();
        Nodes = [.. roles.Select((role, index) => NodeOf(index + 1, role, ports, connectionString))];
        FrontEnds = [.. Nodes.Where((_, index) => roles[index] != "trading")];
        Balancer = new Balancer(FrontEnds);
        Http = new HttpClient(Balancer) { BaseAddress = new Uri("http://balancer"), Timeout = ClientPatience };
        BackOffice = new BackOffice(Http);
    }

    /// <summary>The database.</summary>
    public string ConnectionString { get; }

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The nodes that clients reach.</summary>
    public IReadOnlyList<Node> FrontEnds { get; }

    public Balancer Balancer { get; }

    public HttpClient Http { get; }

    public BackOffice BackOffice { get; }

    /// <summary>Starts a cluster on an empty database; all of its nodes take traffic.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="roles">Of each node: <c>trading</c>, <c>api</c>, or empty for both.</param>
    /// <param name="places">Where nodes are; null for this machine's loopback.</param>
    public static async Task<RunningCluster> StartAsync(string connectionString, IReadOnlyList<string> roles, INodePlaces? places = null)
    {
        var cluster = new RunningCluster(connectionString, roles, places ?? new LoopbackPlaces());
        try
        {
            foreach (var node in cluster.Nodes) node.Start();
            await cluster.WaitUntilAllReadyAsync();
            await cluster.BackOffice.SignInAsync("admin", RunningExchange.AdminPassword);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the nodes that have ended, and waits until all take traffic.</summary>
    public async Task MendAsync()
    {
        foreach (var node in Nodes.Where(node => node.HasEnded)) node.Start();
        await WaitUntilAllReadyAsync();
    }

    /// <summary>Waits until every node takes traffic, and the balancer knows.</summary>
    public async Task WaitUntilAllReadyAsync()
    {
        foreach (var node in Nodes) await node.WaitUntilReadyAsync();
        await Eventually.FindAsync("the balancer to see every front end", () => Task.FromResult(Balancer.UpCount == FrontEnds.Count ? "all" : null), Tail);
    }

    public async Task<(HttpStatusCode Status, string Body)> HealthAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            return (0, "");
        }
    }

    public async Task<JsonElement> GetAsync(string pathAndQuery)
    {
        await using var body = await Http.GetStreamAsync(new Uri(pathAndQuery, UriKind.Relative));
        using var document = await JsonDocument.ParseAsync(body);
        return document.RootElement.Clone();
    }

    public string Tail() => string.Join('\n', Nodes.Select(node => $"Node {node.Number}. {node.Log.Tail()}"));

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        foreach (var node in Nodes)
        {
            node.Dispose();
            if (Environment.GetEnvironmentVariable(LogsVariable) is { Length: > 0 } directory)
            {
                Directory.CreateDirectory(directory);
                File.WriteAllLines(Path.Combine(directory, $"node-{node.Address.Host}-{node.Address.Port}.log"), node.Log.Lines);
            }
        }

        Directory.Delete(_dataDirectory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private Node NodeOf(int number, string role, NodePlace[] places, string connectionString)
    {
        var place = places[number - 1];
        var address = new Uri(Text($"http://{place.FrontHost}:{place.FrontPort}"));
        List<string> arguments =
        [
            $"--urls={address.GetLeftPart(UriPartial.Authority)}",
            $"--DataDirectory={_dataDirectory}",
            $"--Admin:Password={RunningExchange.AdminPassword}",
            "--Api:LimitsEnabled=false",
            "--Api:SignInsPerMinute=1000",
            "--Engine=AkkaCluster",
            "--Logging:Console:FormatterName=simple",
            "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ",
            .. PostgresStore.Settings(connectionString),
            $"--Cluster:Hostname={place.Host}",
            Text($"--Cluster:Port={place.Port}"),
            "--Cluster:LeaveNoticeMs=2000",
            .. places.Take(2).Select((seed, index) => Text($"--Cluster:SeedNodes:{index}={seed.Host}:{seed.Port}")),
        ];
        if (role.Length > 0) arguments.Add($"--Cluster:Roles:0={role}");
        return new Node(number, address, arguments, place.Within);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class LoopbackPlaces : INodePlaces
    {
        public NodePlace PlaceOf(int number) => new("127.0.0.1", HostProcess.FreePort(), "127.0.0.1", HostProcess.FreePort(), []);
    }
}

/// <summary>Where the nodes of a cluster are.</summary>
internal interface INodePlaces
{
    NodePlace PlaceOf(int number);
}

/// <summary>Where a node is.</summary>
/// <param name="Host">Its address among nodes.</param>
/// <param name="Port">Its port among nodes.</param>
/// <param name="FrontHost">Its address for clients.</param>
/// <param name="FrontPort">Its port for clients.</param>
/// <param name="Within">The command that starts it there.</param>
internal sealed record NodePlace(string Host, int Port, string FrontHost, int FrontPort, string[] Within);
