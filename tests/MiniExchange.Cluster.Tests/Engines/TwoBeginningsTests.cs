using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>Two nodes that look at the same moment, see no cluster, and begin one each.</summary>
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
