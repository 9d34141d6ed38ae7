using System;
using System.Collections.Generic;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>What a cluster engine is made of.</summary>
public sealed record ClusterParts
{
    /// <summary>The sorts of actors it hosts.</summary>
    public required IReadOnlyList<ActorKind> Kinds { get; init; }

    /// <summary>Limits and times.</summary>
    public required ClusterEngineOptions Options { get; init; }

    /// <summary>The journal, for readers.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>The same journal, as all nodes share it.</summary>
    public required ISharedJournal SharedJournal { get; init; }

    /// <summary>The same journal, as Akka.Persistence.Sql reaches it: a connection string of Npgsql.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>What travels between nodes.</summary>
    public required IMessageCodec Codec { get; init; }

    /// <summary>The serializer that writes records and snapshots, as the journal's <c>identifier</c> column names it; first the one of today.</summary>
    public required IReadOnlyList<int> SerializerIds { get; init; }

    /// <summary>Roles beside those of <see cref="ClusterEngineOptions.Roles"/>: what the node tells of itself to others.</summary>
    public IReadOnlyList<string> MoreRoles { get; init; } = [];

    /// <summary>Whether the other members, each given by its roles, may have written what this program cannot read: then the node must not run.</summary>
    public Func<IEnumerable<IEnumerable<string>>, bool> IsLeftBehindBy { get; init; } = static _ => false;

    /// <summary>How long a share of the journal's lock is believed without word from the store: well below the time after which the store gives it to others.</summary>
    public TimeSpan LockLasts { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After this nothing of a node that was lost is written any more: the store has ended its sessions.</summary>
    public TimeSpan LostNodeWritesFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Called, perhaps more than once, when this node cannot go on: the others removed it, so that nothing it knows counts any more, it cannot
    /// start, or something failed that is not provided for. Its process should end.
    /// </summary>
    public Action OnUseless { get; init; } = static () => { };

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>How long a singleton whose cell stopped by itself rests before the cell is made anew.</summary>
    internal TimeSpan SingletonPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The class of the journal plugin, where a test stands between it and the database.</summary>
    internal Type JournalType { get; init; } = typeof(FencedJournal);
}
