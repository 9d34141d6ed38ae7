using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading;
using Npgsql;

namespace MiniExchange.Conformance.Postgres;

/// <summary>A server process made from the installed binaries, in a temporary directory, on a free port of 127.0.0.1.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Role = "miniexchange";
    private const string ReadySign = "database system is ready to accept connections";

    // PostgreSQL refuses to run as root; Debian's package makes this user for it.
    private const string UnprivilegedUser = "postgres";

    // The server ends with its input, and its files with it: also when the test process is killed, and cannot see to it.
    private const string UntilInputEnds =
        """
        directory=$1; shift
        "$@" & server=$!
        while read -r _; do
            wait $server
            "$@" & server=$!
        done
        kill -INT $server
        wait $server
        rm -rf "$directory"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _directory;
    private readonly Process _process;

    private PostgresServer(string directory, Process process, string connectionString)
    {
        _directory = directory;
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>Connects as the server's owner to its maintenance database, without a pool.</summary>
    public string ConnectionString { get; }

    /// <summary>Why tests that need a server of their own are skipped; null if they run, or must fail because this is CI.</summary>
    public static string? SkipReason { get; } =
        Environment.GetEnvironmentVariable("CI") != "true" && PostgresBinaries.Find() is null
            ? "PostgreSQL is not installed; this test needs a server of its own."
            : null;

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Such as <c>fsync=off</c>; what is not named keeps its default.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL, or it did not start; the message has what it said.</exception>
    public static PostgresServer Start(params string[] settings)
    {
        var binaries = PostgresBinaries.Find()
            ?? throw new InvalidOperationException("PostgreSQL is not installed: neither initdb nor postgres was found.");
        var directory = Directory.CreateTempSubdirectory("miniexchange-postgres-").FullName;
        try
        {
            return StartIn(directory, binaries, settings);
        }
        catch
        {
            Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Ends the server as <c>pg_ctl -m immediate</c> does: without a word to its clients or a checkpoint.</summary>
    public void StopImmediately() =>
        Run("kill", ["-QUIT", File.ReadLines(Path.Combine(_directory, "data", "postmaster.pid")).First()]);

    /// <summary>Starts the server again on the same data and port, as soon as it has ended; does not wait until it takes connections.</summary>
    public void StartAgain() => _process.StandardInput.WriteLine();

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    private static PostgresServer StartIn(string directory, string binaries, string[] settings)
    {
        var data = Path.Combine(directory, "data");
        var passwordFile = Path.Combine(directory, "password");
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(passwordFile, password);
        if (Environment.IsPrivilegedProcess) Run("chown", ["-R", UnprivilegedUser, directory]);

        Run(Unprivileged(
            Path.Combine(binaries, "initdb"),
            "--pgdata", data, "--username", Role, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--no-sync"));

        var port = FreePort();
        List<string> arguments =
        [
            "sh", "-c", UntilInputEnds, "sh", directory, Path.Combine(binaries, "postgres"), "-D", data,
            "-p", port.ToString(CultureInfo.InvariantCulture), "-k", directory, "-c", "listen_addresses=127.0.0.1",
            "-c", "logging_collector=off", "-c", "log_destination=stderr", "-c", "shared_buffers=32MB",
            "-c", "max_connections=500",
        ];
        foreach (var setting in settings) arguments.AddRange(["-c", setting]);
        var process = StartAndAwaitSign(Unprivileged([.. arguments]));
        return new PostgresServer(directory, process, new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = Role,
            Password = password,
            Database = "postgres",
            Pooling = false,
        }.ConnectionString);
    }

    private static ProcessStartInfo Unprivileged(params string[] command)
    {
        string[] prefix = Environment.IsPrivilegedProcess ? ["runuser", "-u", UnprivilegedUser, "--"] : [];
        string[] all = [.. prefix, .. command];
        return new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static Process StartAndAwaitSign(ProcessStartInfo command)
    {
        var said = new List<string>();
        using var ready = new ManualResetEventSlim();
        var process = new Process { StartInfo = command, EnableRaisingEvents = true };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (said) said.Add(line.Data ?? "");
            if (line.Data is null || line.Data.Contains(ReadySign, StringComparison.Ordinal)) SetIfStillAwaited(ready);
        };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var signed = ready.Wait(Patience);
        lock (said)
        {
            if (signed && said.Exists(line => line.Contains(ReadySign, StringComparison.Ordinal))) return process;
        }

        process.Kill(entireProcessTree: true);
        process.Dispose();
        lock (said) throw new InvalidOperationException($"PostgreSQL did not start. It said: {string.Join('\n', said)}");
    }

    private static void SetIfStillAwaited(ManualResetEventSlim ready)
    {
        try
        {
            ready.Set();
        }
        catch (ObjectDisposedException)
        {
            // The server's last words come long after anybody waited for the first.
        }
    }

    private static void Run(string program, IEnumerable<string> arguments) =>
        Run(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });

    private static void Run(ProcessStartInfo command)
    {
        using var process = Process.Start(command) ?? throw new InvalidOperationException($"{command.FileName} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command.FileName} failed: {errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
