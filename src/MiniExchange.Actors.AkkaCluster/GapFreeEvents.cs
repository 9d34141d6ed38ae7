using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;
using Akka.Util;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>All committed records in order, as a source of Akka.Persistence.Query that leaves none out although several nodes write.</summary>
/// <remarks>
/// Akka.Persistence.Sql's own query waits a while for a position that is missing and then goes on without it. This one waits until it
/// is known to be burned. It looks when some node told that the journal grew, and from time to time anyway.
/// docs/adr/0018-feed-of-several-writers.md.
/// </remarks>
internal sealed class GapFreeEvents(ClusterNode node) : IReadJournal, IAllEventsQuery
{
    /// <summary>Where Akka's configuration names it.</summary>
    public const string Identifier = "akka.persistence.query.journal.miniexchange";

    private const int PageRecords = 1_024;

    /// <inheritdoc />
    public Source<EventEnvelope, NotUsed> AllEvents(Offset offset) => Pages(offset is Sequence after ? after.Value : 0)
        .SelectMany(static page => page.Select(static record => new EventEnvelope(
            Offset.Sequence(record.Position), record.Address.PersistenceId, record.Number, record, timestamp: 0, tags: [])));

    /// <summary>The same, as many records at a time as there are.</summary>
    public Source<IReadOnlyList<JournalRecord>, NotUsed> Pages(long after) => Source.UnfoldResourceAsync(
        () => Task.FromResult(new Cursor(node.SharedJournal.OpenGapFreeReader(), after)),
        async cursor => Option<IReadOnlyList<JournalRecord>>.Create(await NextAsync(cursor).ConfigureAwait(false)),
        static async cursor =>
        {
            await cursor.Reader.DisposeAsync().ConfigureAwait(false);
            return Done.Instance;
        });

    private async Task<IReadOnlyList<JournalRecord>> NextAsync(Cursor cursor)
    {
        while (true)
        {
            node.Hints.Reset();
            var page = await cursor.Reader.ReadAsync(cursor.Position, PageRecords, node.Stopping.Token).ConfigureAwait(false);
            node.LookedAtJournal();
            if (page.Count == 0)
            {
                await node.Hints.WaitAsync(TimeSpan.FromMilliseconds(node.Options.FeedPollMs), node.Stopping.Token).ConfigureAwait(false);
                continue;
            }

            cursor.Position = page[^1].Position;
            return page;
        }
    }

    private sealed class Cursor(IGapFreeReader reader, long position)
    {
        public IGapFreeReader Reader => reader;

        public long Position { get; set; } = position;
    }
}

/// <summary>How Akka.Persistence.Query makes <see cref="GapFreeEvents"/>.</summary>
internal sealed class GapFreeEventsProvider : IReadJournalProvider
{
    private readonly ExtendedActorSystem _system;

    /// <summary>Made by Akka, with the query's configuration, which has nothing to say.</summary>
    public GapFreeEventsProvider(ExtendedActorSystem system, Config _) => _system = system;

    /// <inheritdoc />
    public IReadJournal GetReadJournal() => new GapFreeEvents(ClusterNode.Of(_system));
}
