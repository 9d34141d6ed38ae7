using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>Holds an exchange at rest to everything that its clients were told, and computes its money anew from their fills.</summary>
internal sealed class Audit
{
    private const decimal FeeRate = 0.001m;
    private static readonly string[] Final = ["FILLED", "CANCELED", "EXPIRED", "EXPIRED_IN_MATCH"];

    private readonly IExchange _exchange;
    private readonly Dictionary<Bot, AccountRecord> _accounts = [];

    private Audit(IExchange exchange) => _exchange = exchange;

    /// <summary>Reads everything and checks everything.</summary>
    public static async Task CheckAsync(IExchange exchange, Crowd crowd)
    {
        var audit = new Audit(exchange);
        foreach (var bot in crowd.Bots) audit._accounts[bot] = await AccountRecord.ReadAsync(bot.Trader);
        foreach (var bot in crowd.Bots)
        {
            audit.CheckPromises(bot);
            audit.CheckOrders(bot);
            audit.CheckBalances(bot);
        }

        foreach (var symbol in Bot.Symbols)
        {
            audit.CheckTradesHaveTwoSides(symbol);
            await audit.CheckBookAsync(symbol);
            await MarketRecount.CheckAsync(exchange, symbol);
        }

        await audit.CheckReconciliationAsync();
    }

    /// <summary>Holds an exchange that stopped in order to more: what it did not answer, it did not do.</summary>
    public static async Task CheckNothingUnansweredAsync(Crowd crowd)
    {
        foreach (var bot in crowd.Bots)
        {
            var answered = bot.Placements.Where(placement => placement.Answer.Fate == Fate.Done).Select(placement => placement.ClientOrderId);
            var record = await AccountRecord.ReadAsync(bot.Trader);
            Assert.Equal(answered.Order(), record.Orders.Values.Select(order => order.Text("clientOrderId")).Order());
        }
    }

    /// <summary>What was acknowledged is there; what was refused or not started is not; what is unknown is there at most once.</summary>
    private void CheckPromises(Bot bot)
    {
        var record = _accounts[bot];
        var byClientId = record.Orders.Values.ToLookup(order => order.Text("clientOrderId"));
        Assert.Subset(
            bot.Placements.Select(placement => placement.ClientOrderId).ToHashSet(), byClientId.Select(same => same.Key).ToHashSet());
        foreach (var sent in bot.Placements)
        {
            var found = byClientId[sent.ClientOrderId].ToArray();
            var most = sent.Answer.Fate is Fate.Done or Fate.Unknown ? 1 : 0;
            Assert.True(found.Length <= most, $"{sent} is there {found.Length} times.");
            if (found.Length == 1) CheckTerms(sent, found[0]);
            if (sent.Answer.Fate != Fate.Done) continue;

            var told = sent.Answer.Body;
            Assert.True(found.Length == 1, $"{sent} was acknowledged and is not there.");
            Assert.Equal(told.Number("orderId"), found[0].Number("orderId"));
            CheckNotBehind(told, found[0]);
            foreach (var fill in told.GetProperty("fills").EnumerateArray()) CheckFillIsThere(record, sent, fill);
        }

        foreach (var cancel in bot.Cancellations)
        {
            var order = record.Orders[cancel.OrderId];
            if (cancel.Answer.Fate == Fate.Done) CheckNotBehind(cancel.Answer.Body, order);
            if (cancel.Answer.Fate == Fate.Refused) Assert.Contains(order.Text("status"), Final);
        }
    }

    private static void CheckTerms(Placement sent, JsonElement order)
    {
        Assert.Equal((sent.Symbol, sent.Side, sent.Type), (order.Text("symbol"), order.Text("side"), order.Text("type")));
        Assert.Equal(sent.Price ?? 0, order.Amount("price"));
        if (sent.Quantity is { } quantity) Assert.Equal(quantity, order.Amount("origQty"));
        if (sent.TimeInForce is { } timeInForce) Assert.Equal(timeInForce, order.Text("timeInForce"));
    }

    private static void CheckNotBehind(JsonElement told, JsonElement now)
    {
        var says = $"Told {told.GetRawText()}, now it is {now.GetRawText()}";
        Assert.True(now.Amount("executedQty") >= told.Amount("executedQty"), says);
        Assert.True(now.Amount("cummulativeQuoteQty") >= told.Amount("cummulativeQuoteQty"), says);
        if (!Final.Contains(told.Text("status"))) return;

        Assert.True(
            told.Text("status") == now.Text("status") && told.Amount("executedQty") == now.Amount("executedQty")
            && told.Amount("cummulativeQuoteQty") == now.Amount("cummulativeQuoteQty"),
            says);
    }

    private static void CheckFillIsThere(AccountRecord record, Placement sent, JsonElement told)
    {
        var fills = record.Fills[sent.Symbol].Where(fill =>
            fill.Number("id") == told.Number("tradeId") && fill.Number("orderId") == sent.Answer.Body.Number("orderId")).ToArray();
        Assert.True(fills.Length == 1, $"The fill {told} of {sent.ClientOrderId} is there {fills.Length} times.");
        Assert.Equal(
            (told.Amount("price"), told.Amount("qty"), told.Amount("commission"), told.Text("commissionAsset")),
            (fills[0].Amount("price"), fills[0].Amount("qty"), fills[0].Amount("commission"), fills[0].Text("commissionAsset")));
    }

    /// <summary>Every order is what its fills make it; the open ones are the account's open ones.</summary>
    private void CheckOrders(Bot bot)
    {
        var record = _accounts[bot];
        foreach (var order in record.Orders.Values)
        {
            var fills = record.Fills[order.Text("symbol")].Where(fill => fill.Number("orderId") == order.Number("orderId")).ToArray();
            Assert.Equal(order.Amount("executedQty"), fills.Sum(fill => fill.Amount("qty")));
            Assert.Equal(order.Amount("cummulativeQuoteQty"), fills.Sum(fill => fill.Amount("quoteQty")));
            if (order.Text("status") == "FILLED") Assert.Equal(order.Amount("origQty"), order.Amount("executedQty"));
        }

        Assert.Equal(
            record.Orders.Values.Where(order => !Final.Contains(order.Text("status"))).Select(order => order.Number("orderId")).Order(),
            record.Open.Select(order => order.Number("orderId")).Order());
    }

    /// <summary>Balances are what was credited, plus and minus the fills, fees rounded down; what open orders need is locked.</summary>
    private void CheckBalances(Bot bot)
    {
        var record = _accounts[bot];
        var owned = bot.Trader.Credited.ToDictionary();
        var locked = owned.Keys.ToDictionary(asset => asset, _ => 0m);
        foreach (var (symbol, fills) in record.Fills)
        {
            var (@base, quote) = AssetsOf(symbol);
            foreach (var fill in fills)
            {
                var isBuyer = fill.GetProperty("isBuyer").GetBoolean();
                var received = isBuyer ? fill.Amount("qty") : fill.Amount("price") * fill.Amount("qty");
                var fee = Math.Floor(received * FeeRate * 100_000_000m) / 100_000_000m;
                Assert.Equal((fee, isBuyer ? @base : quote), (fill.Amount("commission"), fill.Text("commissionAsset")));
                owned[@base] += isBuyer ? fill.Amount("qty") - fee : -fill.Amount("qty");
                owned[quote] += isBuyer ? -fill.Amount("price") * fill.Amount("qty") : received - fee;
            }
        }

        foreach (var order in record.Open)
        {
            var (@base, quote) = AssetsOf(order.Text("symbol"));
            var rest = order.Amount("origQty") - order.Amount("executedQty");
            if (order.Text("side") == "BUY") locked[quote] += rest * order.Amount("price");
            else locked[@base] += rest;
        }

        foreach (var (asset, amount) in owned)
        {
            Assert.Equal(
                (bot.Trader.Username, asset, amount - locked[asset], locked[asset]),
                (bot.Trader.Username, asset, record.Balances[asset].Free, record.Balances[asset].Locked));
        }
    }

    /// <summary>Every trade has one buyer and one seller, one maker and one taker, and trades are numbered without a gap.</summary>
    private void CheckTradesHaveTwoSides(string symbol)
    {
        var trades = _accounts.Values.SelectMany(record => record.Fills[symbol]).ToLookup(fill => fill.Number("id"));
        foreach (var sides in trades)
        {
            Assert.True(sides.Count() == 2, $"Trade {sides.Key} of {symbol} has {sides.Count()} sides.");
            Assert.Single(sides, side => side.GetProperty("isBuyer").GetBoolean());
            Assert.Single(sides, side => side.GetProperty("isMaker").GetBoolean());
            Assert.Single(sides.Select(side => (side.Amount("price"), side.Amount("qty"))).Distinct());
        }

        if (trades.Count > 0) Assert.Equal(trades.Count, trades.Max(sides => sides.Key) - trades.Min(sides => sides.Key) + 1);
    }

    /// <summary>The book is the sum of the open orders, and not crossed.</summary>
    private async Task CheckBookAsync(string symbol)
    {
        var depth = await _exchange.GetAsync($"/api/v3/depth?symbol={symbol}&limit=5000");
        var open = _accounts.Values.SelectMany(record => record.Open).Where(order => order.Text("symbol") == symbol).ToArray();
        var bids = LevelsOf(depth, "bids");
        var asks = LevelsOf(depth, "asks");
        Assert.Equal(Summed(open, "BUY").OrderByDescending(level => level.Price), bids);
        Assert.Equal(Summed(open, "SELL").OrderBy(level => level.Price), asks);
        if (bids.Length > 0 && asks.Length > 0) Assert.True(bids[0].Price < asks[0].Price, $"{symbol} is crossed: {depth}");
    }

    private async Task CheckReconciliationAsync()
    {
        // The read side follows the journal; at rest it arrives.
        var sums = await Eventually.FindAsync("nothing to be in flight", async () =>
        {
            var assets = await _exchange.BackOffice.ReconciliationAsync();
            return assets.Values.All(asset => asset.Amount("inFlight") == 0) ? assets : null;
        });
        foreach (var (asset, sum) in sums)
        {
            Assert.Equal("0", sum.Text("difference"));
            var commissions = _accounts.Values.SelectMany(record => record.Fills.Values).SelectMany(fills => fills)
                .Where(fill => fill.Text("commissionAsset") == asset).Sum(fill => fill.Amount("commission"));
            Assert.Equal(
                (asset,
                    _accounts.Keys.Sum(bot => bot.Trader.Credited.GetValueOrDefault(asset)),
                    _accounts.Values.Sum(record => record.Balances[asset].Free),
                    _accounts.Values.Sum(record => record.Balances[asset].Locked),
                    commissions),
                (asset, sum.Amount("credited"), sum.Amount("available"), sum.Amount("frozen"), sum.Amount("fees")));
        }
    }

    private static IEnumerable<(decimal Price, decimal Quantity)> Summed(IEnumerable<JsonElement> open, string side) => open
        .Where(order => order.Text("side") == side)
        .GroupBy(order => order.Amount("price"), order => order.Amount("origQty") - order.Amount("executedQty"))
        .Select(level => (level.Key, level.Sum()));

    private static (decimal Price, decimal Quantity)[] LevelsOf(JsonElement depth, string side) =>
    [
        .. depth.GetProperty(side).EnumerateArray().Select(level => (
            decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture),
            decimal.Parse(level[1].GetString()!, CultureInfo.InvariantCulture))),
    ];

    private static (string Base, string Quote) AssetsOf(string symbol) => (symbol[..3], symbol[3..]);

    /// <summary>What one account shows of itself.</summary>
    private sealed record AccountRecord(
        IReadOnlyDictionary<long, JsonElement> Orders,
        IReadOnlyList<JsonElement> Open,
        IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> Fills,
        IReadOnlyDictionary<string, (decimal Free, decimal Locked)> Balances)
    {
        public static async Task<AccountRecord> ReadAsync(Trader trader)
        {
            var orders = new List<JsonElement>();
            var fills = new Dictionary<string, IReadOnlyList<JsonElement>>();
            foreach (var symbol in Bot.Symbols)
            {
                orders.AddRange(await trader.OrdersAsync(symbol));
                fills[symbol] = await trader.FillsAsync(symbol);
            }

            return new AccountRecord(
                orders.ToDictionary(order => order.Number("orderId")), await trader.OpenOrdersAsync(), fills, await trader.BalancesAsync());
        }
    }
}
