using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>A client's copy of the book, kept up with the stream of its changes.</summary>
internal interface IBookCopy
{
    /// <summary>The copy once it has reached an update; what brings the next update about is done again until then.</summary>
    /// <exception cref="InvalidOperationException">The client missed something.</exception>
    Task<Book> AtAsync(long lastUpdateId);
}

/// <summary>One message of a book's stream.</summary>
internal sealed record BookChange(long First, long Last, Level[] Bids, Level[] Asks);

/// <summary>The copy of a client that keeps one itself and shows it after every change.</summary>
internal sealed class OwnBookCopy(Feed<Book> books) : IBookCopy
{
    public Task<Book> AtAsync(long lastUpdateId) => books.UntilAsync($"the book at {lastUpdateId}", book => book.LastUpdateId >= lastUpdateId);
}

/// <summary>The documented way to keep a copy, for clients that hand on the changes only.</summary>
/// <remarks>
/// Changes are put aside until the first is there, and with it the subscription; then the book is asked for. What it has
/// already is dropped, the first change taken must reach over it, and each further one follow the one before.
/// </remarks>
internal sealed class BookCopy : IBookCopy
{
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly Feed<BookChange> _changes;
    private long _lastUpdateId;
    private bool _isJoined;

    private BookCopy(Feed<BookChange> changes) => _changes = changes;

    /// <summary>Starts a copy.</summary>
    /// <param name="changes">The stream.</param>
    /// <param name="snapshot">Asks for the book.</param>
    /// <param name="cause">Changes the book, so that the first change can be seen.</param>
    public static async Task<BookCopy> StartAsync(Feed<BookChange> changes, Func<Task<Book>> snapshot, Func<Task> cause)
    {
        var copy = new BookCopy(changes);
        var first = await changes.UntilAsync("a change of the book", _ => true, cause);
        var book = await snapshot();
        Assert.True(book.LastUpdateId >= first.Last, $"The book asked for is of update {book.LastUpdateId}, and {first.Last} had been told before.");
        foreach (var level in book.Bids) copy._bids[level.Price] = level.Quantity;
        foreach (var level in book.Asks) copy._asks[level.Price] = level.Quantity;
        copy._lastUpdateId = book.LastUpdateId;
        copy.Take(first);
        return copy;
    }

    public async Task<Book> AtAsync(long lastUpdateId)
    {
        if (_lastUpdateId < lastUpdateId)
        {
            await _changes.UntilAsync($"the book's update {lastUpdateId}", change =>
            {
                Take(change);
                return _lastUpdateId >= lastUpdateId;
            });
        }

        return new Book(_lastUpdateId, [.. Levels(_bids).Reverse()], [.. Levels(_asks)]);
    }

    private void Take(BookChange change)
    {
        if (change.Last <= _lastUpdateId) return;
        var follows = _isJoined ? change.First == _lastUpdateId + 1 : change.First <= _lastUpdateId + 1;
        Assert.True(follows, $"After update {_lastUpdateId} came {change.First} to {change.Last}.");
        foreach (var level in change.Bids) Set(_bids, level);
        foreach (var level in change.Asks) Set(_asks, level);
        _lastUpdateId = change.Last;
        _isJoined = true;
    }

    private static void Set(SortedDictionary<decimal, decimal> side, Level level)
    {
        if (level.Quantity == 0) side.Remove(level.Price);
        else side[level.Price] = level.Quantity;
    }

    private static IEnumerable<Level> Levels(SortedDictionary<decimal, decimal> side) => side.Select(level => new Level(level.Key, level.Value));
}
