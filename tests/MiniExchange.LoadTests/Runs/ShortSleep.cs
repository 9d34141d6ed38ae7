using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace MiniExchange.LoadTests.Runs;

/// <summary>Waits for less than a millisecond where the system can: at 20,000 requests a second one is due every 50 microseconds.</summary>
internal static class ShortSleep
{
    /// <summary>Waits at least so long.</summary>
    public static void Wait(int micros)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(Math.Max(1, micros / 1_000));
            return;
        }

        var wanted = new TimeSpec(micros / 1_000_000, micros % 1_000_000 * 1_000);

        // A signal may end it early: whoever waits looks at the clock anyway.
        _ = NanoSleep(in wanted, nint.Zero);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec wanted, nint left);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
