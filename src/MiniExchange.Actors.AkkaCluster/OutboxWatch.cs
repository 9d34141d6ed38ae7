using System;
using System.Collections.Generic;
using Akka.Actor;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Sees to the open messages of one node: those whose sender has left it, and the keeper's question when all are delivered.</summary>
internal sealed class OutboxWatch : ReceiveActor, IWithTimers
{
    /// <summary>Its name under <c>/user</c>.</summary>
    public const string Name = "outbox-watch";

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly ClusterNode _node;
    private readonly Waking _waking;
    private readonly Dictionary<ActorAddress, List<SendTicket>> _elsewhere = [];
    private readonly List<(IActorRef Keeper, long Round, long Through)> _rounds = [];

    public OutboxWatch(ClusterNode node)
    {
        _node = node;
        _waking = new Waking(node, Self);
        Receive<WakeOf>(Wake);
        Receive<Woken>(Close);
        Receive<BeginRound>(round =>
        {
            _rounds.RemoveAll(older => older.Keeper.Equals(Sender));
            _rounds.Add((Sender, round.Round, node.OpenTurns.Last));
            EndRounds();
        });
        Receive<Look>(_ =>
        {
            _waking.Go();
            EndRounds();
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterNode node) => Akka.Actor.Props.Create(() => new OutboxWatch(node));

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookEvery);

    private void Wake(WakeOf wake)
    {
        if (!_elsewhere.TryGetValue(wake.Address, out var tickets)) _elsewhere.Add(wake.Address, tickets = []);
        tickets.Add(wake.Elsewhere);
        _waking.Add(wake.Address);
        _waking.Go();
    }

    private void Close(Woken woken)
    {
        var address = _waking.Note(woken);
        if (address.IsNone || !_elsewhere.Remove(address, out var tickets)) return;
        foreach (var ticket in tickets) ticket.Close();
        EndRounds();
    }

    private void EndRounds()
    {
        for (var i = _rounds.Count - 1; i >= 0; i--)
        {
            var (keeper, round, through) = _rounds[i];
            if (!_node.OpenTurns.AreClosed(through)) continue;
            keeper.Tell(new RoundEnded(round));
            _rounds.RemoveAt(i);
        }
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}

/// <summary>An actor left this node with messages open.</summary>
/// <param name="Address">The actor.</param>
/// <param name="Elsewhere">Closed once it has been loaded, here or elsewhere, and none is open.</param>
internal sealed record WakeOf(ActorAddress Address, SendTicket Elsewhere);

/// <summary>The keeper asks a node to say when everything that it has recorded so far is delivered.</summary>
/// <param name="Round">Told back.</param>
internal sealed record BeginRound(long Round);

/// <summary>It is.</summary>
/// <param name="Round">As asked.</param>
internal sealed record RoundEnded(long Round);
