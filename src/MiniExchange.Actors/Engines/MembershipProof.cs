using System;
using System.Collections.Generic;
using System.Threading;

namespace MiniExchange.Actors.Engines;

/// <summary>Whether a node may still take itself for a member of its cluster: a majority of the members said so lately.</summary>
/// <remarks>
/// A node that was paused or cut off goes on believing what it last knew, while the others take over its actors. They do so only
/// after they have missed it for longer than a proof lasts, so whoever has a proof has not been replaced. A proof counts from when
/// it was asked for, by a clock that goes on while the process is stopped, and by
/// the wall clock, as that one stands still while a whole machine is suspended. Thread-safe. docs/adr/0017-cluster.md.
/// </remarks>
/// <typeparam name="TNode">Names one life of one node.</typeparam>
/// <param name="lasts">How long a proof lasts.</param>
/// <param name="time">The clock.</param>
public sealed class MembershipProof<TNode>(TimeSpan lasts, TimeProvider time)
    where TNode : notnull
{
    private readonly object _gate = new();
    private readonly HashSet<TNode> _said = [];
    private long _round;
    private Proof _roundBegan = new(0, default);
    private Proof? _proof;

    /// <summary>Whether the last proof still lasts.</summary>
    public bool Holds =>
        Volatile.Read(ref _proof) is { } proof && time.GetElapsedTime(proof.At) < lasts && (time.GetUtcNow() - proof.AtUtc).Duration() < lasts;

    /// <summary>Begins to ask all members; answers to earlier rounds count no more.</summary>
    /// <returns>The round's number, for those asked to repeat.</returns>
    public long BeginRound()
    {
        lock (_gate)
        {
            _said.Clear();
            _roundBegan = new Proof(time.GetTimestamp(), time.GetUtcNow());
            return ++_round;
        }
    }

    /// <summary>Notes that a member knows this node as one.</summary>
    /// <param name="member">Who said so; the node itself counts too.</param>
    /// <param name="round">The round in which it was asked.</param>
    /// <param name="members">How many members there are now.</param>
    /// <returns>Whether the proof holds with it.</returns>
    public bool Confirm(TNode member, long round, int members)
    {
        lock (_gate)
        {
            if (round != _round) return false;

            _said.Add(member);
            if (_said.Count * 2 > members) Volatile.Write(ref _proof, _roundBegan);
        }

        return Holds;
    }

    private sealed record Proof(long At, DateTimeOffset AtUtc);
}
