using System;
using System.IO;
using System.Linq;

namespace MiniExchange.Conformance.Postgres;

/// <summary>Finds the programs of an installed PostgreSQL server.</summary>
internal static class PostgresBinaries
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The directory that has initdb and postgres: the newest of Debian's, else one on the path; null if there is none.</summary>
    public static string? Find()
    {
        var versions = Directory.Exists(DebianRoot)
            ? Directory.GetDirectories(DebianRoot).OrderByDescending(MajorVersion).Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return versions.Concat(path).FirstOrDefault(
            directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));
    }

    private static int MajorVersion(string directory) => int.TryParse(Path.GetFileName(directory), out var major) ? major : 0;
}
