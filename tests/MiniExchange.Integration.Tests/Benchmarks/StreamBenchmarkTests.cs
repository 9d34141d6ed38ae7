using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Benchmarks;
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

    [Theory]
    [InlineData("0")]
    [InlineData("many")]
    [InlineData("5", "--seconds")]
    [InlineData("--seconds", "0")]
    [InlineData("--changes", "1001")]
    [InlineData("5", "--hours", "1")]
    public async Task Program_WhenOptionsOfStreamsAreWrong_ExitsWithOne(params string[] options) =>
        Assert.Equal(1, await Program.Main(["streams", .. options]));

    [Fact]
    public void Load_IsFiveThousandUnlessItSaysOtherwise()
    {
        Assert.Equal(new StreamLoad(5_000, 10, 20), StreamsCommand.LoadOf(StreamsCommand.Create().Parse([])));
        Assert.Equal(new StreamLoad(200, 3, 40), StreamsCommand.LoadOf(StreamsCommand.Create().Parse(["200", "--seconds", "3", "--changes", "40"])));
    }
}
