using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Benchmarks.Streams;
using Xunit;

namespace MiniExchange.Integration.Tests.Benchmarks;

/// <summary>The benchmark of the streams still measures; its figures are another matter.</summary>
public sealed class StreamBenchmarkTests
{
    [Fact]
    public async Task Benchmark_DeliversEveryChangeToEverySubscriber_AndPrintsWhatItCost()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var exit = await StreamBenchmark.RunAsync(new StreamLoad(Subscribers: 20, Seconds: 1, ChangesPerSecond: 50), output, errors);

        Assert.Equal((0, ""), (exit, errors.ToString()));
        var figures = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal((20, 0), (figures.GetProperty("subscribers").GetInt32(), figures.GetProperty("slowReaders").GetInt32()));

        // Seven each listen to best prices and to trades, and six to diffs, of which there are some but no more than changes.
        var (changes, delivered) = (figures.GetProperty("changes").GetInt64(), figures.GetProperty("delivered").GetInt64());
        Assert.InRange(changes, 1, 51);
        Assert.InRange(delivered, 14 * changes + 6, 14 * changes + 6 * changes);
        Assert.True(figures.GetProperty("cpuMicrosPerMessage").GetDouble() > 0);
        Assert.True(figures.GetProperty("bytesAllocatedPerMessage").GetDouble() > 0);
        Assert.True(figures.GetProperty("latencyP50Ms").GetDouble() <= figures.GetProperty("latencyP99Ms").GetDouble());
    }
}
