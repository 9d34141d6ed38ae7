using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Benchmarks.Engines;
using MiniExchange.Benchmarks.Histories;
using MiniExchange.Benchmarks.Journals;
using MiniExchange.Benchmarks.Stores;
using Xunit;

namespace MiniExchange.Integration.Tests.Benchmarks;

/// <summary>The benchmarks of engine, history and journal still measure; their figures are another matter.</summary>
public sealed class EngineBenchmarkTests
{
    [Fact]
    public async Task Engine_PlacesOrdersThatTrade_AndPrintsWhatTheyCost()
    {
        using var output = new StringWriter();
        var load = new EngineLoad(StoreKind.Sqlite, Pairs: 2, Accounts: 20, InFlight: 10, WarmUpSeconds: 0, Seconds: 1, Resting: 5, Settings: []);

        Assert.Equal(0, await EngineBenchmark.RunAsync(load, output, TextWriter.Null, CancellationToken.None));

        var figures = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal("EmbeddedEngine", figures.GetProperty("engine").GetString());
        Assert.True(figures.GetProperty("orders").GetInt64() > 0);

        // The account's and the book's at least; turns of an actor in one commit share one.
        Assert.InRange(figures.GetProperty("rowsPerOrder").GetDouble(), 0.1, 6);
        Assert.True(figures.GetProperty("p50Ms").GetDouble() <= figures.GetProperty("p99Ms").GetDouble());

        // Twenty accounts were paid twice; then an exchange was started anew on it all.
        Assert.True(figures.GetProperty("journalRows").GetInt64() > 40);
        Assert.True(figures.GetProperty("restartSeconds").GetDouble() > 0);
        Assert.True(figures.GetProperty("residentMegabytes").GetInt64() > 0);
    }

    [Fact]
    public async Task History_IsWrittenOfEveryOrder_AndItsCostIsPrinted()
    {
        using var output = new StringWriter();
        var load = new EngineLoad(StoreKind.Sqlite, Pairs: 1, Accounts: 20, InFlight: 10, WarmUpSeconds: 0, Seconds: 1, Resting: 0, Settings: []);

        Assert.Equal(0, await HistoryBenchmark.RunAsync(load, output, TextWriter.Null, CancellationToken.None));

        var figures = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.True(figures.GetProperty("orders").GetInt64() > 0);
        Assert.True(figures.GetProperty("records").GetInt64() > 40);
        Assert.True(figures.GetProperty("ordersPerSecond").GetDouble() > 0);
    }

    [Fact]
    public void Journal_MeasuresTheWriterBesideTheDriver()
    {
        using var output = new StringWriter();

        Assert.Equal(0, JournalBenchmark.Run(StoreKind.Sqlite, [100], seconds: 1, output, TextWriter.Null));

        var figures = Assert.Single(JsonDocument.Parse(output.ToString()).RootElement.EnumerateArray());
        Assert.Equal(100, figures.GetProperty("rowsPerCommit").GetInt32());
        Assert.True(figures.GetProperty("rowsPerSecond").GetDouble() > 0);
        Assert.True(figures.GetProperty("driverRowsPerSecond").GetDouble() > 0);
    }
}
