using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>What the actors of one node have in common: where parcels and answers go, and whether the node may serve. Thread-safe.</summary>
internal sealed partial class ClusterNode
{
    private static readonly TimeSpan FollowsFor = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ActorKind> _kinds;
    private readonly Dictionary<string, ActorKind>.AlternateLookup<ReadOnlySpan<char>> _kindsByName;
    private readonly ConcurrentDictionary<string, IActorRef> _regions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IActorRef>.AlternateLookup<ReadOnlySpan<char>> _regionsByName;
    private readonly ConcurrentDictionary<int, IActorRef> _frontDoors = new();
    private readonly ConcurrentDictionary<ActorAddress, bool> _withoutSnapshot = new();
    private readonly ConcurrentQueue<(ReplyToken Token, Answer Answer, long HeldSince)> _held = new();
    private readonly ILogger<ClusterEngine> _logger;
    private readonly ConcurrentDictionary<ActorAddress, (CellStream Stream, IActorRef Cell)> _loaded = new();
    private IActorRef _waker = ActorRefs.Nobody;
    private long _lookedAt;

    public ClusterNode(ClusterParts parts, ILogger<ClusterEngine> logger)
    {
        Options = parts.Options;
        Journal = parts.Journal;
        SharedJournal = parts.SharedJournal;
        Time = parts.Time;
        _logger = logger;
        _kinds = parts.Kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        _kindsByName = _kinds.GetAlternateLookup<ReadOnlySpan<char>>();
        _regionsByName = _regions.GetAlternateLookup<ReadOnlySpan<char>>();
        Proof = new MembershipProof<UniqueAddress>(TimeSpan.FromMilliseconds(Options.MembershipProofMs), Time);
        Lock = new LockProof(parts.SharedJournal, parts.LockLasts, Time);
        LostNodeWritesFor = parts.LostNodeWritesFor;
        SingletonPause = parts.SingletonPause;
        Feed = new CommittedFeed(parts.Journal, Options.FeedRecords);
    }

    public ClusterEngineOptions Options { get; }

    public IJournal Journal { get; }

    public ISharedJournal SharedJournal { get; }

    public TimeProvider Time { get; }

    public HealthBoard Board { get; } = new();

    public OpenTurns OpenTurns { get; } = new();

    public MembershipProof<UniqueAddress> Proof { get; }

    public LockProof Lock { get; }

    public CommittedFeed Feed { get; }

    public FeedHints Hints { get; } = new();

    /// <summary>Ends what the node does in the background.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Requests that came in by this node; set once its life in the cluster has a number.</summary>
    public Waiters? Waiters { get; set; }

    public IEnumerable<ActorKind> Kinds => _kinds.Values;

    public int LoadedCount => _loaded.Count;

    public long NowUnixMicros => Time.GetUnixMicros();

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>Whether the node is known to be a member, and its share of the journal to be held.</summary>
    public bool IsCurrent => Proof.Holds && Lock.Holds;

    /// <summary>Whether what follows the journal here does so: a feed that hangs shows what may be long past.</summary>
    public bool Follows => Volatile.Read(ref _lookedAt) is not 0 and var at && Time.GetElapsedTime(at) < FollowsFor;

    /// <summary>Notes that the journal was looked at, and followed to its end or read on.</summary>
    public void LookedAtJournal() => Volatile.Write(ref _lookedAt, Time.GetTimestamp());

    /// <summary>Whether it may write: who may have been replaced must not, or the successor would not know of it.</summary>
    public bool MayWrite => IsCurrent;

    /// <summary>How long a singleton whose cell stopped by itself rests before the cell is made anew.</summary>
    public TimeSpan SingletonPause { get; }

    /// <summary>After this nothing of a node that was lost is written any more.</summary>
    public TimeSpan LostNodeWritesFor { get; }

    public static ClusterNode Of(ActorSystem system) =>
        system.Settings.Setup.Get<NodeSetup>().GetOrElse(null!)?.Node
        ?? throw new InvalidOperationException("The actor system was not set up as a node of the exchange.");

    public ActorKind KindOf(ActorAddress address) => _kindsByName[address.KindSpan];

    public bool HasKindOf(ActorAddress address) => _kindsByName.ContainsKey(address.KindSpan);

    /// <summary>Says through whom the actors of a kind are reached.</summary>
    public void Route(string kind, IActorRef region) => _regions[kind] = region;

    public void WakeBy(IActorRef waker) => _waker = waker;

    /// <summary>Loses all parcels from now on: no node is left that takes them in, and what is kept for one would hold up the end of this one.</summary>
    public void StopPosting() => _regions.Clear();

    /// <summary>Sends a parcel on its way. It may be lost.</summary>
    /// <param name="parcel">The parcel.</param>
    /// <param name="sender">Whom the actor may tell of it; nobody if absent.</param>
    public void Post(Parcel parcel, IActorRef? sender = null)
    {
        if (_regionsByName.TryGetValue(parcel.To.KindSpan, out var region)) region.Tell(parcel, sender ?? ActorRefs.NoSender);
    }

    /// <summary>Has an actor that left with messages open loaded wherever it belongs now, and closes the ticket once none is open.</summary>
    public void WakeElsewhere(ActorAddress address, SendTicket elsewhere) => _waker.Tell(new WakeOf(address, elsewhere));

    /// <summary>Sends an answer to the front end that waits for it; only while the node may serve.</summary>
    public void Answer(ReplyToken token, Answer answer)
    {
        if (token.IsNone) return;
        if (IsCurrent) Send(token, answer);
        else _held.Enqueue((token, answer, Time.GetTimestamp()));
    }

    /// <summary>Lets answers go that waited for the node to be known as a member again; those that waited too long are unknown.</summary>
    public void LetHeldGo(TimeSpan patience)
    {
        while (_held.TryPeek(out var oldest))
        {
            var isCurrent = IsCurrent;
            if (!isCurrent && Time.GetElapsedTime(oldest.HeldSince) < patience) return;
            if (!_held.TryDequeue(out var held)) return;

            // An unknown outcome tells nothing, and so may leave a node that must tell nothing.
            Send(held.Token, isCurrent ? held.Answer : new OutcomeUnknown("The node that had the answer could not confirm that it is a member of the cluster."));
        }
    }

    /// <summary>Notes where the front door of a node is, by the number of its life.</summary>
    public void AddFrontDoor(int uid, IActorRef door) => _frontDoors[uid] = door;

    /// <summary>Forgets a node that is gone.</summary>
    public void RemoveFrontDoor(int uid) => _frontDoors.TryRemove(uid, out _);

    /// <summary>Tells readers of the feed everywhere that there is something to read.</summary>
    public void HintOfRecord() => Hints.Committed();

    /// <summary>Notes that a cell came into memory.</summary>
    public void Load(CellStream stream, IActorRef cell) => _loaded[stream.Address] = (stream, cell);

    /// <summary>Notes that it left.</summary>
    public void Unload(CellStream stream)
    {
        if (_loaded.TryGetValue(stream.Address, out var loaded) && ReferenceEquals(loaded.Stream, stream)) _loaded.TryRemove(new(stream.Address, loaded));
    }

    /// <summary>Shows committed records to readers of the feed, and to cells that somebody else may have written for.</summary>
    public void Publish(IReadOnlyList<JournalRecord> records)
    {
        foreach (var record in records)
        {
            if (_loaded.TryGetValue(record.Address, out var loaded) && record.Number > loaded.Stream.RecordNumber)
            {
                loaded.Cell.Tell(new WasWritten(record.Number), ActorRefs.NoSender);
            }
        }

        Feed.Publish(records);
    }

    public bool IgnoresSnapshotOf(ActorAddress address) => _withoutSnapshot.TryRemove(address, out _);

    public void IgnoreSnapshotOf(ActorAddress address) => _withoutSnapshot[address] = true;

    public void ReportFault(ActorAddress actor, string what, Exception cause)
    {
        LogFault(actor, what, cause);
        Board.AddFaulted(actor);
    }

    public void WriteFailed(ActorAddress actor, long number, Exception cause) => LogWriteFailed(actor, number, cause.Message);

    public void RecoveryFailed(ActorAddress actor, Exception cause) => LogRecoveryFailed(actor, cause);

    public void SnapshotFailed(ActorAddress actor, Exception cause) => LogSnapshotFailed(actor, cause.Message);

    public void NoteMember(string address, string what) => LogMember(address, what);

    private void Send(ReplyToken token, Answer answer)
    {
        // The high half of a token is the life of the node that gave it; one that is gone waits for nothing.
        if (_frontDoors.TryGetValue(OriginOf(token), out var door)) door.Tell(new Answered(token, answer), ActorRefs.NoSender);
    }

    private static int OriginOf(ReplyToken token) => (int)(token.Value >> 32);

    [LoggerMessage(2101, LogLevel.Error, "{Actor} {What}.")]
    private partial void LogFault(ActorAddress actor, string what, Exception cause);

    [LoggerMessage(2105, LogLevel.Information, "{Address} {What}.")]
    private partial void LogMember(string address, string what);

    [LoggerMessage(2102, LogLevel.Warning, "{Actor} stops: its record {Number} was not written. {Reason}")]
    private partial void LogWriteFailed(ActorAddress actor, long number, string reason);

    [LoggerMessage(2103, LogLevel.Error, "{Actor} cannot be rebuilt from the journal.")]
    private partial void LogRecoveryFailed(ActorAddress actor, Exception cause);

    [LoggerMessage(2104, LogLevel.Warning, "A snapshot of {Actor} was not stored and is tried again. {Reason}")]
    private partial void LogSnapshotFailed(ActorAddress actor, string reason);
}

/// <summary>Hands the node to actors that Akka makes by itself.</summary>
internal sealed class NodeSetup(ClusterNode node) : Setup
{
    public ClusterNode Node => node;
}
