using System;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Starts what runs on a node: its services, its part of the shards and singletons or the ways to them, and the feed.</summary>
internal sealed class NodeActors(ClusterNode node, ActorSystem system)
{
    /// <summary>Starts what every node needs, before it is a member.</summary>
    public void StartServices()
    {
        system.ActorOf(FrontDoor.Props(node.Waiters!), FrontDoor.Name);
        system.ActorOf(DroppedParcels.Props(node), "dropped-parcels");
        system.ActorOf(MembershipGuard.Props(node), MembershipGuard.Name);
        system.ActorOf(HintSharing.Props(node.Hints), "hint-sharing");
        node.WakeBy(system.ActorOf(OutboxWatch.Props(node), OutboxWatch.Name));
    }

    /// <summary>Reads the journal once, before anybody waits for it.</summary>
    public Task FirstReadAsync()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(FirstRead.Props(ended));
        return ended.Task;
    }

    /// <summary>Starts the kinds of actors, of which a trading node hosts a part, and any other knows the way.</summary>
    public void StartKinds()
    {
        var isTrading = Cluster.Get(system).SelfRoles.Contains(ClusterEngineOptions.TradingRole);
        foreach (var kind in node.Kinds)
        {
            if (kind.SingletonId is { } id)
            {
                if (isTrading) StartSingleton(kind.Name, SingletonHome.Props(node, ActorAddress.Of(kind.Name, id)), StopCell.Instance);
                node.Route(kind.Name, Proxy(kind.Name));
            }
            else
            {
                node.Route(kind.Name, isTrading ? StartShards(kind) : ShardsElsewhere(kind));
            }
        }

        if (isTrading) StartSingleton(OutboxKeeper.Name, OutboxKeeper.Props(node), PoisonPill.Instance);
    }

    /// <summary>Follows the journal from its present end on.</summary>
    public async Task StartFeedAsync(CancellationToken stopping)
    {
        await using (var reader = node.SharedJournal.OpenGapFreeReader())
        {
            node.Feed.Reset(await reader.ReadLastPositionAsync(stopping).ConfigureAwait(false));
        }

        // A failure to read starts the stream again, where it had come to.
        var settings = RestartSettings.Create(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2), randomFactor: 0.2);
        _ = RestartSource
            .WithBackoff(
                () => PersistenceQuery.Get(system).ReadJournalFor<GapFreeEvents>(GapFreeEvents.Identifier).Pages(node.Feed.LastPosition),
                settings)
            .RunForeach(node.Publish, system.Materializer());
    }

    /// <summary>The way to a singleton, wherever it is.</summary>
    public IActorRef Proxy(string name) => system.ActorOf(
        ClusterSingletonProxy.Props($"/user/{name}", ClusterSingletonProxySettings.Create(system).WithRole(ClusterEngineOptions.TradingRole)));

    private void StartSingleton(string name, Props props, object stop) => system.ActorOf(
        ClusterSingletonManager.Props(
            props, stop, ClusterSingletonManagerSettings.Create(system).WithRole(ClusterEngineOptions.TradingRole)),
        name);

    private IActorRef StartShards(ActorKind kind) => ClusterSharding.Get(system).Start(
        kind.Name,
        id => CellActor.Props(node, ActorAddress.Of(kind.Name, id)),
        ClusterShardingSettings.Create(system)
            .WithRole(ClusterEngineOptions.TradingRole)
            .WithRememberEntities(kind.IsRemembered)
            .WithStateStoreMode(StateStoreMode.DData),
        new ByAddress(node.Options.Shards),
        ClusterSharding.Get(system).DefaultShardAllocationStrategy(ClusterShardingSettings.Create(system)),
        StopCell.Instance);

    private IActorRef ShardsElsewhere(ActorKind kind) =>
        ClusterSharding.Get(system).StartProxy(kind.Name, ClusterEngineOptions.TradingRole, new ByAddress(node.Options.Shards));

    /// <summary>Which shard an actor is in: a hash of its id that is the same on all nodes and for good.</summary>
    private sealed class ByAddress(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => message is Parcel parcel ? parcel.To.Id : null;
    }
}
