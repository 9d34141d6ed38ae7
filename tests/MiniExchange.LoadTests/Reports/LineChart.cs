using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace MiniExchange.LoadTests.Reports;

/// <summary>A chart as SVG inside of a page: lines over a common axis. Colors are the page's, so that it can be dark.</summary>
internal static class LineChart
{
    private const double Width = 760;
    private const double Height = 260;
    private const double Left = 64;
    private const double Right = 16;
    private const double Top = 12;
    private const double Bottom = 28;

    private static readonly double[] RoundSteps = [1, 2, 5, 10];

    /// <summary>Draws a chart.</summary>
    /// <param name="title">What it shows, with the unit.</param>
    /// <param name="isLogarithmic">Whether each further step upward is ten times as much, for latencies; else it begins at 0.</param>
    /// <param name="ticks">What is written below, and where.</param>
    /// <param name="lines">The lines; the widest says how far it goes.</param>
    public static XElement Draw(string title, bool isLogarithmic, IReadOnlyList<(double X, string Text)> ticks, params Line[] lines)
    {
        var points = lines.SelectMany(static line => line.Points).Where(point => !isLogarithmic || point.Y > 0).ToArray();
        if (points.Length == 0) return new XElement("figure", new XElement("figcaption", $"{title}: nothing to show"));

        var (left, right) = (points.Min(static point => point.X), points.Max(static point => point.X));
        var levels = isLogarithmic
            ? Decades(points.Min(static point => point.Y), points.Max(static point => point.Y))
            : Steps(points.Max(static point => point.Y));
        var svg = new XElement("svg", new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("role", "img"), new XAttribute("aria-label", title));
        foreach (var level in levels)
        {
            svg.Add(Rule("grid", Left, Y(level), Width - Right, Y(level)), Text(Left - 6, Y(level) + 4, "end", Short(level)));
        }

        foreach (var (x, text) in ticks.Where(tick => tick.X >= left && tick.X <= right))
        {
            svg.Add(Rule("grid", X(x), Top, X(x), Height - Bottom), Text(X(x), Height - Bottom + 16, "middle", text));
        }

        for (var number = 0; number < lines.Length; number++)
        {
            foreach (var part in Parts(lines[number].Points, isLogarithmic))
            {
                var path = part.Select(point => $"{Round(X(point.X))},{Round(Y(point.Y))}");
                svg.Add(new XElement("polyline", new XAttribute("class", $"line line{number}"), new XAttribute("points", string.Join(' ', path)), new XElement("title", lines[number].Name)));
            }
        }

        var legend = lines.Select(static (line, number) => new XElement("span", new XAttribute("class", $"key key{number}"), line.Name));
        return new XElement("figure", new XElement("figcaption", new XElement("b", title), " ", legend), svg);

        double X(double x) => Left + ((x - left) / Math.Max(right - left, 1e-9) * (Width - Left - Right));

        double Y(double y)
        {
            var (low, high, at) = isLogarithmic
                ? (Math.Log10(levels[0]), Math.Log10(levels[^1]), Math.Log10(y))
                : (levels[0], levels[^1], y);
            return Height - Bottom - ((at - low) / Math.Max(high - low, 1e-9) * (Height - Top - Bottom));
        }
    }

    // Where nothing was done there is no latency: a line through it would tell of one.
    private static IEnumerable<List<(double X, double Y)>> Parts(IReadOnlyList<(double X, double Y)> points, bool isLogarithmic)
    {
        var part = new List<(double X, double Y)>();
        foreach (var point in points)
        {
            if (!isLogarithmic || point.Y > 0)
            {
                part.Add(point);
                continue;
            }

            if (part.Count > 0) yield return part;
            part = [];
        }

        if (part.Count > 0) yield return part;
    }

    private static double[] Decades(double lowest, double highest)
    {
        var from = (int)Math.Floor(Math.Log10(lowest));
        var to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(highest)));
        return [.. Enumerable.Range(from, to - from + 1).Select(static power => Math.Pow(10, power))];
    }

    // Four or five round numbers from 0 on.
    private static double[] Steps(double highest)
    {
        var rough = Math.Max(highest, 1) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = RoundSteps.Select(times => times * power).First(step => step >= rough);
        return [.. Enumerable.Range(0, (int)Math.Ceiling(Math.Max(highest, 1) / step) + 1).Select(number => number * step)];
    }

    private static XElement Rule(string kind, double x1, double y1, double x2, double y2) => new(
        "line",
        new XAttribute("class", kind),
        new XAttribute("x1", Round(x1)),
        new XAttribute("y1", Round(y1)),
        new XAttribute("x2", Round(x2)),
        new XAttribute("y2", Round(y2)));

    private static XElement Text(double x, double y, string anchor, string text) =>
        new("text", new XAttribute("x", Round(x)), new XAttribute("y", Round(y)), new XAttribute("text-anchor", anchor), text);

    private static string Round(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Short(double value) => value.ToString(value < 1 ? "0.###" : "#,0.#", CultureInfo.InvariantCulture);
}
