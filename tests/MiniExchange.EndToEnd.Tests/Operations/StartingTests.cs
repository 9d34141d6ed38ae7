using System;
using System.IO;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>A host that cannot work ends at once, says why in a line, and exits with an error.</summary>
public sealed class StartingTests
{
    [Fact]
    public async Task SecondHost_OnTheSameDataDirectory_IsRefusedAndToldWhoHoldsIt()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var log = new HostLog();
        using var second = HostProcess.Start(
            [$"--urls=http://127.0.0.1:{HostProcess.FreePort()}", $"--DataDirectory={exchange.DataDirectory}"], log);

        Assert.NotEqual(0, await second.EndAsync());

        Assert.Contains(log.Lines, line =>
            line.Contains("journal.db", StringComparison.Ordinal) && line.Contains($"process {exchange.ProcessId}", StringComparison.Ordinal));
        await exchange.WaitUntilReadyAsync();
    }

    [Theory]
    [InlineData("exchange.db", "exchange.db is new and empty, but the journal ")]
    [InlineData("journal.db", "journal.db is new and empty, but the relational store ")]
    public async Task Host_WhenOneOfItsFilesIsLost_SaysWhichAndExitsWithAnError(string lost, string says)
    {
        await using var exchange = await RunningExchange.StartAsync();
        await exchange.BackOffice.AddTraderAsync(("BTC", 1m));
        await exchange.StopAsync();
        Delete(exchange, lost);

        await IsRefusedAsync(exchange, says);

        // Nor does it become sound by trying again, or by the seeding command.
        await IsRefusedAsync(exchange, says);
        Assert.Equal(1, await exchange.RunCommandAsync("seed", "--users", "1", "--keys", Path.Combine(exchange.DataDirectory, "keys.json")));
    }

    [Fact]
    public async Task Host_WhenAFileIsAnotherExchanges_NamesBothAndExitsWithAnError()
    {
        await using var exchange = await RunningExchange.StartAsync();
        await using var other = await RunningExchange.StartAsync();
        await exchange.StopAsync();
        await other.StopAsync();
        Delete(exchange, "exchange.db");
        foreach (var file in Directory.GetFiles(other.DataDirectory, "exchange.db*"))
        {
            File.Copy(file, Path.Combine(exchange.DataDirectory, Path.GetFileName(file)));
        }

        await IsRefusedAsync(exchange, "exchange.db is of exchange ");

        await other.StartAgainAsync();
    }

    [Fact]
    public async Task Host_WhenItsJournalIsAnOlderCopy_SaysThatItIsBehindAndExitsWithAnError()
    {
        await using var exchange = await RunningExchange.StartAsync();
        await exchange.StopAsync();
        var copy = Directory.CreateDirectory(Path.Combine(exchange.DataDirectory, "copy"));
        foreach (var file in Directory.GetFiles(exchange.DataDirectory, "journal.db*")) File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        await exchange.StartAgainAsync();
        var alice = await exchange.BackOffice.AddTraderAsync(("BTC", 1m));
        await Eventually.FindAsync(
            "the rows to show the credit",
            async () => (await exchange.BackOffice.ReconciliationAsync()).ContainsKey("BTC") ? alice : null,
            exchange.Log.Tail);
        await exchange.StopAsync();
        Delete(exchange, "journal.db");
        foreach (var file in copy.GetFiles()) file.CopyTo(Path.Combine(exchange.DataDirectory, file.Name), overwrite: true);

        await IsRefusedAsync(exchange, "the journal ends at ");
    }

    [Theory]
    [InlineData("Storage:Provider", "--Storage:Provider=Oracle")]
    [InlineData("Storage:ConnectionString must be given", "--Storage:Provider=PostgreSQL")]
    [InlineData("--standby (Storage:Standby) needs Storage:Provider PostgreSQL", "--standby")]
    [InlineData("--standby (Storage:Standby) needs Storage:Provider PostgreSQL", "--Storage:Standby=true")]
    [InlineData("Admin:Password must have at least 8 characters", "--Admin:Password=short")]
    [InlineData("BTCUSDT", "--Markets:0:Base=BTC", "--Markets:0:Quote=USDT", "--Markets:0:TickSize=0.000000001")]
    [InlineData("BTCUSDT: is configured 2 times", "--Markets:0:Base=BTC", "--Markets:0:Quote=USDT", "--Markets:1:Base=BTC", "--Markets:1:Quote=USDT")]
    [InlineData("Api:MaxBodyBytes must be between 1024 and 16777216.", "--Api:MaxBodyBytes=1")]
    [InlineData("Api:TrustedProxies must be IP addresses.", "--Api:TrustedProxies:0=my-proxy")]
    [InlineData("Storage:MaxJournalBytes must be at least 65536.", "--Storage:MaxJournalBytes=65535")]
    [InlineData("Storage:DeadPeerMs must be between 1000 and 600000.", "--Storage:DeadPeerMs=0")]
    [InlineData("Engine must be Embedded or AkkaCluster.", "--Engine=Orleans")]
    [InlineData("Cluster:PetabridgeCmd:Port must be between 0 and 65535.", "--Cluster:PetabridgeCmd:Port=-1")]
    [InlineData("Cluster:PetabridgeCmd:Port needs Engine=AkkaCluster", "--Cluster:PetabridgeCmd:Port=9110")]
    [InlineData("Engine:Partitions must be between 1 and 1024.", "--Engine:Partitions=0")]
    [InlineData("Engine:Partitions must be between 1 and 1024.", "--Engine=Embedded", "--Engine:Partitions=0")]
    [InlineData("Engine:MaxRecordBytes must be between 1024 and 1048576.", "--Engine:MaxRecordBytes=1048577")]
    [InlineData("Engine:Cells:RepeatAfterMs must be between 1 and 600000.", "--Engine:Cells:RepeatAfterMs=0")]
    [InlineData("ReadSide:BatchSize must be between 1 and 1000000.", "--ReadSide:BatchSize=0")]
    [InlineData("Requests:AskTimeoutMs must be between 1 and 600000.", "--Requests:AskTimeoutMs=-5")]
    public Task Host_WhenASettingMakesNoSense_SaysWhichAndExitsWithAnError(string says, params string[] settings) =>
        IsRefusedAtOnceAsync(says, settings);

    // Which builds have what depends on the packages that could be had.
    [Fact]
    public Task Cluster_WhereItCannotRun_SaysWhatToDo() => IsRefusedAtOnceAsync(
        BuiltWith.WithAkka
            ? "Engine=AkkaCluster needs a journal that nodes can share: Storage:Provider=PostgreSQL."
            : "Engine=AkkaCluster needs Akka.NET, and this program was built without it.",
        "--Engine=AkkaCluster");

    [Fact]
    public Task Node_ThatIsToStandBy_IsToldThatItNeedNot() => NodeIsRefusedAtOnceAsync("--standby (Storage:Standby) needs Engine=Embedded", "--standby");

    [Fact]
    public Task OperatorPort_WhereItCannotBeOpened_SaysWhatToDo() => NodeIsRefusedAtOnceAsync(
        BuiltWith.WithPetabridgeCmd
            ? "Cluster:PetabridgeCmd:Host must not be empty."
            : "Cluster:PetabridgeCmd:Port needs Petabridge.Cmd, and this program was built without it.",
        "--Cluster:PetabridgeCmd:Port=9110",
        BuiltWith.WithPetabridgeCmd ? "--Cluster:PetabridgeCmd:Host=" : "--Cluster:PetabridgeCmd:Host=127.0.0.1");

    [Fact]
    public async Task Host_WhenItsDatabaseIsNotThere_SaysSoAndExitsWithAnErrorWithoutItsPassword()
    {
        var directory = Directory.CreateTempSubdirectory("miniexchange-e2e-");
        try
        {
            var log = new HostLog();
            var nowhere = $"Host=127.0.0.1;Port={HostProcess.FreePort()};Username=nobody;Password=never-shown-7;Database=none";
            using var host = HostProcess.Start(
                [
                    $"--urls=http://127.0.0.1:{HostProcess.FreePort()}", $"--DataDirectory={directory.FullName}",
                    "--Storage:Provider=PostgreSQL", $"--Storage:ConnectionString={nowhere}",
                ],
                log);

            Assert.NotEqual(0, await host.EndAsync());

            Assert.Contains(log.Lines, line => line.Contains("The exchange cannot start", StringComparison.Ordinal));
            Assert.DoesNotContain("never-shown-7", log.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task IsRefusedAtOnceAsync(string says, params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("miniexchange-e2e-");
        try
        {
            var log = new HostLog();
            using var host = HostProcess.Start(
                [$"--urls=http://127.0.0.1:{HostProcess.FreePort()}", $"--DataDirectory={directory.FullName}", .. settings], log);

            Assert.NotEqual(0, await host.EndAsync());

            Assert.Contains(log.Lines, line => line.Contains(says, StringComparison.Ordinal));
            Assert.DoesNotContain(log.Lines, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
            Assert.False(File.Exists(Path.Combine(directory.FullName, "journal.db")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    // Of a database that nobody gets to ask. A program without Akka.NET has nothing else to say about a node.
    private static Task NodeIsRefusedAtOnceAsync(string says, params string[] settings) => IsRefusedAtOnceAsync(
        BuiltWith.WithAkka ? says : "Engine=AkkaCluster needs Akka.NET, and this program was built without it.",
        ["--Engine=AkkaCluster", "--Storage:Provider=PostgreSQL", "--Storage:ConnectionString=Host=127.0.0.1", .. settings]);

    private static async Task IsRefusedAsync(RunningExchange exchange, string says)
    {
        var log = new HostLog();
        using var host = HostProcess.Start(
            [$"--urls=http://127.0.0.1:{HostProcess.FreePort()}", $"--DataDirectory={exchange.DataDirectory}"], log);

        Assert.Equal(1, await host.EndAsync());

        Assert.Contains(log.Lines, line =>
            line.Contains("The exchange cannot start", StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal));
    }

    // With what SQLite keeps beside it.
    private static void Delete(RunningExchange exchange, string name)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(Path.Combine(exchange.DataDirectory, name + suffix));
    }
}
