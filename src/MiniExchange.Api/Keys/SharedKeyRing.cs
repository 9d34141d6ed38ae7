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
public sealed class SharedKeyRing(DirectoryInfo directory, ILoggerFactory loggers) : IXmlRepository
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileSystemXmlRepository _files = new(directory, loggers);
    private readonly Lock _gate = new();
    private FileStream? _lock;

    /// <inheritdoc />
    /// <exception cref="IOException">Another front end has been making the first key for too long.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
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
        directory.Create();
        var giveUpAt = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(directory.FullName, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < giveUpAt)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    private void Release()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
