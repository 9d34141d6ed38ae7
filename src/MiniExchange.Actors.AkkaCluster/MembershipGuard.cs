using System;
using System.Collections.Generic;
using System.Linq;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Asks the other members, again and again, whether they still know this node as one, and tells them the same of themselves.</summary>
/// <remarks>See <see cref="Engines.MembershipProof{TNode}"/> for what rests on it. Knows also where the members' front doors are.</remarks>
internal sealed class MembershipGuard : ReceiveActor, IWithTimers
{
    /// <summary>Its name under <c>/user</c>.</summary>
    public const string Name = "membership-guard";

    private const int RoundsPerProof = 6;

    // By then a node that left in order has ended; sooner it would hear of it, and complain.
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(1);

    private readonly ClusterNode _node;
    private readonly Cluster _cluster = Cluster.Get(Context.System);

    public MembershipGuard(ClusterNode node)
    {
        _node = node;
        Receive<AskAll>(_ => AskEverybody());
        Receive<KnowMe>(question => Reply(question));
        Receive<IKnowYou>(answer => Note(answer));
        Receive<ClusterEvent.MemberRemoved>(removed =>
        {
            node.RemoveFrontDoor(removed.Member.UniqueAddress.Uid);
            node.NoteMember(removed.Member.Address.ToString(), "was removed from the cluster");
            Timers.StartSingleTimer(removed.Member.UniqueAddress, new Forget(removed.Member.UniqueAddress), ForgetAfter);
        });
        Receive<Forget>(gone => ((IRemoteActorRefProvider)((ExtendedActorSystem)Context.System).Provider).Quarantine(gone.Life.Address, gone.Life.Uid));
        Receive<ClusterEvent.MemberUp>(up =>
        {
            AddFrontDoor(up.Member);
            node.NoteMember(up.Member.Address.ToString(), "is a member of the cluster");
        });
        Receive<ClusterEvent.IMemberEvent>(changed => AddFrontDoor(changed.Member));
        Receive<ClusterEvent.UnreachableMember>(lost => node.NoteMember(lost.Member.Address.ToString(), "cannot be reached"));
        Receive<ClusterEvent.ReachableMember>(found => node.NoteMember(found.Member.Address.ToString(), "can be reached again"));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterNode node) => Akka.Actor.Props.Create(() => new MembershipGuard(node));

    /// <inheritdoc />
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Timers.StartPeriodicTimer(
            nameof(AskAll), AskAll.Instance, TimeSpan.Zero, TimeSpan.FromMilliseconds((double)_node.Options.MembershipProofMs / RoundsPerProof));
    }

    /// <inheritdoc />
    protected override void PostStop() => _cluster.Unsubscribe(Self);

    /// <summary>Those that decide who is a member: the nodes that run actors, as for the split-brain resolver.</summary>
    private IReadOnlyList<Member> Judges =>
        [.. _cluster.State.Members.Where(member => IsServing(member) && member.HasRole(ClusterEngineOptions.TradingRole))];

    private static bool IsServing(Member member) => member.Status is MemberStatus.Up or MemberStatus.Leaving;

    private void AskEverybody()
    {
        _node.LetHeldGo(TimeSpan.FromMilliseconds(_node.Options.MembershipProofMs));
        if (!IsServing(_cluster.SelfMember)) return;

        var self = _cluster.SelfUniqueAddress;
        var judges = Judges;
        var round = _node.Proof.BeginRound();
        var question = new KnowMe(self.Address.ToString(), self.Uid, round);
        foreach (var judge in judges)
        {
            if (judge.UniqueAddress != self) Context.ActorSelection(new RootActorPath(judge.Address) / "user" / Name).Tell(question, Self);
            else if (_node.Proof.Confirm(self, round, judges.Count)) LetHeldGo();
        }
    }

    private void Reply(KnowMe question)
    {
        // Who is unreachable for this node may soon be taken for dead by it, and so is not told yes.
        var asking = _cluster.State.Members.FirstOrDefault(
            member => member.UniqueAddress.Uid == question.Uid && member.Address.ToString() == question.Address);
        if (asking is null || !IsServing(asking) || _cluster.State.Unreachable.Contains(asking)) return;

        var self = _cluster.SelfUniqueAddress;
        Sender.Tell(new IKnowYou(self.Address.ToString(), self.Uid, question.Round), Self);
    }

    private void Note(IKnowYou answer)
    {
        var judges = Judges;
        var who = judges.FirstOrDefault(
            member => member.UniqueAddress.Uid == answer.Uid && member.Address.ToString() == answer.Address);
        if (who is not null && _node.Proof.Confirm(who.UniqueAddress, answer.Round, judges.Count)) LetHeldGo();
    }

    private void LetHeldGo() => _node.LetHeldGo(TimeSpan.FromMilliseconds(_node.Options.MembershipProofMs));

    private void AddFrontDoor(Member member) => _node.AddFrontDoor(
        member.UniqueAddress.Uid,
        ((ExtendedActorSystem)Context.System).Provider.ResolveActorRef(new RootActorPath(member.Address) / "user" / FrontDoor.Name));

    /// <summary>
    /// Ends what is left of the connection to a node's former life. Akka does so for a node that was taken for dead, but not for one that
    /// left: its next life on the same address then meets half of the former connection, and is sometimes not heard.
    /// </summary>
    private sealed record Forget(UniqueAddress Life);

    private sealed class AskAll
    {
        public static readonly AskAll Instance = new();
    }

    /// <summary>A member asks another whether it is known as one.</summary>
    public sealed record KnowMe(string Address, int Uid, long Round);

    /// <summary>It is.</summary>
    public sealed record IKnowYou(string Address, int Uid, long Round);
}
