using System;
using System.Collections.Generic;
using Akka.Actor;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Loads actors, some at a time, until each has said that none of its messages is open.</summary>
/// <remarks>Belongs to one actor, which passes on what it hears and looks after it on a timer.</remarks>
internal sealed class Waking(ClusterNode node, IActorRef owner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Queue<ActorAddress> _waiting = new();
    private readonly Dictionary<string, (ActorAddress Address, long AskedAt)> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<ActorAddress> _all = [];

    /// <summary>Whether everybody has said so.</summary>
    public bool IsDone => _all.Count == 0;

    /// <summary>Adds an actor.</summary>
    public void Add(ActorAddress address)
    {
        if (!_all.Add(address)) return;
        _waiting.Enqueue(address);
    }

    /// <summary>Wakes as many as may be under way at once, and again those that have not answered for a while.</summary>
    public void Go()
    {
        var now = node.Time.GetTimestamp();
        foreach (var (id, (address, askedAt)) in _asked)
        {
            if (node.Time.GetElapsedTime(askedAt, now) < Patience) continue;
            _asked[id] = (address, now);
            node.Post(new WakeUp(address), owner);
        }

        while (_asked.Count < node.Options.WakeAtOnce && _waiting.TryDequeue(out var address))
        {
            _asked[address.PersistenceId] = (address, now);
            node.Post(new WakeUp(address), owner);
        }
    }

    /// <summary>Notes that an actor has said so.</summary>
    /// <returns>Which; none if nobody waits for it.</returns>
    public ActorAddress Note(Woken woken)
    {
        if (!_asked.Remove(woken.PersistenceId, out var asked)) return ActorAddress.None;
        _all.Remove(asked.Address);
        Go();
        return asked.Address;
    }
}
