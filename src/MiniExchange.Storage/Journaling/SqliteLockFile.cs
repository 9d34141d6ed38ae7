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
    public static SqliteLockFile? TryTake(string path, int waitMs, Action? waiting = null) => TryTake(path, waitMs, WriteHolder, waiting);

    /// <summary>The same, with another way to write down who holds it.</summary>
    internal static SqliteLockFile? TryTake(string path, int waitMs, Action<FileStream> writeHolder, Action? waiting = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (TryOpen(path) is { } file) return Hold(file, writeHolder);
            if (waited.ElapsedMilliseconds >= waitMs) return null;

            waiting?.Invoke();
            waiting = null;
            Thread.Sleep(PollMs);
        }
    }

    public void Dispose() => _file.Dispose();

    private static SqliteLockFile Hold(FileStream file, Action<FileStream> writeHolder)
    {
        try
        {
            writeHolder(file);
        }
        catch (IOException)
        {
            // On a full disk the lock is held all the same, and it is what counts; the journal names its holder too.
        }
        catch
        {
            // Left open, it would lock out this very engine when it tries again.
            file.Dispose();
            throw;
        }

        return new SqliteLockFile(file);
    }

    // For people: other processes cannot read a file that is held like this on every system.
    private static void WriteHolder(FileStream file)
    {
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(JournalHolder.Describe() + "\n"));
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            // Unbuffered: what could not be written must not be tried again, and fail again, when the lock is let go.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            return null;
        }
    }

    // What the system says of a file that somebody holds: EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
