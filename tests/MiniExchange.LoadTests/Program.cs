using System;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests;

/// <summary>
/// Load on a running exchange, or on one of its own that is killed. 0: measured, whatever the figures say; of a soak, that it has passed.
/// 1: not to be measured, and why in a line; of a soak, that it has not passed.
/// </summary>
public static class Program
{
    /// <summary>
    /// What this program sets for itself. Answers are handled on the one thread that polls the sockets, instead of being handed to a
    /// pool: that was most of the cost of a request.
    /// </summary>
    internal static readonly string[] OwnSettings = ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"];

    public static Task<int> Main(string[] arguments)
    {
        // It must be said before the first socket.
        foreach (var name in OwnSettings) Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? "1");
        return LoadCommand.Create().Parse(arguments).InvokeAsync();
    }
}
