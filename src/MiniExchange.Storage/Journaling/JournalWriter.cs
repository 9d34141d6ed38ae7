using System;
using System.Collections.Generic;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>What both stores' writers have in common: a batch is written whole, and after one failure nothing more is.</summary>
internal abstract class JournalWriter : IJournalWriter
{
    private readonly List<long> _positions = [];
    private string? _failure;

    public long LowWater { get; protected set; }

    public long LastPosition { get; protected set; }

    /// <summary>Names this writer in every row that it appends: a repeated append is told from somebody else's.</summary>
    protected string WriterUuid { get; } = Guid.NewGuid().ToString("N");

    public void Commit(JournalBatch batch)
    {
        RequireSound();
        _positions.Clear();
        try
        {
            Write(batch, _positions);
        }
        catch (Exception failure)
        {
            // Whatever it was: the batch may or may not be stored, and only a new session can find out.
            _failure = IsFence(failure) ? DescribeFence(batch) : $"The commit failed or its outcome is unknown: {failure.Message}";
            throw new JournalUnavailableException(_failure, failure);
        }

        for (var index = 0; index < _positions.Count; index++) batch.Records[index].Position = _positions[index];
        if (_positions.Count > 0) LastPosition = _positions[^1];
        if (batch.LowWater is { } lowWater) LowWater = lowWater;
    }

    public void Confirm()
    {
        RequireSound();
        try
        {
            ConfirmLock();
        }
        catch (Exception failure)
        {
            _failure = $"Whether the journal's lock is still held is not known: {failure.Message}";
            throw new JournalUnavailableException(_failure, failure);
        }
    }

    public abstract void Dispose();

    /// <summary>Throws unless the lock is held.</summary>
    protected abstract void ConfirmLock();

    /// <summary>Writes the batch in one transaction and returns when it is durable.</summary>
    /// <param name="batch">What to write.</param>
    /// <param name="positions">Gets each record's position, in the batch's order.</param>
    protected abstract void Write(JournalBatch batch, List<long> positions);

    /// <summary>Whether the store refused a record because its actor has one of that number.</summary>
    protected abstract bool IsFence(Exception failure);

    private void RequireSound()
    {
        if (_failure is null) return;

        throw new JournalUnavailableException(
            $"This writer has failed before and must be disposed, and the journal opened anew. Its failure was: {_failure}");
    }

    private static string DescribeFence(JournalBatch batch)
    {
        var first = batch.Records[0];
        return "A second writer has appended records of the same numbers, so this one was fenced and nothing of its batch is stored "
            + $"({batch.Records.Count} records, the first {first.Address} number {first.Number}). Find out what else writes to this "
            + "journal and stop it.";
    }
}
