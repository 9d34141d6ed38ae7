using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Benchmarks;
using MiniExchange.Benchmarks.Books;
using Xunit;

namespace MiniExchange.Integration.Tests.Benchmarks;

/// <summary>Streams of 20,000 commands whose outcome an independent book worked out.</summary>
public sealed class WorkloadTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "books");

    [Theory]
    [InlineData("live-200-seed-11.csv")]
    [InlineData("live-500-seed-12.csv")]
    [InlineData("live-1500-seed-13.csv")]
    [InlineData("live-4000-seed-14.csv")]
    public void Replay_WhenRunThroughTheBook_EndsAsExpected(string name)
    {
        var workload = WorkloadFile.Read(Path.Combine(Folder, name));
        var replay = new BookReplay(workload.Commands);

        replay.Run();

        Assert.Equal(20_000, workload.Commands.Length);
        Assert.Empty(replay.Result().DifferencesFrom(workload.Expected));
        Assert.Equal(replay.Book.StateHash(), Domain.Books.Book.From(replay.Book.ToImage()).StateHash());
    }

    [Fact]
    public void Benchmark_WhenResultIsAsExpected_PrintsMatchAndSucceeds()
    {
        var (exit, output, errors) = Benchmark(Path.Combine(Folder, "live-200-seed-11.csv"));

        Assert.Equal(0, exit);
        Assert.Contains("\"result\": \"match\"", output);
        Assert.Contains("\"commands\": 20000", output);
        Assert.Empty(errors);
    }

    [Fact]
    public void Benchmark_WhenWorkloadIsDrawn_MeasuresBothBooks()
    {
        using var output = new StringWriter();

        var exit = BookBenchmark.Run(new WorkloadShape(Commands: 20_000, Seed: 3, Live: 300, Spread: 2_000), rounds: 2, output);

        Assert.Equal(0, exit);
        var figures = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal("match", figures.GetProperty("result").GetString());
        Assert.Equal(2_000, figures.GetProperty("workload").GetProperty("spread").GetInt32());
        Assert.True(figures.GetProperty("timesSortedDictionary").GetDouble() > 0);
        Assert.True(figures.GetProperty("emptyTimestampPairNs").GetDouble() > 0);
        foreach (var book in (string[])["book", "sortedDictionary"])
        {
            var measured = figures.GetProperty(book);
            Assert.True(measured.GetProperty("commandsPerSecond").GetDouble() > 0);
            double[] percentiles = [.. ((string[])["p50Ns", "p99Ns", "p999Ns", "p9999Ns"]).Select(name => measured.GetProperty(name).GetDouble())];
            Assert.True(percentiles[0] > 0);
            Assert.Equal(percentiles.Order(), percentiles);
        }

        // Only arrays that grow are left, and in the second half of so short a stream hardly any.
        Assert.True(figures.GetProperty("book").GetProperty("bytesAllocatedPerCommandOnceSettled").GetDouble() < 5);
    }

    [Fact]
    public void Benchmark_WhenResultIsAnother_NamesTheDifferencesAndFails()
    {
        using var files = new TemporaryWorkload(
            ["1,L,S,100,5,0", "2,L,B,100,3,0"],
            """
            {"trades": 1, "traded_qty": 3, "notional": 300, "trade_hash": "0", "resting": 2, "bid_qty": 0, "ask_qty": 2,
             "bid_notional": 0, "ask_notional": 200}
            """);

        var (exit, output, _) = Benchmark(files.Path);

        Assert.Equal(1, exit);
        Assert.Contains("\"result\": \"mismatch\"", output);
        Assert.Contains("resting is 1, expected 2.", output);
        Assert.Contains("trade_hash is ", output);
        Assert.DoesNotContain("ask_qty is", output);
    }

    [Theory]
    [InlineData("1,L,S,100,5")]
    [InlineData("1,L,S,100,5,0,0")]
    [InlineData("2,L,S,100,5,0")]
    [InlineData("1,X,S,100,5,0")]
    [InlineData("1,L,X,100,5,0")]
    [InlineData("1,L,S,0,5,0")]
    [InlineData("1,L,S,-1,5,0")]
    [InlineData("1,L,S,1e2,5,0")]
    [InlineData("1,L,S,100,0,0")]
    [InlineData("1,M,S,100,5,0")]
    [InlineData("1,C,S,0,0,1")]
    [InlineData("1,L,S,99999999999999999999,5,0")]
    [InlineData("")]
    public void Benchmark_WhenLineIsNotACommand_NamesItAndFails(string line)
    {
        using var files = new TemporaryWorkload([line], "{}");

        var (exit, output, errors) = Benchmark(files.Path);

        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains("line 2 is not a command", errors);
    }

    [Fact]
    public void Benchmark_WhenExpectedResultIsIncomplete_SaysSoAndFails()
    {
        using var files = new TemporaryWorkload([], """{"trades": 1}""");

        var (exit, _, errors) = Benchmark(files.Path);

        Assert.Equal(1, exit);
        Assert.Contains("traded_qty", errors);
    }

    [Fact]
    public void Benchmark_WhenCancelingWhatDoesNotRest_NamesTheCommandAndFails()
    {
        using var files = new TemporaryWorkload(
            ["1,M,S,0,5,0", "2,C,S,0,0,1"],
            File.ReadAllText(Path.Combine(Folder, "live-200-seed-11.expected.json")));

        var (exit, _, errors) = Benchmark(files.Path);

        Assert.Equal(1, exit);
        Assert.Contains("Command 2 was refused: UnknownOrder.", errors);
    }

    [Fact]
    public void Benchmark_WhenFileIsMissing_SaysSoAndFails()
    {
        var (exit, _, errors) = Benchmark(Path.Combine(Folder, "missing.csv"));

        Assert.Equal(1, exit);
        Assert.Contains("missing.csv", errors);
    }

    [Theory]
    [InlineData]
    [InlineData("book", "")]
    [InlineData("book", "a.csv", "b.csv")]
    [InlineData("book", "--rounds", "0")]
    [InlineData("book-workload")]
    [InlineData("book-workload", "")]
    [InlineData("book-workload", "a.csv", "--live", "0")]
    [InlineData("book-workload", "a.csv", "--spread", "9001")]
    [InlineData("books", "a.csv")]
    public async Task Program_WhenArgumentsAreWrong_ExitsWithOne(params string[] arguments) =>
        Assert.Equal(1, await Program.Main(arguments));

    private static (int Exit, string Output, string Errors) Benchmark(string path)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = BookBenchmark.Run(path, rounds: 1, output, errors);
        return (exit, output.ToString(), errors.ToString());
    }

    private sealed class TemporaryWorkload : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("book-workload");

        public TemporaryWorkload(string[] lines, string expected)
        {
            Path = System.IO.Path.Combine(_folder.FullName, "workload.csv");
            File.WriteAllLines(Path, lines.Prepend("id,op,side,price,qty,target"));
            File.WriteAllText(System.IO.Path.ChangeExtension(Path, ".expected.json"), expected);
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
