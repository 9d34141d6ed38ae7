using System.Collections.Generic;

namespace MiniExchange.LoadTests.Reports;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Points">From left to right.</param>
internal sealed record Line(string Name, IReadOnlyList<(double X, double Y)> Points);
