using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;

namespace MiniExchange.Storage.Journaling;

/// <summary>The file beside a SQLite journal that one engine holds open for itself. The system lets go of it when the process dies.</summary>
/// <remarks>Never deleted: between a deletion and an opening two engines could each hold a file of that name.</remarks>
internal sealed class SqliteLockFile : IDisposable
{
    private const int PollMs = 50;

    private readonly FileStream _file;

    private SqliteLockFile(FileStream file) => _file = file;

    /// <summary>Takes the lock; null if somebody else holds it for longer than may be waited.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static SqliteLockFile? TryTake(string path, int waitMs)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (TryOpen(path) is { } file)
            {
                // For people: other processes cannot read a file that is held like this on every system.
                file.SetLength(0);
                file.Write(Encoding.UTF8.GetBytes(JournalHolder.Describe() + "\n"));
                file.Flush();
                return new SqliteLockFile(file);
            }

            if (waited.ElapsedMilliseconds >= waitMs) return null;
            Thread.Sleep(PollMs);
        }
    }

    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            return null;
        }
    }

    // What the system says of a file that somebody holds: EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
