using System;
using System.Collections.Generic;
using Akka.Actor;
using Akka.Persistence;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <content>How records and snapshots are written, and what leaves after.</content>
internal sealed partial class CellActor
{
    private static readonly TimeSpan SaveAgainAfter = TimeSpan.FromSeconds(5);

    private SnapshotDraft? _snapshot;
    private long _snapshotNumber;
    private readonly HashSet<string> _partsToSave = [];

    /// <summary>Lets out what rests on nothing that could still be lost, and begins to write the next record.</summary>
    private void LetOutAndWrite()
    {
        while (_pending.TakeReady() is { } ready) LetOut(ready);

        var record = _pending.TakeRecord();
        if (record.Length == 0) return;

        PersistAsync(new StoredPayload(_cell.Stream.RecordManifest, record), _ => Stored());
    }

    private void Stored()
    {
        _cell.Stream.RecordNumber++;
        foreach (var output in _pending.TakeWritten())
        {
            LetOut(output);
            if (output.Snapshot is { } draft) Save(draft);
        }

        _node.HintOfRecord();
        Go();
    }

    private void LetOut(CellOutput output)
    {
        foreach (var parcel in output.Parcels) _node.Post(parcel);
        foreach (var (token, reply) in output.Answers)
        {
            _node.Answer(token, new Replied(reply, _address, _cell.Stream.RecordNumber));
        }

        if (!output.Faulted.IsNone) _node.Answer(output.Faulted, new RequestFaulted());
        output.Stream.Settle();
    }

    /// <summary>Stores a snapshot that stands after the record that has just become durable.</summary>
    private void Save(SnapshotDraft draft)
    {
        // The cell takes no other before this one is stored.
        _snapshot = draft;
        _snapshotNumber = _cell.Stream.RecordNumber;
        SaveParts();
    }

    /// <summary>Its chunks of peers first: the snapshot must never refer to one that is not there.</summary>
    private void SaveParts()
    {
        if (_snapshot is not { } draft) return;

        _partsToSave.Clear();
        foreach (var (chunk, payload) in draft.ChangedPeerChunks)
        {
            var id = PeerChunkIds.Of(_address, chunk);
            _partsToSave.Add(id);
            Store(id, new StoredPayload(draft.Manifest, payload.ToArray()));
        }

        if (_partsToSave.Count == 0) SaveWhole(draft);
    }

    private void SaveWhole(SnapshotDraft draft)
    {
        _partsToSave.Add(PersistenceId);
        Store(PersistenceId, new StoredPayload(draft.Manifest, draft.Seal(_snapshotNumber).ToArray()));
    }

    private void Saved(SnapshotMetadata saved)
    {
        if (_snapshot is not { } draft || saved.SequenceNr != _snapshotNumber || !_partsToSave.Remove(saved.PersistenceId)) return;
        if (_partsToSave.Count > 0) return;

        if (saved.PersistenceId != PersistenceId)
        {
            SaveWhole(draft);
            return;
        }

        draft.StoredAs = _snapshotNumber;
        _snapshot = null;
        Delete(PersistenceId, _snapshotNumber - 1);
        foreach (var chunk in draft.ChangedPeerChunks.Keys) Delete(PeerChunkIds.Of(_address, chunk), _snapshotNumber - 1);
    }

    private void NotSaved(SaveSnapshotFailure failed)
    {
        if (failed.Metadata.SequenceNr != _snapshotNumber) return;

        _node.SnapshotFailed(_address, failed.Cause);
        Timers.StartSingleTimer(nameof(SaveAgain), SaveAgain.Instance, SaveAgainAfter);
    }

    private void Store(string id, StoredPayload payload) =>
        SnapshotStore.Tell(new SaveSnapshot(new SnapshotMetadata(id, _snapshotNumber, _node.Now), payload));

    private void Delete(string id, long throughNumber) =>
        SnapshotStore.Tell(new DeleteSnapshots(id, new SnapshotSelectionCriteria(throughNumber)));
}
