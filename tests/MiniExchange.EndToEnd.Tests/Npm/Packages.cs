using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>The npm packages of <c>tests/clients</c>, installed when they are first asked for.</summary>
internal static class Packages
{
    private const int InstallTimeoutMs = 180_000;

    private static readonly Lazy<string?> Missing = new(Install);

    /// <summary>Why tests with Node clients are skipped; null if they run, or must fail because this is CI.</summary>
    public static string? SkipReason => Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing.Value;

    /// <summary>A script of <c>tests/clients</c>.</summary>
    /// <exception cref="InvalidOperationException">The clients cannot be had; says why.</exception>
    public static string Script(string name) =>
        Missing.Value is { } why ? throw new InvalidOperationException(why) : Path.Combine(BuiltWith.NodeClients, name);

    private static string? Install()
    {
        if (Run("node", "--version") is { } noNode) return $"Node cannot be run ({noNode}).";
        if (IsInstalled()) return null;
        return Run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline") is { } why ? $"npm ci in tests/clients failed ({why})." : null;
    }

    // What is there may be of another version than is asked for now.
    private static bool IsInstalled() =>
        Read(Path.Combine(BuiltWith.NodeClients, "package.json")).GetProperty("dependencies").EnumerateObject().All(asked =>
            Path.Combine(BuiltWith.NodeClients, "node_modules", asked.Name, "package.json") is var installed
            && File.Exists(installed)
            && Read(installed).GetProperty("version").GetString() == asked.Value.GetString());

    private static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    // Null if it went well, else what went wrong.
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = BuiltWith.NodeClients,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            if (process.WaitForExit(InstallTimeoutMs)) return process.ExitCode == 0 ? null : errors.Result.Trim();

            process.Kill(entireProcessTree: true);
            return $"it took longer than {InstallTimeoutMs / 1_000} s";
        }
        catch (Win32Exception notFound)
        {
            return notFound.Message;
        }
    }
}
