using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests.Soak;

/// <summary>One process of the host's program, whose output goes to a file.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly TextWriter _log;

    private HostProcess(Process process, TextWriter log)
    {
        (_process, _log) = (process, log);
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillLeftOver;
    }

    /// <summary>Whether it has ended, for whatever reason.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Resident memory now; 0 if it has ended.</summary>
    public double MemoryMb
    {
        get
        {
            try
            {
                if (OperatingSystem.IsLinux()) return ResidentMb(File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status")));
                _process.Refresh();
                return _process.HasExited ? 0 : Mb(_process.WorkingSet64);
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="program">Path of the host's program.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="adminPassword">The administrator's password.</param>
    /// <param name="log">The file that takes what it says.</param>
    /// <exception cref="LoadFailedException">It cannot be started.</exception>
    public static HostProcess Start(string program, IEnumerable<string> arguments, string adminPassword, string log)
    {
        var isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : program, isAssembly ? [program, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Not on a command line, where everybody on the machine could read it.
        start.Environment["Admin__Password"] = adminPassword;

        // These are this program's own, and would change how the host handles its sockets.
        foreach (var name in Program.OwnSettings) start.Environment.Remove(name);
        try
        {
            var writer = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
            return new HostProcess(Process.Start(start)!, writer);
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new LoadFailedException($"{start.FileName} cannot be started: {problem.Message}");
        }
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until it has ended by itself; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Ends it without a warning (SIGKILL). What it wrote is kept by the system, unlike in a power cut.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillLeftOver;
        if (!_process.HasExited) _process.Kill();

        // Without a limit it also waits until all of its output was read.
        _process.WaitForExit();
        _log.Dispose();
        _process.Dispose();
    }

    /// <summary>Resident memory by the lines of a process's status file; 0 if they do not tell.</summary>
    public static double ResidentMb(IEnumerable<string> status)
    {
        var line = status.FirstOrDefault(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kilobytes = line?.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return long.TryParse(kilobytes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Mb(number * 1_024) : 0;
    }

    private static double Mb(long bytes) => Math.Round(bytes / (1_024.0 * 1_024.0), 1);

    private void Log(string? line)
    {
        if (line is not null) _log.WriteLine(line);
    }

    private void KillLeftOver(object? sender, EventArgs e) => _process.Kill();
}
