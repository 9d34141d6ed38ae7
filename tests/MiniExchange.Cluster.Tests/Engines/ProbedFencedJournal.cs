using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using MiniExchange.Actors;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Journaling;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>The cluster's journal plugin, whose writes pass a <see cref="ProbedJournal"/>: that of the database, as Akka makes it by itself.</summary>
internal sealed class ProbedFencedJournal : FencedJournal
{
    private static readonly ConcurrentDictionary<string, ProbedJournal> Probes = new();

    private readonly ProbedJournal _probe;

    public ProbedFencedJournal(Config config)
        : base(config) => _probe = Probes[config.GetString("connection-string")];

    /// <summary>Says which probe the writes to a database pass.</summary>
    public static void Register(string connectionString, ProbedJournal probe) => Probes[connectionString] = probe;

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var held = new Held([.. messages], cancellationToken);
        var self = Self;
        if (_probe.PassCommitAsync() is { IsCompleted: false } passes) _ = passes.ContinueWith(_ => self.Tell(held), TaskScheduler.Default);
        else Begin(held);
        return held.Outcome.Task;
    }

    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not Held held) return base.ReceivePluginInternal(message);

        Begin(held);
        return true;
    }

    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        _probe.NoteStreamRead(new ActorAddress(persistenceId), fromSequenceNr - 1);
        await base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback);
    }

    private void Begin(Held held)
    {
        var batch = BatchOf(held.Writes);
        var fate = _probe.FateOf(batch);
        if (fate == CommitFate.Fails) held.Outcome.TrySetException(new InvalidOperationException($"The commit {fate}."));
        else _ = WriteAsync(held, batch, fate);
    }

    private async Task WriteAsync(Held held, JournalBatch batch, CommitFate fate)
    {
        try
        {
            var rejections = await base.WriteMessagesAsync(held.Writes, held.CancellationToken).ConfigureAwait(false);
            if (rejections is null || rejections.All(rejection => rejection is null)) _probe.NoteCommit(batch);
            if (fate == CommitFate.SucceedsUnheard) held.Outcome.TrySetException(new InvalidOperationException($"The commit {fate}."));
            else held.Outcome.TrySetResult(rejections!);
        }
        catch (Exception cause)
        {
            held.Outcome.TrySetException(cause);
        }
    }

    private static JournalBatch BatchOf(IReadOnlyList<AtomicWrite> writes) => new(
        [.. writes.SelectMany(write => (IImmutableList<IPersistentRepresentation>)write.Payload).Select(record => new RecordToAppend
        {
            Address = new ActorAddress(record.PersistenceId),
            Number = record.SequenceNr,
            SerializerId = 0,
            Manifest = ((StoredPayload)record.Payload).Manifest,
            Payload = ((StoredPayload)record.Payload).Payload,
            CreatedAtUnixMicros = 0,
        })],
        [],
        LowWater: null);

    private sealed record Held(IReadOnlyList<AtomicWrite> Writes, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<IImmutableList<Exception>> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
