using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Cluster;
using Akka.TestKit.Xunit2;
using MiniExchange.Actors;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>Two nodes in one process, one of which ends without a word: what the other says, and what it takes over.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostNodeTests(PrivatePostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _database = postgres.CreateDatabase();
    private readonly List<ClusterRun> _nodes = [];
    private readonly ConcurrentQueue<(ActorAddress Actor, int Node)> _created = new();
    private ProbeHooks[] _hooks = [];
    private ProbedJournal _journal = null!;

    public async Task InitializeAsync()
    {
        if (PrivatePostgres.SkipReason is not null) return;
        _journal = new ProbedJournal(new PostgresJournal(new PostgresJournalOptions(_database) { LockWaitMs = 100 }));
        _hooks = [.. Enumerable.Range(0, 2).Select(node => new ProbeHooks { Created = actor => _created.Enqueue((actor, node)) })];
        foreach (var hooks in _hooks)
        {
            var parts = ClusterRun.Probed(ClusterRun.Parts(_database, [Probes.Kind(hooks)], new EngineSetup { LowWaterEveryMs = 50 }), _journal);

            // The tests take a node for dead themselves, before the resolver would choose by address.
            parts.Options.StableAfterMs = 600_000;
            _nodes.Add(new ClusterRun(parts with { LostNodeWritesFor = TimeSpan.FromSeconds(1) }));
            _nodes[^1].Start();
            using var patience = new CancellationTokenSource(Patience);
            await _nodes[^1].WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    [PostgresFact]
    public async Task OpenMessageOfALostNode_IsDeliveredByTheOtherBeforeLowWaterPassesIt()
    {
        var receiver = await ActorOnAsync(0);
        var sender = await ActorOnAsync(1);
        var isLost = new ManualResetEventSlim();
        var isCommitted = NewSignal();
        _journal.Committed = batch =>
        {
            // The record is durable, and its actor does not know: what it sends has not left.
            if (batch.Records.All(record => record.Address != sender)) return;
            isCommitted.TrySetResult();
            isLost.Wait(Patience);
        };
        var mayConsume = new ManualResetEventSlim();
        var isDelivered = NewSignal();
        _hooks[0].Deciding = (self, what) =>
        {
            if (self != receiver || what != "add 1") return;
            isDelivered.TrySetResult();
            mayConsume.Wait(Patience);
        };

        _ = _nodes[1].Engine.AskAsync(sender, new Command($"send {receiver.PersistenceId} add 1"), long.MaxValue, CancellationToken.None);
        await isCommitted.Task.WaitAsync(Patience);
        var lost = Lose(_nodes[1]);
        await _nodes[1].System.WhenTerminated.WaitAsync(Patience);
        isLost.Set();
        Assert.DoesNotContain((sender, 0), _created);
        Cluster.Get(_nodes[0].System).Down(lost.Address);

        await isDelivered.Task.WaitAsync(Patience);
        Assert.Contains((sender, 0), _created);
        var position = LastPositionOf(sender);
        Assert.True(_journal.LowWater < position, $"The low-water position is {_journal.LowWater}, and the message of {position} is open.");

        mayConsume.Set();
        await Waiting.UntilAsync(() => _journal.LowWater >= position, "the low-water position moved on");
        Assert.Equal(1, await CountOfAsync(receiver));
    }

    [PostgresFact]
    public async Task Guard_SaysYesOnlyToMembersThatItReaches_AndItsNodeServesOnlyWhileTheOthersDo()
    {
        var actor = await ActorOnAsync(0);
        var self = Cluster.Get(_nodes[0].System).SelfUniqueAddress;
        var other = Cluster.Get(_nodes[1].System).SelfUniqueAddress;
        var kit = new TestKit(_nodes[0].System);

        // It answers in order: who got no answer before one that did gets none.
        AskGuard(kit, self.Address, self.Uid + 1, round: 1);
        AskGuard(kit, other.Address.WithPort(1), other.Uid, round: 2);
        AskGuard(kit, other.Address, other.Uid, round: 3);
        Assert.Equal(3, (await kit.ExpectMsgAsync<MembershipGuard.IKnowYou>(Patience)).Round);

        Lose(_nodes[1]);
        var node = ClusterNode.Of(_nodes[0].System);
        await Waiting.UntilAsync(() => !node.IsCurrent, "one of two is no majority");
        Assert.IsType<Busy>(await AskAsync(actor, "get"));
        Assert.IsType<Busy>(await AskAsync(actor, "add 1"));
        Assert.False(_nodes[0].Engine.IsCurrent);

        await Waiting.UntilAsync(() => Cluster.Get(_nodes[0].System).State.Unreachable.Count == 1, "the node was missed");
        AskGuard(kit, other.Address, other.Uid, round: 4);
        AskGuard(kit, self.Address, self.Uid, round: 5);
        Assert.Equal(5, (await kit.ExpectMsgAsync<MembershipGuard.IKnowYou>(Patience)).Round);

        // Alone in the cluster it is a majority again.
        Cluster.Get(_nodes[0].System).Down(other.Address);
        await Waiting.UntilAsync(() => _nodes[0].Engine.IsCurrent, "the node serves again");
        Assert.IsType<Replied>(await AskAsync(actor, "get"));
    }

    /// <summary>Ends a node as if its machine was gone: it leaves nobody and hands nothing over.</summary>
    private static UniqueAddress Lose(ClusterRun node)
    {
        var address = Cluster.Get(node.System).SelfUniqueAddress;
        ((ExtendedActorSystem)node.System).Abort();
        return address;
    }

    private static void AskGuard(TestKit kit, Address address, int uid, long round) => kit.Sys
        .ActorSelection($"/user/{MembershipGuard.Name}")
        .Tell(new MembershipGuard.KnowMe(address.ToString(), uid, round), kit.TestActor);

    /// <summary>An actor that a node hosts, and nobody else has used.</summary>
    private async Task<ActorAddress> ActorOnAsync(int node)
    {
        for (var n = 0; ; n++)
        {
            var actor = Probes.Named($"on{node}-{n}");
            await CountOfAsync(actor);
            if (_created.Contains((actor, node))) return actor;
        }
    }

    private long LastPositionOf(ActorAddress actor)
    {
        using var reader = _journal.OpenReader();
        return reader.ReadAfter(0, 1_000).Last(record => record.Address == actor).Position;
    }

    private async Task<Answer> AskAsync(ActorAddress to, string text) =>
        await _nodes[0].Engine.AskAsync(to, new Command(text), long.MaxValue, CancellationToken.None).WaitAsync(Patience);

    private async Task<long> CountOfAsync(ActorAddress actor) =>
        Assert.IsType<Tallied>(Assert.IsType<Replied>(await AskAsync(actor, "get")).Reply).Count;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
