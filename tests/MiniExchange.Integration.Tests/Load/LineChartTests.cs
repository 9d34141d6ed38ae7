using System.Globalization;
using System.Linq;
using MiniExchange.LoadTests.Reports;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>The report's charts: within their frame, and with a gap where there is nothing.</summary>
public sealed class LineChartTests
{
    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public void Chart_OfLatencies_HasAGapWhereNothingWasDone(bool isLogarithmic, int parts)
    {
        var chart = LineChart.Draw("x", isLogarithmic, [(1, "1 s")], new Line("p50", [(1, 0.3), (2, 70), (3, 0), (4, 12_000), (5, 1)]));

        var drawn = chart.Descendants("polyline").ToArray();
        Assert.Equal(parts, drawn.Length);
        var heights = drawn.SelectMany(line => line.Attribute("points")!.Value.Split(' ')).Select(point => double.Parse(point.Split(',')[1], CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(isLogarithmic ? 4 : 5, heights.Length);
        Assert.All(heights, height => Assert.InRange(height, 0, 260));

        // The higher the value, the higher up.
        Assert.Equal(heights.Min(), heights[^2]);
    }

    [Fact]
    public void Chart_OfNothing_SaysSo() =>
        Assert.Contains("nothing to show", LineChart.Draw("x", true, [], new Line("p50", [(1, 0)])).Value, System.StringComparison.Ordinal);
}
