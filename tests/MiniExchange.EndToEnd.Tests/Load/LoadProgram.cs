using System;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Load;

/// <summary>The load tests' program, as anybody runs it.</summary>
internal static class LoadProgram
{
    /// <summary>Runs it until it ends by itself.</summary>
    /// <param name="code">The exit code that it must have.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(int code, params string[] arguments)
    {
        var log = new HostLog();
        using var program = HostProcess.StartCommand(["dotnet", BuiltWith.LoadProgram, .. arguments], log);
        var ended = await program.EndAsync();
        var said = string.Join('\n', log.Lines);
        Assert.True(ended == code, $"Ended with {ended}: {said}");
        Assert.DoesNotContain(log.Lines, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        return said;
    }

    /// <summary>Requires a page that is well-formed, has its charts, and fetches nothing.</summary>
    public static void AssertPage(string html, int charts)
    {
        var page = XDocument.Parse(html).Root!;
        Assert.Equal("html", page.Name.LocalName);
        Assert.Equal(charts, page.Descendants("svg").Count(chart => chart.Descendants("polyline").Any(line => line.Attribute("points")!.Value.Contains(',', StringComparison.Ordinal))));
        Assert.DoesNotContain(page.DescendantsAndSelf(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }
}
