using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Logging;

namespace MiniExchange.Api.Keys;

/// <summary>The data protection keys in a directory that several front ends may share: on an empty one the first makes a key, and the others take it.</summary>
/// <remarks>
/// A front end looks for keys that others made only now and then. Were each to begin with a key of its own, it could not read for
/// hours what the others protect. Later keys come days before they are used. docs/adr/0020-several-front-ends.md.
/// </remarks>
public sealed partial class SharedKeyRing(DirectoryInfo directory, ILoggerFactory loggers, TimeProvider time) : IXmlRepository
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileSystemXmlRepository _files = new(directory, loggers);
    private readonly Lock _gate = new();
    private readonly ILogger _logger = loggers.CreateLogger<SharedKeyRing>();
    private FileStream? _lock;
    private bool _hasDirectory;

    /// <inheritdoc />
    /// <exception cref="IOException">Another front end has been making the first key for too long, or the directory cannot be written to.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
            MakePrivate();
            var keys = _files.GetAllElements();
            if (keys.Count > 0) return keys;

            // Whoever finds it empty makes the first key next; the others find it so only when there is one, or nobody is left to make it.
            _lock ??= TakeLock();
            keys = _files.GetAllElements();
            if (keys.Count > 0) Release();
            return keys;
        }
    }

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
        {
            try
            {
                MakePrivate();
                _files.StoreElement(element, friendlyName);
            }
            finally
            {
                Release();
            }
        }
    }

    private FileStream TakeLock()
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(directory.FullName, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (IsHeld(failure) && time.GetElapsedTime(began) < Patience)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    // The files themselves are their owner's alone, as the framework writes them; their directory is too, if it is made here.
    private void MakePrivate()
    {
        if (_hasDirectory) return;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory.FullName);
        }
        else
        {
            Directory.CreateDirectory(directory.FullName, OwnersAlone);
            var mode = File.GetUnixFileMode(directory.FullName);
            if ((mode & ~OwnersAlone) != 0) LogWide(_logger, directory.FullName, mode);
        }

        _hasDirectory = true;
    }

    // What the system says of a file that somebody holds: EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);

    [LoggerMessage(5024, LogLevel.Warning, "Others than its owner may use {Directory} ({Mode}), which holds the keys that encrypt API secrets. Take those permissions away (chmod 700), unless its users are meant to share it.")]
    private static partial void LogWide(ILogger logger, string directory, UnixFileMode mode);

    private void Release()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
