using System.IO;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Load;

/// <summary>A running exchange with funded accounts whose keys are in a file.</summary>
public sealed class SeededExchange : IAsyncLifetime
{
    internal RunningExchange Exchange { get; private set; } = null!;

    internal string KeyFile => Path.Combine(Exchange.DataDirectory, "keys.json");

    public async Task InitializeAsync()
    {
        Exchange = RunningExchange.NotStarted("--Api:LimitsEnabled=false");
        Assert.Equal(0, await Exchange.RunCommandAsync("seed", "--users", "20", "--keys", KeyFile));
        await Exchange.StartAgainAsync();
    }

    public async Task DisposeAsync() => await Exchange.DisposeAsync();
}
