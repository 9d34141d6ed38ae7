using System.CommandLine;

namespace MiniExchange.Benchmarks.Stores;

/// <summary><c>--store</c>, alike wherever a benchmark can run on either.</summary>
internal static class StoreOption
{
    public static Option<StoreKind> Create() =>
        new("--store") { Description = "sqlite, or postgres: a server of its own, where its programs are installed." };
}
