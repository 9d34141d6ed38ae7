using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Api.BackOffice;
using MiniExchange.Api.Keys;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Transfers;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Host.Composition;

namespace MiniExchange.Host.Seeding;

/// <summary><c>seed --users N</c>: adds funded users with keys in bulk and writes a key file, for load tests. The exchange must not be running.</summary>
internal static class SeedCommand
{
    private const int CreditsAtOnce = 256;

    public static Command Create()
    {
        var users = new Option<int>("--users") { Description = "How many users to add.", Required = true };
        users.Validators.Add(result =>
        {
            // Asked for its value, a result that is no number throws.
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
            var isCount = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
            if (!isCount || count is < 1 or > 1_000_000) result.AddError("--users must be 1 to 1000000.");
        });
        var amount = new Option<string>("--amount")
        {
            Description = "What each user gets of every asset, in whole units of it.",
            DefaultValueFactory = _ => "1000",
        };
        var keys = new Option<string>("--keys") { Description = "The key file to write.", DefaultValueFactory = _ => "keys.json" };
        var command = new Command("seed", "Add funded users with API keys and write a key file, for load tests.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.Options.Add(users);
        command.Options.Add(amount);
        command.Options.Add(keys);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            [.. parsed.UnmatchedTokens],
            parsed.GetValue(users),
            parsed.GetValue(amount)!,
            parsed.GetValue(keys)!,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] configuration, int count, string amount, string keyFile, CancellationToken cancellationToken)
    {
        // Its exchange must not be running, and it does not wait until that has ended.
        await using var app = Program.Build([.. configuration, $"--{StorageOptions.StandbySetting}=false"], static _ => { });
        if (app is null) return 1;

        var engine = app.Services.GetRequiredService<IHostedEngine>();
        try
        {
            await app.Services.GetRequiredService<ExchangeStartup>().RunAsync(cancellationToken);
            var amounts = Amounts(app.Services, amount);
            var seeded = await AddUsersAsync(app.Services, count, cancellationToken);

            // Before any money moves: keys that are nowhere else must not be lost with a credit that fails.
            await WriteKeysAsync(keyFile, seeded, cancellationToken);
            await Console.Out.WriteLineAsync($"{count} users added; their keys are in {Path.GetFullPath(keyFile)}.");
            await CreditAsync(app.Services, seeded, amounts, cancellationToken);
            return 0;
        }
        catch (Exception problem) when (
            problem is SeedFailedException or IOException or UnauthorizedAccessException || StartProblems.Include(problem))
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<SeededUser>> AddUsersAsync(
        IServiceProvider services, int count, CancellationToken cancellationToken)
    {
        var issuer = services.GetRequiredService<ApiKeyIssuer>();
        var time = services.GetRequiredService<TimeProvider>();

        // Names carry the time, so that a second run adds others. Nobody knows the password: these users only have keys.
        var run = time.GetUnixMicros().ToString(CultureInfo.InvariantCulture);
        var hash = services.GetRequiredService<Passwords>().Hash(Guid.NewGuid().ToString());
        var issued = new IssuedApiKey[count];
        var users = new (NewUser User, NewApiKey Key)[count];
        for (var i = 0; i < count; i++)
        {
            issued[i] = issuer.Issue("seed", ApiPermissions.UserData | ApiPermissions.Trade);
            var name = $"seed-{run}-{i + 1}";
            users[i] = (new NewUser(name, $"{name}@localhost", hash, IsAdmin: false, time.GetUnixMicros()), issued[i].Key);
        }

        var ids = await services.GetRequiredService<IUsers>().AddManyAsync(users, cancellationToken);
        return [.. ids.Select((id, i) => new SeededUser(id.Value, users[i].User.Username, issued[i].Key.Key, issued[i].Secret))];
    }

    private static async Task CreditAsync(
        IServiceProvider services, IReadOnlyList<SeededUser> users, (Asset Asset, AssetUnits Units)[] amounts, CancellationToken cancellationToken)
    {
        var exchange = services.GetRequiredService<ExchangeClient>();
        var done = 0;
        foreach (var group in users.Chunk(CreditsAtOnce))
        {
            await Task.WhenAll(group.SelectMany(user => amounts.Select(async credit =>
            {
                var deposit = new Deposit(new AccountId(user.UserId), credit.Asset.Id, credit.Units, $"seed-{credit.Asset.Code}");
                var outcome = await exchange.DepositAsync(deposit, cancellationToken);
                if (outcome is not Completed<DepositState>) throw new SeedFailedException($"User {user.UserId} could not be credited: {outcome}.");
            })));
            done += group.Length;
            await Console.Out.WriteLineAsync($"{done} of {users.Count} users funded with {amounts.Length} assets each.");
        }
    }

    private static (Asset Asset, AssetUnits Units)[] Amounts(IServiceProvider services, string amount) =>
        [.. services.GetRequiredService<MarketDirectory>().Catalog.Assets.Select(asset => (asset, Read(asset, amount)))];

    private static AssetUnits Read(Asset asset, string amount) =>
        DecimalText.Read(amount, asset.Scale, out var units) == DecimalReading.Exact && units > 0
            ? new AssetUnits(units)
            : throw new SeedFailedException($"--amount {amount} is not a positive amount of {asset.Code} with at most {asset.Scale} decimals.");

    private static async Task WriteKeysAsync(string path, IReadOnlyList<SeededUser> users, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(file, users, JsonSerializerOptions.Web, cancellationToken);
    }

    private sealed record SeededUser(long UserId, string Username, string ApiKey, string SecretKey)
    {
        // A record would print the secret.
        public override string ToString() => Username;
    }

    private sealed class SeedFailedException(string message) : Exception(message);
}
