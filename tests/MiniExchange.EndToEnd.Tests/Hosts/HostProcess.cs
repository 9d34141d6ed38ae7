using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace MiniExchange.EndToEnd.Tests.Hosts;

/// <summary>One run of the built host, as a process of its own.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly HostLog _log;

    private HostProcess(Process process, HostLog log)
    {
        _process = process;
        _log = log;
        AppDomain.CurrentDomain.ProcessExit += KillLeftOver;
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the host.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="log">Takes what it says.</param>
    /// <param name="within">A command that runs another in its own process, such as one that enters a network namespace.</param>
    public static HostProcess Start(IEnumerable<string> arguments, HostLog log, params string[] within) =>
        StartCommand([.. within, "dotnet", BuiltWith.HostProgram, .. arguments], log);

    /// <summary>Starts the host by a whole command.</summary>
    /// <param name="command">A program and its arguments.</param>
    /// <param name="log">Takes what it says.</param>
    /// <param name="directory">Where it runs; null: where the tests do.</param>
    public static HostProcess StartCommand(string[] command, HostLog log, string? directory = null)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..])
            {
                WorkingDirectory = directory ?? "",
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new HostProcess(process, log);
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the process has ended by itself; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
            return _process.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Eventually.Patience.TotalSeconds} s for the host to end. {_log.Tail()}");
        }
    }

    /// <summary>Asks it to stop (SIGTERM) and waits; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>Takes the processor away from it (SIGSTOP): it does nothing more, and nobody is told.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on where it was.</summary>
    public Task GoOnAsync() => SignalAsync("CONT");

    /// <summary>Ends it without a warning (SIGKILL). What it wrote is kept by the system, unlike in a power cut.</summary>
    public async Task KillHardAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillLeftOver;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(Eventually.Patience);
    }

    private void KillLeftOver(object? sender, EventArgs e) => _process.Kill();
}
