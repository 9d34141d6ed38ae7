using System;
using System.CommandLine;
using System.Linq;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests;

/// <summary>The options that say what is asked of whom.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> _scenario = new("--scenario")
    {
        Description = "place-cancel: orders far from the market, canceled at once. trade: one account offers, another takes. "
            + "market-data: WebSocket subscribers, and trades to hear of. mixed: 70 % place-cancel, 20 % trade, 10 % reads, with some subscribers.",
    };

    private readonly Option<string[]> _url = new("--url")
    {
        Description = "The exchange; several front ends may be given.",
        DefaultValueFactory = static _ => ["http://127.0.0.1:5080"],
    };

    private readonly Option<string> _keys = new("--keys")
    {
        Description = "The key file that the host's command 'seed' wrote.",
        DefaultValueFactory = static _ => "keys.json",
    };

    private readonly Option<string[]> _symbol = new("--symbol")
    {
        Description = "The pair to trade; several may be given.",
        DefaultValueFactory = static _ => ["BTCUSDT"],
    };

    private readonly Option<decimal?> _price = new("--price") { Description = "What trades are made at; by the market, unless given." };

    /// <param name="scenario">The scenario unless one is given.</param>
    public TargetOptions(string scenario = "place-cancel")
    {
        _scenario.DefaultValueFactory = _ => scenario;
        _scenario.AcceptOnlyFromAmong([.. ScenarioMix.All.Select(static mix => mix.Name)]);
        _url.Validators.Add(static result =>
        {
            foreach (var given in result.Tokens.Where(static given => ServerOf(given.Value) is null)) result.AddError($"--url {given.Value} is no http:// address.");
        });
    }

    /// <summary>All of them, in the order of the help.</summary>
    public Option[] All => [_scenario, _url, _keys, _symbol, _price];

    /// <summary>Those of a command that starts its exchange itself.</summary>
    public Option[] OfOwnExchange => [_scenario, _symbol, _price];

    /// <summary>The scenario that was asked for.</summary>
    public ScenarioMix MixOf(ParseResult parsed) => ScenarioMix.All.Single(mix => mix.Name == parsed.GetValue(_scenario));

    /// <summary>A plan with what these say; the rest is the caller's.</summary>
    public LoadPlan PlanOf(ParseResult parsed) => new(
        MixOf(parsed),
        [.. parsed.GetValue(_url)!.Select(static given => ServerOf(given)!)],
        parsed.GetValue(_keys)!,
        parsed.GetValue(_symbol)!,
        parsed.GetValue(_price),
        0,
        0,
        0,
        0,
        0);

    /// <summary>The pairs that were asked for.</summary>
    public string[] SymbolsOf(ParseResult parsed) => parsed.GetValue(_symbol)!;

    /// <summary>The price that was asked for; null: by the market.</summary>
    public decimal? PriceOf(ParseResult parsed) => parsed.GetValue(_price);

    private static Uri? ServerOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttp ? server : null;
}
