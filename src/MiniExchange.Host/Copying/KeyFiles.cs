using System;
using System.IO;
using System.Linq;
using MiniExchange.Storage.Copying;

namespace MiniExchange.Host.Copying;

/// <summary>The files of what encrypts the secrets of API keys: taken along, since the secrets are worth nothing without them.</summary>
internal static class KeyFiles
{
    private const string Pattern = "*.xml";

    /// <summary>Copies those that are missing.</summary>
    /// <returns>How many were copied.</returns>
    /// <exception cref="CopyFailedException">There are none to copy, or the target has another file of the same name; nothing was copied.</exception>
    public static int Copy(string fromDirectory, string toDirectory)
    {
        var files = Directory.Exists(fromDirectory) ? Directory.GetFiles(fromDirectory, Pattern) : [];
        if (files.Length == 0)
        {
            throw new CopyFailedException(
                $"There are no keys in {fromDirectory}: nobody could use the API keys that are copied. Name the data directory that the "
                + "exchange was started with by --from-data.");
        }

        if (string.Equals(fromDirectory, toDirectory, StringComparison.Ordinal)) return 0;

        var missing = files.Where(file => !File.Exists(TargetOf(file))).ToArray();
        if (files.Except(missing).FirstOrDefault(file => !File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(TargetOf(file)))) is { } other)
        {
            throw new CopyFailedException($"{TargetOf(other)} is there and is not the same as {other}. Which of them is right must be found out first.");
        }

        MakePrivate(toDirectory);
        foreach (var file in missing)
        {
            // Under another name until it is whole: half a key would be read as a broken one.
            var unfinished = TargetOf(file) + ".copying";
            File.Copy(file, unfinished, overwrite: true);
            File.Move(unfinished, TargetOf(file));
        }

        return missing.Length;

        string TargetOf(string file) => Path.Combine(toDirectory, Path.GetFileName(file));
    }

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
