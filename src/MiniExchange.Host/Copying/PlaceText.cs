using System;
using System.IO;
using MiniExchange.Host.Composition;
using MiniExchange.Storage.Copying;
using MiniExchange.Storage.Journaling;

namespace MiniExchange.Host.Copying;

/// <summary>Reads what <c>--from</c> and <c>--to</c> say.</summary>
internal static class PlaceText
{
    public const string Forms =
        "a data directory (DIR or sqlite:DIR), postgres:CONNECTION-STRING, or postgres-env:NAME for a connection string in the environment "
        + "variable NAME, which keeps its password off the command line";

    private const string Sqlite = "sqlite";
    private const string Postgres = "postgres";
    private const string PostgresEnvironment = "postgres-env";

    /// <summary>The place that is meant.</summary>
    /// <exception cref="CopyFailedException">It is none; the message never repeats what could be a password.</exception>
    public static ExchangePlace Read(string text, StorageOptions storage)
    {
        var (scheme, said) = Split(text);
        return scheme switch
        {
            Sqlite when said.Length > 0 => ExchangePlace.Sqlite(said, storage.LockWaitMs),
            Postgres => PostgreSql(said, storage),
            PostgresEnvironment => PostgreSql(
                Environment.GetEnvironmentVariable(said)
                ?? throw new CopyFailedException($"The environment variable {said} is not set; it should hold a connection string."),
                storage),
            Sqlite => throw new CopyFailedException($"An empty path is no data directory. Give {Forms}."),
            _ => throw new CopyFailedException($"'{scheme}:' is no kind of store. Give {Forms}."),
        };
    }

    /// <summary>The directory, if one is meant; null for a database.</summary>
    public static string? DirectoryOf(string text) => Split(text) is (Sqlite, var directory) ? Path.GetFullPath(directory) : null;

    private static (string Scheme, string Said) Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);

        // One letter is a drive of Windows; with a separator before it the colon is part of a path.
        if (colon > 1 && text.AsSpan(0, colon).IndexOfAny("/\\=;.") < 0) return (text[..colon], text[(colon + 1)..]);
        if (text.Contains('=', StringComparison.Ordinal) && !Directory.Exists(text))
        {
            throw new CopyFailedException($"What looks like a connection string needs postgres: before it. Give {Forms}.");
        }

        return (Sqlite, text);
    }

    private static ExchangePlace PostgreSql(string connectionString, StorageOptions storage)
    {
        try
        {
            return ExchangePlace.PostgreSql(new PostgresJournalOptions(connectionString)
            {
                AllowDataLoss = storage.AllowDataLoss,
                LockWaitMs = storage.LockWaitMs,
                DeadPeerMs = storage.DeadPeerMs,
            });
        }
        catch (ArgumentException unreadable)
        {
            throw new CopyFailedException("The connection string cannot be read: a name in it is unknown, or a value is missing.", unreadable);
        }
    }
}
