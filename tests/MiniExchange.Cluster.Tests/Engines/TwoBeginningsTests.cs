using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>Nodes that must not run together: two that began a cluster each, one on another database, two on one port.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TwoBeginningsTests(PrivatePostgres postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PostgresFact]
    public async Task TwoClustersOnOneJournal_AreNeverBothServed()
    {
        var database = postgres.CreateDatabase();
        var ends = new[] { NewSignal(), NewSignal() };
        using var bothLooked = new Barrier(2);
        using var bothAreMembers = new Barrier(2);
        var nodes = ends.Select(end => Node(database, bothLooked, bothAreMembers, end)).ToArray();
        try
        {
            foreach (var node in nodes) node.Start();

            await Task.WhenAll(ends.Select(end => end.Task)).WaitAsync(Patience);

            foreach (var node in nodes)
            {
                Assert.Equal(EngineState.Stopped, node.Engine.Health.State);
                Assert.Contains("Start it again", node.Engine.Health.Reason, StringComparison.Ordinal);
            }
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task NodeThatSeesAnother_JoinsItThoughItsSeedsNameItselfFirst()
    {
        var database = postgres.CreateDatabase();
        await using var first = new ClusterRun(ClusterRun.Parts(database, [Probes.Kind(new ProbeHooks())], new EngineSetup()));
        first.Start();
        await ReadyAsync(first);
        await using var second = new ClusterRun(ClusterRun.Parts(database, [Probes.Kind(new ProbeHooks())], new EngineSetup()));
        second.Start();
        await ReadyAsync(second);

        Assert.Equal(2, Akka.Cluster.Cluster.Get(second.System).State.Members.Count);
    }

    [PostgresFact]
    public async Task NodeOnAnotherDatabase_DoesNotRunActorsOfTheClusterThatItsSeedsName()
    {
        await using var first = new ClusterRun(ClusterRun.Parts(postgres.CreateDatabase(), [Probes.Kind(new ProbeHooks())], new EngineSetup()));
        first.Start();
        await ReadyAsync(first);
        var end = NewSignal();
        var parts = ClusterRun.Parts(postgres.CreateDatabase(), [Probes.Kind(new ProbeHooks())], new EngineSetup()) with { OnUseless = () => end.TrySetResult() };
        var address = Akka.Cluster.Cluster.Get(first.System).SelfAddress;
        parts.Options.SeedNodes = [$"{address.Host}:{address.Port}"];
        await using var stranger = new ClusterRun(parts);
        stranger.Start();

        await end.Task.WaitAsync(Patience);

        Assert.Contains("is not on its journal", stranger.Engine.Health.Reason, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task SecondProcessOnTheSamePort_Ends_AndTheFirstGoesOn()
    {
        await using var first = new ClusterRun(ClusterRun.Parts(postgres.CreateDatabase(), [Probes.Kind(new ProbeHooks())], new EngineSetup()));
        first.Start();
        await ReadyAsync(first);
        var port = Akka.Cluster.Cluster.Get(first.System).SelfAddress.Port!.Value;
        var log = new HostLog();
        using var second = HostProcess.Start(
            [
                "--Engine=AkkaCluster", "--Storage:Provider=PostgreSQL", $"--Storage:ConnectionString={postgres.CreateDatabase()}",
                $"--Cluster:Port={port}", "--urls=http://127.0.0.1:0",
            ],
            log);

        Assert.Equal(1, await second.EndAsync());

        Assert.Contains(log.Lines, line => line.Contains($"Failed to bind to 127.0.0.1:{port}", StringComparison.Ordinal));
        Assert.Equal(EngineState.Ready, first.Engine.Health.State);
    }

    private static ClusterRun Node(string database, Barrier bothLooked, Barrier bothAreMembers, TaskCompletionSource end)
    {
        var parts = ClusterRun.Parts(database, [Probes.Kind(new ProbeHooks())], new EngineSetup());
        return new ClusterRun(parts with
        {
            SharedJournal = new SharedJournal(parts.SharedJournal, bothLooked, bothAreMembers),
            OnUseless = () => end.TrySetResult(),
        });
    }

    private static async Task ReadyAsync(ClusterRun node)
    {
        using var patience = new CancellationTokenSource(Patience);
        await node.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Has the nodes look for others, and later become members, at the same moment.</summary>
    private sealed class SharedJournal(ISharedJournal inner, Barrier bothLooked, Barrier bothAreMembers) : ISharedJournal
    {
        public ISharedJournalSession Join() => new Session(inner.Join(), bothLooked, bothAreMembers);

        public IGapFreeReader OpenGapFreeReader() => inner.OpenGapFreeReader();

        private sealed class Session(ISharedJournalSession inner, Barrier bothLooked, Barrier bothAreMembers) : ISharedJournalSession
        {
            private bool _hasLooked;

            public void Confirm() => inner.Confirm();

            public void BecomeMember(string address)
            {
                inner.BecomeMember(address);
                Meet(bothAreMembers);
            }

            public IReadOnlyList<string> OtherMembers()
            {
                var others = inner.OtherMembers();
                if (!_hasLooked) Meet(bothLooked);
                _hasLooked = true;
                return others;
            }

            public long ReadLowWater() => inner.ReadLowWater();

            public void StoreLowWater(long position) => inner.StoreLowWater(position);

            public void Dispose() => inner.Dispose();

            private static void Meet(Barrier barrier) => Assert.True(barrier.SignalAndWait(Patience), "The other node did not come.");
        }
    }
}
