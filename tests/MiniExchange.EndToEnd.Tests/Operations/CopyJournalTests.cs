using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary><c>copy-journal</c>: the same exchange on another store, with its users, keys and open orders.</summary>
[Collection(PostgresStore.Name)]
public sealed class CopyJournalTests(PrivatePostgres postgres)
{
    [PostgresFact]
    public async Task Exchange_GoesToPostgreSqlAndBack_AndItsUsersTradeOnWithTheirKeys()
    {
        await using var first = await RunningExchange.StartAsync();
        var alice = await first.BackOffice.AddTraderAsync(("BTC", 1m));
        var bob = await first.BackOffice.AddTraderAsync(("USDT", 100_000m));
        await SellAsync(alice, "0.5");
        await BuyAsync(bob, "0.1");
        var open = Assert.Single(await alice.OpenOrdersAsync());
        await first.StopAsync();

        // Interrupted before anything is copied: the keys that encrypt secrets are not where they should be.
        var database = postgres.CreateDatabase();
        var variable = $"MINIEXCHANGE_COPY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, database);
        await using var second = RunningExchange.NotStarted(PostgresStore.Settings(database));
        var (keys, hidden) = (Path.Combine(first.DataDirectory, "keys"), Path.Combine(first.DataDirectory, "hidden"));
        string[] copy = ["copy-journal", "--from", first.DataDirectory, "--to", $"postgres-env:{variable}", "--to-data", second.DataDirectory];
        Directory.Move(keys, hidden);
        Assert.Equal(1, await first.RunCommandAsync(copy));
        Says(first, $"There are no keys in {keys}");
        await Assert.ThrowsAsync<InvalidOperationException>(second.StartAgainAsync);
        Says(second, "The exchange cannot start: The journal in database");
        Says(second, "is an unfinished copy of exchange ");

        Directory.Move(hidden, keys);
        Assert.Equal(0, await first.RunCommandAsync(copy));
        Says(first, "The copy was finished: exchange ");
        Says(first, "accounts rebuilt; state hash ");
        Assert.Equal(0, await first.RunCommandAsync([.. copy, "--verify-only"]));
        Says(first, "Equal: the data directory ");

        await second.StartAgainAsync();
        (alice, bob) = (alice with { Http = second.Http }, bob with { Http = second.Http });
        Assert.Equal(open.Number("orderId"), Assert.Single(await alice.OpenOrdersAsync()).Number("orderId"));
        Assert.Equal(0.1m * 0.999m, (await bob.BalancesAsync())["BTC"].Free);
        await BuyAsync(bob, "0.2");
        await HasFillsAsync(second, bob, 2);
        await second.StopAsync();

        await using var third = RunningExchange.NotStarted();
        Assert.Equal(0, await second.RunCommandAsync(
            "copy-journal", "--from", $"postgres-env:{variable}", "--to", $"sqlite:{third.DataDirectory}", "--from-data", second.DataDirectory));
        Says(second, "Copied: exchange ");
        await third.StartAgainAsync();
        (alice, bob) = (alice with { Http = third.Http }, bob with { Http = third.Http });
        await BuyAsync(bob, "0.2");
        Assert.Empty(await alice.OpenOrdersAsync());
        Assert.Equal(0.5m * 0.999m, (await bob.BalancesAsync())["BTC"].Free);
        await HasFillsAsync(third, bob, 3);

        // Users who come now get numbers of their own.
        await third.BackOffice.SignInAsync("admin", RunningExchange.AdminPassword);
        Assert.True((await third.BackOffice.AddTraderAsync(("BTC", 1m))).UserId > bob.UserId);
    }

    [Theory]
    [InlineData("'oracle:' is no kind of store", "oracle:somewhere", "x")]
    [InlineData("'postgresql:' is no kind of store", "postgresql://user:never-shown-7@localhost/x", "x")]
    [InlineData("needs postgres: before it", "Host=127.0.0.1;Password=never-shown-7", "x")]
    [InlineData("The connection string cannot be read", "postgres:Nonsense=never-shown-7", "x")]
    [InlineData("MINIEXCHANGE_NOT_SET is not set", "postgres-env:MINIEXCHANGE_NOT_SET", "x")]
    [InlineData("cannot be opened", "postgres:Host=127.0.0.1;Port=1;Username=nobody;Password=never-shown-7;Database=none", "x")]
    [InlineData("journal.db is missing", "nowhere", "x")]
    [InlineData("cannot be copied onto itself", "x", "sqlite:x")]
    public async Task Copy_WhenItCannotWork_SaysWhyInALineWithoutPasswords(string says, string from, string to)
    {
        await using var exchange = RunningExchange.NotStarted();
        string In(string place) => place is "x" or "nowhere" ? Path.Combine(exchange.DataDirectory, place)
            : place.Replace("sqlite:x", $"sqlite:{Path.Combine(exchange.DataDirectory, "x")}", StringComparison.Ordinal);

        Assert.Equal(1, await exchange.RunCommandAsync("copy-journal", "--from", In(from), "--to", In(to)));

        Says(exchange, says);
        Assert.DoesNotContain(exchange.Log.Lines, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        Assert.DoesNotContain("never-shown-7", exchange.Log.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(exchange.DataDirectory));
    }

    [Fact]
    public async Task Copy_WhileTheExchangeRuns_IsRefusedAndToldWhoHoldsIt()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var target = Path.Combine(exchange.DataDirectory, "target");

        Assert.Equal(1, await exchange.RunCommandAsync(
            "copy-journal", "--from", exchange.DataDirectory, "--to", target, "--Storage:LockWaitMs=0"));

        Says(exchange, $"is held by process {exchange.ProcessId}");
        Assert.False(Directory.Exists(target));
        await exchange.WaitUntilReadyAsync();
    }

    private static async Task SellAsync(Trader trader, string quantity) => await PlaceAsync(trader, "SELL", "GTC", quantity);

    private static async Task BuyAsync(Trader trader, string quantity) =>
        Assert.Equal("FILLED", (await PlaceAsync(trader, "BUY", "IOC", quantity)).Text("status"));

    private static async Task<JsonElement> PlaceAsync(Trader trader, string side, string timeInForce, string quantity)
    {
        var answer = await trader.PlaceAsync($"symbol=BTCUSDT&side={side}&type=LIMIT&timeInForce={timeInForce}&quantity={quantity}&price=50000");
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
        return answer.Body;
    }

    // The first start makes history from the journal.
    private static async Task HasFillsAsync(RunningExchange exchange, Trader trader, int fills) => await Eventually.FindAsync(
        $"{fills} fills",
        async () => await trader.FillsAsync("BTCUSDT") is var found && found.Count == fills ? found : null,
        exchange.Log.Tail);

    private static void Says(RunningExchange exchange, string text) =>
        Assert.True(exchange.Log.Lines.Any(line => line.Contains(text, StringComparison.Ordinal)), $"Nobody said '{text}'. {exchange.Log.Tail()}");
}
