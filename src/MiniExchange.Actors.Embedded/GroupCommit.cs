using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Embedded;

/// <summary>The journal's one writer: commits everything staged since its last commit at once, then lets it out.</summary>
/// <remarks>
/// A batch is the whole queue: an output never commits before one that was staged earlier. While a commit is under way the
/// cells fill the next batch; it is sent only after this one has succeeded. Where nothing is written, the journal's lock is
/// confirmed instead, unless it was lately; and it is when nothing happens, so that its loss is noticed.
/// </remarks>
internal sealed class GroupCommit : IWork
{
    private readonly Generation _generation;
    private readonly IJournalWriter _journal;
    private readonly StagingQueue _staged;
    private readonly Signal _signal;
    private readonly LowWaterMark _lowWater;
    private readonly LockProof _proof;
    private readonly EmbeddedEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly EngineMetrics _metrics;
    private readonly TimeSpan _confirmEvery;
    private List<CellOutput> _empty = [];
    private long _lowWaterDueUnixMicros;
    private bool _hasConfirmed;

    public GroupCommit(
        Generation generation,
        IJournalWriter journal,
        StagingQueue staged,
        Signal signal,
        LockProof proof,
        EmbeddedEngineOptions options,
        TimeProvider time,
        EngineMetrics metrics)
    {
        _generation = generation;
        _journal = journal;
        _staged = staged;
        _signal = signal;
        _proof = proof;
        _options = options;
        _time = time;
        _metrics = metrics;
        _confirmEvery = TimeSpan.FromMilliseconds(options.ConfirmEveryMs);
        _lowWater = new LowWaterMark(journal.LowWater);
    }

    /// <inheritdoc />
    public string Name => "journal-writer";

    /// <inheritdoc />
    public bool IsStopping => _generation.IsStopping;

    /// <inheritdoc />
    public bool RunOnce()
    {
        var outputs = _staged.Take(_empty);
        try
        {
            // From the first confirmation on the store ends the session of an engine that falls silent; before it, that of none.
            if (!_hasConfirmed) Prove(_journal.Confirm);
            _hasConfirmed = true;

            var lowWater = LowWaterToStore();
            if (outputs.Count == 0 && lowWater is null && _proof.Age < _confirmEvery) return false;

            Commit(outputs, lowWater);
            return true;
        }
        catch (Exception cause)
        {
            // Whatever it was: what is staged may or may not be durable, and only the journal knows.
            _generation.Fail(cause);
            return false;
        }
        finally
        {
            outputs.Clear();
            _empty = outputs;
        }
    }

    /// <inheritdoc />
    public void WaitForWork()
    {
        var untilConfirmed = Math.Max(0, Math.Ceiling((_confirmEvery - _proof.Age).TotalMilliseconds));
        _signal.Wait(TimeSpan.FromMilliseconds(Math.Min(_options.LowWaterEveryMs, untilConfirmed)));
    }

    /// <inheritdoc />
    public void Dispose() => _journal.Dispose();

    private void Commit(List<CellOutput> outputs, long? lowWater)
    {
        var batch = BatchBuilder.Build(outputs, lowWater, _options.MaxRecordBytes, _time.GetUnixMicros());
        if (batch.Journal.Records.Count > 0 || batch.Journal.Snapshots.Count > 0 || lowWater is not null)
        {
            var took = Prove(() => _journal.Commit(batch.Journal));
            _metrics.Committed(took, batch.Journal.Records.Count, outputs.Count);
        }
        else if (_proof.Age >= _confirmEvery)
        {
            // Nothing to write, and yet an answer must not leave an engine that has been replaced without noticing.
            Prove(_journal.Confirm);
        }

        if (lowWater is { } stored) _lowWater.MarkStored(stored);
        foreach (var (draft, recordNumber) in batch.Drafts) draft.StoredAs = recordNumber;
        for (var i = 0; i < batch.Journal.Records.Count; i++)
        {
            var record = batch.Journal.Records[i];
            _lowWater.Committed(record.Position, record.CreatedAtUnixMicros, ticket: null);
            foreach (var ticket in batch.Tickets[i]) _lowWater.Committed(record.Position, record.CreatedAtUnixMicros, ticket);
        }

        _generation.Publish(batch.Journal.Records.Select(record => new JournalRecord(
            record.Position, record.Address, record.Number, record.SerializerId, record.Manifest, record.Payload)).ToArray());
        foreach (var output in outputs) Release(output);
    }

    private TimeSpan Prove(Action ask)
    {
        var askedAt = _time.GetTimestamp();
        _metrics.CommitStartedAt = askedAt;
        try
        {
            ask();
        }
        finally
        {
            _metrics.CommitStartedAt = 0;
        }

        _proof.HeldAfter(askedAt);
        return _time.GetElapsedTime(askedAt);
    }

    private void Release(CellOutput output)
    {
        foreach (var parcel in output.Parcels)
        {
            if (parcel is Acknowledgement) _generation.Post(parcel);
        }

        foreach (var (token, reply) in output.Answers)
        {
            _generation.Answer(token, new Replied(reply, output.Stream.Address, output.Stream.RecordNumber));
        }

        if (!output.Faulted.IsNone) _generation.Answer(output.Faulted, new RequestFaulted());
        output.Stream.Settle();
    }

    private long? LowWaterToStore()
    {
        var now = _time.GetUnixMicros();
        if (now < _lowWaterDueUnixMicros || !_generation.IsReady) return null;

        _lowWaterDueUnixMicros = now + (_options.LowWaterEveryMs * 1_000L);
        var found = _lowWater.Find();
        _metrics.OpenTurns = _lowWater.OpenCount;
        _metrics.OutboxAgeMicros = _lowWater.AgeMicros(now);
        return found > _lowWater.Stored ? found : null;
    }
}
