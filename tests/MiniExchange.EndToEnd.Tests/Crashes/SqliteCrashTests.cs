using Xunit.Abstractions;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>The crash kit on the default store.</summary>
public sealed class SqliteCrashTests(ITestOutputHelper output) : CrashKit(output)
{
    protected override string[] NewStore() => [];
}
