using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>The README's own text, run as a newcomer would.</summary>
public sealed class ReadmeTests
{
    [ShellFact]
    public async Task FirstTrade_PastedIntoAShell_Trades()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var script = FirstTrade().Replace("X=http://127.0.0.1:5080", $"X={exchange.Address.GetLeftPart(UriPartial.Authority)}", StringComparison.Ordinal);
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = exchange.DataDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ADMIN_PASSWORD"] = RunningExchange.AdminPassword },
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.True(shell.ExitCode == 0, $"{said}\n{await errors}");
        Assert.Contains("\"status\": \"FILLED\"", said, StringComparison.Ordinal);
        await Eventually.FindAsync(
            "the rows to show what was paid in, and the fee of the trade",
            async () => await exchange.BackOffice.ReconciliationAsync() is var money
                && (money["BTC"].Amount("credited"), money["BTC"].Amount("fees")) == (2m, 0.0002m) ? money : null,
            exchange.Log.Tail);
        var ask = Assert.Single((await exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT")).GetProperty("asks").EnumerateArray());
        Assert.Equal("0.3", ask[1].GetString()!.TrimEnd('0'));
    }

    /// <summary>What the README tells users to write is, line by line, what all other tests make their clients with.</summary>
    [Theory]
    [InlineData("ccxt", "ccxt")]
    [InlineData("@binance/connector", "connector")]
    [InlineData("@binance/spot", "spot")]
    [InlineData("binance-api-node", "binance-api-node")]
    [InlineData("node-binance-api", "node-binance-api")]
    public void ClientSetup_IsTheOneThatIsTested(string package, string adapter)
    {
        var source = File.ReadAllLines(Path.Combine(BuiltWith.NodeClients, "adapters", $"{adapter}.js")).Select(line => line.Trim()).ToHashSet();
        var text = File.ReadAllText(BuiltWith.Readme);
        var start = text.IndexOf($"from '{package}';", StringComparison.Ordinal);
        start = text.LastIndexOf("```js", start, StringComparison.Ordinal) + "```js".Length;
        var told = text[start..text.IndexOf("```", start, StringComparison.Ordinal)].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        Assert.True(told.Length >= 3, $"The README hardly says anything about {package}.");
        Assert.All(told, line => Assert.Contains(line, source));
    }

    // The first shell block under the heading.
    private static string FirstTrade()
    {
        var text = File.ReadAllText(BuiltWith.Readme);
        var heading = text.IndexOf("## A first trade", StringComparison.Ordinal);
        var start = text.IndexOf("```sh", heading, StringComparison.Ordinal) + "```sh".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
