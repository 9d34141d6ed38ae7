using System;
using System.Globalization;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>The seed of a crash test: what bots do and when the exchange is killed. Which requests are then under way is chance.</summary>
internal static class CrashSeed
{
    private const string Variable = "MINIEXCHANGE_CRASH_SEED";

    /// <summary>The seed that the environment names, for longer hunts, or the one that always runs.</summary>
    public static int Or(int usual) =>
        Environment.GetEnvironmentVariable(Variable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : usual;
}
