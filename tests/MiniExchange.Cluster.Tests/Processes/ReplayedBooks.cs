using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Cells;
using MiniExchange.Application;
using MiniExchange.Domain.Books;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Journaling;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>Books as the journal makes them from their first record on, without any snapshot, beside what each front end shows. Nobody may trade any more.</summary>
internal static class ReplayedBooks
{
    public static async Task CheckAsync(RunningCluster cluster)
    {
        foreach (var symbol in Bot.Symbols)
        {
            var book = Replay(cluster.ConnectionString, symbol);
            var (bids, asks) = (LevelsOf(book, Side.Buy, symbol), LevelsOf(book, Side.Sell, symbol));
            foreach (var node in cluster.FrontEnds)
            {
                var shown = "";
                await Eventually.FindAsync(
                    $"the {symbol} book on node {node.Number} to be the journal's",
                    async () =>
                    {
                        shown = await ReadAsync(node, $"/api/v3/depth?symbol={symbol}&limit=5000");
                        using var depth = JsonDocument.Parse(shown);
                        return LevelsOf(depth, "bids").SequenceEqual(bids) && LevelsOf(depth, "asks").SequenceEqual(asks) ? shown : null;
                    },
                    () => $"It shows {shown}; the journal makes {string.Join(' ', bids)} | {string.Join(' ', asks)}.");
            }
        }
    }

    private static Book Replay(string connectionString, string symbol)
    {
        var book = new Book();
        var codec = new BookCodec();
        var read = new Turn<BookEvent>();
        using var journal = new PostgresJournal(new PostgresJournalOptions(connectionString)).OpenReader();
        foreach (var record in journal.ReadStream(Addresses.Book(symbol), afterRecordNumber: 0))
        {
            foreach (var turn in codec.ReadRecord(record.Manifest, record.Payload, read))
            {
                foreach (var happened in turn.Events) book.Apply(happened);
            }
        }

        return book;
    }

    private static (decimal Price, decimal Quantity)[] LevelsOf(Book book, Side side, string symbol)
    {
        var levels = new BookLevel[book.LevelCount(side)];
        book.CopyDepth(side, levels);
        var (tick, lot) = Bot.StepsOf(symbol);
        return [.. levels.Select(level => (level.Price.Value * tick, level.Quantity.Value * lot))];
    }

    private static (decimal Price, decimal Quantity)[] LevelsOf(JsonDocument depth, string side) =>
        [.. depth.RootElement.GetProperty(side).EnumerateArray().Select(level => (level.Amount(0), level.Amount(1)))];

    private static async Task<string> ReadAsync(Node node, string path)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }
}
