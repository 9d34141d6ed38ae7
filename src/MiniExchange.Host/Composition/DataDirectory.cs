using System;
using System.IO;
using Microsoft.Extensions.Configuration;

namespace MiniExchange.Host.Composition;

/// <summary>Where the exchange keeps its files: databases on SQLite, and in any case the keys that encrypt API secrets.</summary>
internal sealed class DataDirectory
{
    /// <summary>The directory in it of what encrypts API secrets.</summary>
    public const string Keys = "keys";

    private readonly string _path;

    private DataDirectory(string path) => _path = path;

    /// <summary>The directory of <c>DataDirectory</c>, made if it is absent; relative to the current directory.</summary>
    public static DataDirectory From(IConfiguration configuration)
    {
        var path = PathOf(configuration);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new DataDirectory(path);
    }

    /// <summary>Which directory that is, without making it.</summary>
    public static string PathOf(IConfiguration configuration) =>
        Path.GetFullPath(configuration["DataDirectory"] is { Length: > 0 } given ? given : "data");

    /// <summary>A file or directory in it.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <inheritdoc />
    public override string ToString() => _path;
}
