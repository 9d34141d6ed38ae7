using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>Measures what it costs to tell many subscribers of one busy book, and prints the figures as JSON.</summary>
public static class StreamBenchmark
{
    // What a process has open besides its connections.
    private const int OtherFiles = 200;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    /// <returns>0 if it was measured, 1 if it could not be.</returns>
    public static async Task<int> RunAsync(StreamLoad load, TextWriter output, TextWriter errors)
    {
        if (FileDescriptors.Max() is { } max && max < load.Subscribers + OtherFiles)
        {
            errors.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{load.Subscribers} subscribers need {load.Subscribers + OtherFiles} file descriptors in each process, and {max} are allowed: raise the hard limit (ulimit -Hn)."));
            return 1;
        }

        await using var server = await StreamServer.StartAsync();
        using var listeners = Start(server.Address, load.Subscribers);
        await ExpectAsync(listeners, "ready");

        await RunMarketAsync(server, load.ChangesPerSecond, WarmUp);
        await listeners.StandardInput.WriteLineAsync("begin");
        await ExpectAsync(listeners, "begun");
        GC.Collect();

        var (changesBefore, before) = (server.Market.Changes, ProcessCost.SoFar());
        await RunMarketAsync(server, load.ChangesPerSecond, TimeSpan.FromSeconds(load.Seconds));
        var (elapsed, cpu, allocated) = ProcessCost.Since(before);
        var slowReaders = load.Subscribers - server.Connections.Count;

        await listeners.StandardInput.WriteLineAsync("end");
        var told = JsonSerializer.Deserialize<StreamListeners.Told>(await ReadAsync(listeners))!;
        if (told.Delivered == 0)
        {
            errors.WriteLine("Nothing was delivered.");
            return 1;
        }

        var figures = new Figures(
            load.Subscribers,
            Math.Round(elapsed.TotalSeconds, 2),
            server.Market.Changes - changesBefore,
            told.Delivered,
            Math.Round(told.Delivered / elapsed.TotalSeconds),
            Math.Round(cpu.TotalMicroseconds / told.Delivered, 2),
            Math.Round((double)allocated / told.Delivered, 1),
            told.P50Ms,
            told.P99Ms,
            slowReaders);
        output.WriteFigures(figures);
        await listeners.WaitForExitAsync();
        return 0;
    }

    // Ends when all that it led to has been written to the sockets, so that its whole cost is seen.
    private static async Task RunMarketAsync(StreamServer server, int changesPerSecond, TimeSpan time)
    {
        using var over = new CancellationTokenSource(time);
        await server.Market.RunAsync(changesPerSecond, over.Token);
        do await Task.Delay(TimeSpan.FromMilliseconds(150));
        while (server.Connections.WaitingBytes > 0);
    }

    private static Process Start(Uri server, int subscribers)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            typeof(StreamBenchmark).Assembly.Location, StreamListeners.Name, server.ToString(),
            subscribers.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task ExpectAsync(Process listeners, string line)
    {
        var said = await ReadAsync(listeners);
        if (said != line) throw new InvalidDataException($"The listeners said \"{said}\" instead of \"{line}\".");
    }

    private static async Task<string> ReadAsync(Process listeners) =>
        await listeners.StandardOutput.ReadLineAsync() ?? throw new InvalidDataException("The listeners ended before they were asked to.");

    /// <param name="Subscribers">Connections, one stream each: bookTicker, trade and depth@100ms in turn.</param>
    /// <param name="Seconds">From the first change until the last message was written.</param>
    /// <param name="Changes">Turns of the book.</param>
    /// <param name="Delivered">Messages that subscribers received.</param>
    /// <param name="DeliveredPerSecond">The same per second.</param>
    /// <param name="CpuMicrosPerMessage">Processor time of the server's process, kernel included, per message.</param>
    /// <param name="BytesAllocatedPerMessage">Managed memory allocated in the server's process, per message.</param>
    /// <param name="LatencyP50Ms">From the change until a subscriber had read its message, of bookTicker and trade.</param>
    /// <param name="LatencyP99Ms">The same for 99 of 100.</param>
    /// <param name="SlowReaders">Subscribers that the server sent away.</param>
    private sealed record Figures(
        int Subscribers,
        double Seconds,
        long Changes,
        long Delivered,
        double DeliveredPerSecond,
        double CpuMicrosPerMessage,
        double BytesAllocatedPerMessage,
        double? LatencyP50Ms,
        double? LatencyP99Ms,
        int SlowReaders);
}
