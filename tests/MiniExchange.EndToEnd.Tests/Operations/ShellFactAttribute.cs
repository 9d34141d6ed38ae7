using System;
using System.IO;
using System.Linq;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>A test that needs what the README's shell needs: skipped with the reason without it, and failing instead where CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["bash", "curl", "jq", "openssl"];

    public ShellFactAttribute()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = Programs.Where(program => !path.Any(directory => File.Exists(Path.Combine(directory, program)))).ToArray();
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") != "true") Skip = $"Not installed: {string.Join(", ", missing)}.";
    }
}
