using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace MiniExchange.Integration.Tests.Architecture;

/// <summary>References point toward Domain. A new arrow is a decision: add it here, and say why in the commit.</summary>
public sealed partial class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Domain"] = [],
        ["Actors"] = [],
        ["Actors.AkkaCluster"] = ["Actors"],
        ["Actors.Embedded"] = ["Actors"],
        ["Application"] = ["Actors", "Domain"],
        ["Storage"] = ["Actors", "Application", "Domain"],
        ["Api"] = ["Application", "Storage"],
        ["Operators"] = ["Actors.AkkaCluster", "Application"],
        ["Host"] = ["Actors", "Actors.AkkaCluster", "Actors.Embedded", "Api", "Application", "Domain", "Operators", "Storage"],
    };

    public static TheoryData<string> Projects => [.. Names()];

    private static string Source { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersOnlyToWhatItMay(string directory)
    {
        var name = ShortName(directory);
        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{directory} is new: say what it may refer to, and why.");

        Assert.Empty(References(directory).Except(allowed));
    }

    // The operators' commands for a cluster run inside its actor system.
    [Fact]
    public void OnlyTheHostAndTheClustersOperators_NameAnEngine()
    {
        var naming = Names().Where(name => References(name).Any(to => to.StartsWith("Actors.", StringComparison.Ordinal)));

        Assert.Equal(["MiniExchange.Host", "MiniExchange.Operators"], naming);
    }

    [Theory]
    [InlineData("MiniExchange.Domain")]
    [InlineData("MiniExchange.Actors")]
    public void InnerProject_UsesNothingBeyondTheSystemAndItself(string project)
    {
        var strange = SourceFiles(project)
            .SelectMany(file => Usings().Matches(File.ReadAllText(file)).Select(match => match.Groups["namespace"].Value))
            .Where(used => !IsWithin(used, "System") && !IsWithin(used, project))
            .Distinct();

        Assert.Empty(strange);
    }

    [Fact]
    public void Domain_HasNoFloatingPointAndNoDecimal()
    {
        var offending = SourceFiles("MiniExchange.Domain")
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: Path.GetFileName(file), Number: index + 1, Line: line)))
            .Where(at => FloatingPoint().IsMatch(WithoutComment(at.Line)))
            .Select(at => $"{at.File}:{at.Number}: {at.Line.Trim()}");

        Assert.Empty(offending);
    }

    [Theory]
    [InlineData("private double x;", true)]
    [InlineData("var rate = (decimal)y;", true)]
    [InlineData("float.Parse(text)", true)]
    [InlineData("System.Double.Parse(text)", true)]
    [InlineData("var half = 0.5;", true)]
    [InlineData("DecimalText.Read(text)", false)]
    [InlineData("// not a double", false)]
    [InlineData("/// prices such as 0.01", false)]
    [InlineData("Pow10[1..2]", false)]
    public void FloatingPoint_IsFoundInCodeOnly(string line, bool isFound)
    {
        Assert.Equal(isFound, FloatingPoint().IsMatch(WithoutComment(line)));
    }

    private static IEnumerable<string> Names() =>
        Directory.GetDirectories(Source).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static string[] References(string directory) =>
        [.. XDocument.Load(Path.Combine(Source, directory, directory + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => ShortName(Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))))];

    private static string[] SourceFiles(string project)
    {
        var root = Path.Combine(Source, project);
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"))
            .ToArray();
        Assert.NotEmpty(files);
        return files;
    }

    // Text between quotes is not code either: an example price in a message is no number.
    private static string WithoutComment(string line) => Strings().Replace(line, "\"\"").Split("//")[0];

    private static bool IsWithin(string used, string root) =>
        used == root || used.StartsWith(root + ".", StringComparison.Ordinal);

    private static string ShortName(string project) => project["MiniExchange.".Length..];

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^\s*(global\s+)?using\s+(static\s+)?(\w+\s*=\s*)?(?<namespace>[\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"\b(double|float|decimal|Half|Single|Double|Decimal)\b|\b\d+\.\d")]
    private static partial Regex FloatingPoint();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();
}
