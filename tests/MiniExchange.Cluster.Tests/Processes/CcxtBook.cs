using System;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Compatibility;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>The copy of the BTCUSDT book that a ccxt pro client keeps through a balancer: a snapshot, and the stream of changes.</summary>
/// <remarks>A change that does not follow the one before is an error of ccxt's, after which this copy shows nothing more but that error.</remarks>
internal sealed class CcxtBook
{
    private readonly Feed<Book> _books;
    private Book _last;

    private CcxtBook(Feed<Book> books, Book first, Node snapshotOf, Node streamOf)
    {
        _books = books;
        _last = first;
        SnapshotOf = snapshotOf;
        StreamOf = streamOf;
    }

    /// <summary>The front end that answered its snapshot.</summary>
    public Node SnapshotOf { get; }

    /// <summary>The front end that sends it changes.</summary>
    public Node StreamOf { get; }

    /// <summary>Opens a client and waits for its first book. Nobody else may use the balancer meanwhile.</summary>
    public static async Task<CcxtBook> OpenAsync(ClientProcess ccxt, RoundRobin balancer, Trader trader, string name)
    {
        var before = balancer.Requests.Count;
        var client = await ccxt.OpenAsync(name, balancer.Address, trader.Key, trader.Secret);
        await client.CallAsync("loadMarkets");
        var books = new Feed<Book>(
            await client.FollowAsync("watchOrderBook", "BTC/USDT"),
            book => [new Book(book.Number("nonce"), Book.Levels(book.GetProperty("bids")), Book.Levels(book.GetProperty("asks")))]);
        var first = await books.UntilAsync("a first book", _ => true);
        return new CcxtBook(books, first, Asked("/api/v3/depth"), Asked("/ws/"));

        Node Asked(string path)
        {
            var all = balancer.Requests.Skip(before).ToArray();
            var one = all.Where(request => request.Path.StartsWith(path, StringComparison.Ordinal)).ToArray();
            Assert.True(one.Length > 0, $"{path} was not asked for, only {string.Join(", ", all.Select(request => request.Path))}");

            // A snapshot that is older than the stream is asked for again; the last one counts.
            return one[^1].FrontEnd;
        }
    }

    /// <summary>Waits until it was changed so many times more.</summary>
    public async Task ChangedAsync(int times)
    {
        for (var i = 0; i < times; i++) _last = await _books.UntilAsync("a change of the book", _ => true);
    }

    /// <summary>The copy once it has reached an update.</summary>
    public async Task<Book> AtAsync(long lastUpdateId)
    {
        // Who read it last may have read all there will be.
        if (_last.LastUpdateId < lastUpdateId) _last = await new OwnBookCopy(_books).AtAsync(lastUpdateId);
        return _last;
    }
}
