using System;
using System.Collections.Generic;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Benchmarks.Journals;

/// <summary>Makes a batch of rows durable.</summary>
internal interface IAppender : IDisposable
{
    void Append(IReadOnlyList<RecordToAppend> rows);
}

/// <summary>As the exchange does.</summary>
internal sealed class WriterAppender(IJournalWriter writer) : IAppender
{
    public void Append(IReadOnlyList<RecordToAppend> rows) => writer.Commit(new JournalBatch(rows, [], LowWater: null));

    public void Dispose() => writer.Dispose();
}
