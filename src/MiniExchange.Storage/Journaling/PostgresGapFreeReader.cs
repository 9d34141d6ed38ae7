using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>Reads a PostgreSQL journal in order while several sessions append. docs/adr/0018-feed-of-several-writers.md.</summary>
/// <remarks>
/// Whoever appends locks the table before a number is drawn, and lets go of it only after its rows are visible. So
/// whoever may still fill a gap that a read showed either holds that lock when the locks are looked at afterwards, or has
/// ended, and the next read shows what it left.
/// </remarks>
internal sealed class PostgresGapFreeReader(PostgresSessions sessions) : IGapFreeReader
{
    private const int FirstPollMs = 1;
    private const int LastPollMs = 32;

    private readonly HashSet<string> _awaited = [];
    private PostgresFeedSession? _session;

    // Nothing up to the first is missing but what is burned; nor up to the second, once all that are awaited have ended.
    private long _settledPosition;
    private long _noticedPosition;

    /// <summary>How often the server's locks were looked at.</summary>
    public long LocksLookedAt { get; private set; }

    public ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken) => AskAsync(
        async session =>
        {
            await NoticeAsync(session, cancellationToken).ConfigureAwait(false);
            await SettleAsync(session, cancellationToken).ConfigureAwait(false);
            return _settledPosition;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<JournalRecord>>(
            async session =>
            {
                while (true)
                {
                    var page = await session.ReadAsync(afterPosition, maxRecords, cancellationToken).ConfigureAwait(false);
                    var complete = CountComplete(page, afterPosition);
                    if (complete == page.Count) return page;
                    if (complete > 0) return page.GetRange(0, complete);

                    // Writers that came after the gap was noticed are not waited for, however often the caller asks again.
                    if (page[0].Position > _noticedPosition) await NoticeAsync(session, cancellationToken).ConfigureAwait(false);
                    await SettleAsync(session, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        _session = null;
    }

    private int CountComplete(List<JournalRecord> page, long afterPosition)
    {
        var last = afterPosition;
        for (var index = 0; index < page.Count; index++)
        {
            var position = page[index].Position;
            if (position > last + 1 && position > _settledPosition) return index;
            last = position;
        }

        return page.Count;
    }

    /// <summary>Remembers the last visible position, and who was writing then: nobody else can fill a gap before it.</summary>
    private async Task NoticeAsync(PostgresFeedSession session, CancellationToken cancellationToken)
    {
        var (position, writers) = await LookAsync(session, cancellationToken).ConfigureAwait(false);
        _awaited.Clear();
        _awaited.UnionWith(writers);
        _noticedPosition = position;
    }

    /// <summary>Waits until all of them have ended. What a read shows that begins afterwards is final up to that position.</summary>
    private async Task SettleAsync(PostgresFeedSession session, CancellationToken cancellationToken)
    {
        for (var pollMs = FirstPollMs; _awaited.Count > 0; pollMs = Math.Min(2 * pollMs, LastPollMs))
        {
            await Task.Delay(pollMs, cancellationToken).ConfigureAwait(false);
            var (_, writers) = await LookAsync(session, cancellationToken).ConfigureAwait(false);

            // A transaction loses its name when it is prepared: any prepared one may be one of those that are awaited.
            _awaited.IntersectWith(writers);
            _awaited.UnionWith(writers.Where(PostgresFeedSession.IsPrepared));
        }

        _settledPosition = _noticedPosition;
    }

    private Task<(long Position, string[] Writers)> LookAsync(PostgresFeedSession session, CancellationToken cancellationToken)
    {
        LocksLookedAt++;
        return session.LookAsync(cancellationToken);
    }

    private async ValueTask<TAnswer> AskAsync<TAnswer>(Func<PostgresFeedSession, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        try
        {
            if (_session is not { IsUsable: true }) await ReopenAsync(cancellationToken).ConfigureAwait(false);
            return await ask(_session!).ConfigureAwait(false);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            await DisposeAsync().ConfigureAwait(false);
            throw new JournalUnavailableException($"The journal cannot be read: {failure.Message}", failure);
        }
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync().ConfigureAwait(false);

        // The names of transactions mean nothing to a server that has started anew.
        _awaited.Clear();
        _settledPosition = _noticedPosition = 0;
        _session = await PostgresFeedSession.OpenAsync(sessions, cancellationToken).ConfigureAwait(false);
    }
}
