using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>Settings of a node that contradict each other are refused before anything is opened.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("--Storage:DeadPeerMs=4999", "Configuration: Storage:DeadPeerMs must be at least 5000 with Engine=AkkaCluster")]
    [InlineData("--Cluster:LeaveNoticeMs=25000", "Configuration: Cluster:LeaveNoticeMs and Cluster:DrainMs together must be less")]
    [InlineData("--Cluster:MembershipProofMs=1501", "Configuration: Cluster:MembershipProofMs must be at least 2000 ms less than Cluster:StableAfterMs")]
    [InlineData("--Cluster:Roles:0=banana", "Configuration: Cluster:Roles may be trading and api")]
    [InlineData("--Cluster:SeedNodes:0=nonsense", "Configuration: Cluster:SeedNodes must be addresses such as 127.0.0.1:4053.")]
    public async Task Node_WithSettingsThatContradictEachOther_SaysWhichAndEnds(string setting, string says)
    {
        var log = new HostLog();
        using var host = HostProcess.Start(
            ["--Engine=AkkaCluster", "--Storage:Provider=PostgreSQL", "--Storage:ConnectionString=Host=127.0.0.1;Port=1", setting], log);

        Assert.Equal(1, await host.EndAsync());

        Assert.Contains(log.Lines, line => line.StartsWith(says, StringComparison.Ordinal));
    }
}
