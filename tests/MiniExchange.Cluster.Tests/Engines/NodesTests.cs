using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>Three nodes in one process, on one database.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class NodesTests(PrivatePostgres postgres) : IAsyncLifetime
{
    private const int Nodes = 3;
    private const int Actors = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _database = postgres.CreateDatabase();
    private readonly List<ClusterRun> _nodes = [];
    private readonly ConcurrentQueue<(ActorAddress Actor, int Node)> _created = new();

    public async Task InitializeAsync()
    {
        if (PrivatePostgres.SkipReason is not null) return;
        var ports = FreePorts();
        for (var node = 0; node < Nodes; node++)
        {
            var parts = ClusterRun.Parts(_database, Kinds(node), new EngineSetup { LowWaterEveryMs = 100 });
            parts.Options.Port = ports[node];
            parts.Options.AnswerTimeoutMs = 10_000;
            parts.Options.SeedNodes = [.. ports.Select(port => $"127.0.0.1:{port}")];
            _nodes.Add(new ClusterRun(parts));
            _nodes[node].Start();
            await ReadyAsync(_nodes[node]);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    [PostgresFact]
    public async Task EveryActor_IsReachedFromEveryNodeAndTheyAreSpread()
    {
        foreach (var node in _nodes)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Actors).Select(n => AskAsync(node, Probes.Named($"n{n}"), "add 1")));
            Assert.All(answers, answer => Assert.IsType<Replied>(answer));
        }

        Assert.Equal(Actors, _created.Select(made => made.Actor).Where(static actor => actor != Probes.Solo).Distinct().Count());
        for (var n = 0; n < Actors; n++) Assert.Equal(Nodes, await CountOfAsync(_nodes[n % Nodes], Probes.Named($"n{n}")));

        // The youngest may get its first shards a moment after it is ready.
        await Waiting.UntilAsync(
            async () =>
            {
                for (var n = 0; n < Actors; n++) await AskAsync(_nodes[0], Probes.Named($"n{n}"), "get");
                return _created.Select(made => made.Node).Distinct().Count() == Nodes;
            },
            "each node had some of the actors");
    }

    [PostgresFact]
    public async Task FlowAcrossNodes_IsAnsweredWhereItWasAsked()
    {
        // From each node, by way of each actor, to each other: some of them meet only over the wire.
        var flows =
            from node in _nodes
            from n in Enumerable.Range(0, Actors)
            select AskAsync(node, Probes.Named($"n{n}"), $"note sent; send probe-n{(n + 1) % Actors} send probe-n{(n + 2) % Actors} add 1");

        Assert.All(await Task.WhenAll(flows), answer => Assert.IsType<Replied>(answer));
        for (var n = 0; n < Actors; n++) Assert.Equal(Nodes, await CountOfAsync(_nodes[0], Probes.Named($"n{n}")));
    }

    [PostgresFact]
    public async Task RequestThatIsRefused_IsRefusedInTheSameWordsOverTheWire()
    {
        foreach (var node in _nodes)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => AskAsync(node, Probes.Named($"n{n}"), "refuse")));
            Assert.All(answers, answer => Assert.Equal(new Declined("refused"), Assert.IsType<Replied>(answer).Reply));
        }
    }

    [PostgresFact]
    public async Task Feed_OfEveryNode_ShowsWhatAllCommitted()
    {
        foreach (var node in _nodes) await Task.WhenAll(Enumerable.Range(0, Actors).Select(n => AskAsync(node, Probes.Named($"n{n}"), "add 1")));

        using var patience = new CancellationTokenSource(Patience);
        foreach (var node in _nodes)
        {
            var added = 0;
            for (var after = 0L; added < Nodes * Actors;)
            {
                var page = await node.Engine.Feed.ReadAsync(after, 50, patience.Token);
                Assert.All(page, record => Assert.True(record.Position > after));
                after = page[^1].Position;
                added += page.Sum(record => new ProbeCodec().ReadRecord(record.Manifest, record.Payload, new Turn<string>()).Sum(turn => turn.Events.Count));
            }

            Assert.Equal(Nodes * Actors, added);
        }
    }

    private ActorKind[] Kinds(int node)
    {
        var hooks = new ProbeHooks { Created = actor => _created.Enqueue((actor, node)) };
        return [Probes.Kind(hooks), Probes.SoloKind(hooks)];
    }

    private static int[] FreePorts()
    {
        var listeners = Enumerable.Range(0, Nodes).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }

    private static async Task ReadyAsync(ClusterRun node)
    {
        using var patience = new CancellationTokenSource(Patience);
        await node.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
    }

    private static async Task<Answer> AskAsync(ClusterRun node, ActorAddress to, string text) =>
        await node.Engine.AskAsync(to, new Command(text), long.MaxValue, CancellationToken.None).WaitAsync(Patience);

    private static async Task<long> CountOfAsync(ClusterRun node, ActorAddress actor) =>
        Assert.IsType<Tallied>(Assert.IsType<Replied>(await AskAsync(node, actor, "get")).Reply).Count;
}
