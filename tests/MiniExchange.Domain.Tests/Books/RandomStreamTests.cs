using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Tests.Markets;
using MiniExchange.Domain.Units;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>
/// Random streams through the book and through <see cref="ReferenceBook"/>, compared after every command. More seeds, or one
/// again: <c>BOOK_FIRST_SEED=1 BOOK_SEEDS=5000 dotnet test tests/MiniExchange.Domain.Tests --filter RandomStreamTests</c>.
/// </summary>
public sealed class RandomStreamTests(ITestOutputHelper output)
{
    private const int SeedsOfEveryRun = 80;

    [Fact]
    public void Book_OnRandomStreams_DoesWhatTheReferenceBookDoes()
    {
        var first = Setting("BOOK_FIRST_SEED", 1);
        var seeds = Setting("BOOK_SEEDS", SeedsOfEveryRun);
        var seen = new Dictionary<string, int>();
        var steps = 0;
        for (var seed = first; seed < first + seeds; seed++) steps += Run((ulong)seed, seen);

        foreach (var (what, count) in seen.OrderBy(entry => entry.Key)) output.WriteLine($"{count,7} {what}");

        // The streams are worth something only if they get everywhere; a few alone need not.
        if (seeds < SeedsOfEveryRun) return;

        var refused = seen
            .Where(entry => entry.Key.StartsWith("refused", StringComparison.Ordinal))
            .Sum(entry => entry.Value);
        Assert.InRange(refused, steps * 4 / 10, steps * 6 / 10);
        string[] everywhere =
        [
            "refused NotionalTooSmall",
            "refused BookHalted",
            "refused WouldTake",
            "refused CostExceedsHold",
            "refused QuoteQuantityBelowOneLot",
            "refused UnknownOrder",
            "refused as a fault",
            "refused NotionalTooLarge",
            "refused UnsupportedListCombination",
            "refused WouldTriggerAtOnce",
            "refused PricesOutOfOrder",
            "refused PriceTooFarFromMarket",
            "refused PriceTooFarFromMarketForSide",
            "refused AmendmentChangesNothing",
            "refused AmendmentNotAReduction",
            "refused AmendmentLeavesNothing",
            "parked",
            "pending",
            "armed",
            "triggered",
            "list",
            "amended",
            "prevented",
            "OtherLegWorked",
            "WorkingOrderEnded",
            "RefusedOnActivation",
            "paused",
            "rested",
            "Canceled",
            "Filled",
            "UnfilledIoc",
            "UnfilledFok",
            "InsufficientLiquidity",
            "SelfTradePrevented",
        ];
        Assert.Empty(everywhere.Except(seen.Keys));
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;

    private static int Run(ulong seed, Dictionary<string, int> seen)
    {
        var stream = new CommandStream(seed);
        var reference = new ReferenceBook();
        var actual = new TestBook { RestoresBetweenTurns = seed % 4 == 0 };
        Book? restored = null;
        var restoredAt = 0;
        for (var step = 1; step <= stream.Steps; step++)
        {
            var resting = actual.Book.InPriority(Side.Buy).Concat(actual.Book.InPriority(Side.Sell))
                .Select(order => (order.AccountId.Value, Counter(order.OrderId), order.Quantity.Value));
            var parked = actual.Book.Parked
                .Select(order => (order.Order.AccountId.Value, Counter(order.OrderId), order.Order.Quantity.Value));
            var command = stream.Next(actual.Book.OrderCount, [.. resting, .. parked]);
            try
            {
                Check(command, reference, actual, seen);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}, step {step}, {command}: {failure}");
            }

            if (step % 20 == 0) Assert.Equal(reference.Open, Open(actual.Book));

            if (step == stream.Steps / 2) (restored, restoredAt) = (Book.From(actual.Book.ToImage()), actual.Journal.Count);
        }

        foreach (var happened in actual.Journal.Skip(restoredAt)) restored!.Apply(happened);
        var hash = actual.Book.StateHash();
        Assert.True(hash == actual.Replayed().StateHash(), $"Seed {seed}: replayed, the journal gives another book.");
        Assert.True(hash == restored!.StateHash(), $"Seed {seed}: the tail on a snapshot gives another book.");
        Assert.True(
            hash == Book.From(actual.Book.ToImage()).StateHash(), $"Seed {seed}: the snapshot gives another book.");
        return stream.Steps;
    }

    private static void Check(
        ReferenceCommand command, ReferenceBook reference, TestBook actual, Dictionary<string, int> seen)
    {
        var depthUpdateId = actual.Book.DepthUpdateId;

        var expected = reference.Do(command);
        var happened = Do(command, actual);

        Assert.Equal(expected, happened.Where(line => !line.StartsWith("paused", StringComparison.Ordinal)));
        Assert.Equal(reference.Bids, actual.Bids);
        Assert.Equal(reference.Asks, actual.Asks);
        Assert.Empty(actual.Book.Due);
        if (actual.Bids.Count > 0 && actual.Asks.Count > 0)
        {
            Assert.True(actual.Book.BestBid.Price < actual.Book.BestAsk.Price, "The book is crossed.");
        }

        var depthChanges = happened.Count(line => line.Split(' ')[0] is "trade" or "rested" or "off");
        var perhaps = happened.Count(line => line.Split(' ')[0] is "prevented" or "amended");
        Assert.InRange(actual.Book.DepthUpdateId, depthUpdateId + depthChanges, depthUpdateId + depthChanges + perhaps);
        foreach (var line in happened) Count(line, seen);
    }

    private static List<string> Do(ReferenceCommand command, TestBook book)
    {
        try
        {
            var reason = command.Kind switch
            {
                "halt" => Done(() => book.SetHalted(true)),
                "resume" => Done(() => book.SetHalted(false)),
                "terms" => Done(() => book.SetTerms(TermsOf(command.Terms))),
                "cancel" => book.Cancel(command.Account, command.Target),
                "amend" => book.Reduce(command.Account, command.Target, command.Quantity),
                "oco" => book.EnterList(Contingency.Oco, [.. command.Legs.Select(OrderOf)]),
                "oto" => book.EnterList(Contingency.Oto, [.. command.Legs.Select(OrderOf)]),
                "otoco" => book.EnterList(Contingency.Otoco, [.. command.Legs.Select(OrderOf)]),
                _ => book.Enter(OrderOf(command)),
            };
            return reason == RejectReason.None ? [.. book.Said] : [$"refused {reason}"];
        }
        catch (InvariantBrokenException)
        {
            return ["refused as a fault"];
        }
    }

    private static IEnumerable<string> Open(Book book)
    {
        var resting = book.InPriority(Side.Buy).Concat(book.InPriority(Side.Sell)).Select(order => (
            Counter(order.OrderId),
            $"{order.Remaining} of {order.Quantity}, {order.Visible} shown, list {Counter(order.ListId)}"));
        var parked = book.Parked.Select(order => (
            Counter(order.OrderId),
            $"{(order.IsPending ? "pending" : "waits")} {order.Order.Quantity}, extreme {order.Extreme}, list {Counter(order.ListId)}"));
        return resting.Concat(parked).OrderBy(order => order.Item1).Select(order => $"#{order.Item1} {order.Item2}");
    }

    private static long Counter(OrderId id) => id.Value & ((1L << OrderId.CounterBits) - 1);

    private static long Counter(OrderListId id) => id.Value & ((1L << OrderId.CounterBits) - 1);

    private static TradingPair TermsOf(ReferenceTerms terms) => Pairs.BtcUsdt with
    {
        MinNotional = new AssetUnits(terms.MinNotional),
        Limits = new PairLimits
        {
            MaxNotional = new AssetUnits(terms.MaxNotional),
            Band = BandOf(terms.Band),
            BidBand = BandOf(terms.Bids),
            AskBand = BandOf(terms.Asks),
        },
    };

    private static PriceBand? BandOf((int Down, int Up)? percent) =>
        percent is { } ends ? new PriceBand(ends.Down * 10_000, ends.Up * 10_000) : null;

    private static RejectReason Done(Action act)
    {
        act();
        return RejectReason.None;
    }

    private static NewOrder OrderOf(ReferenceCommand command)
    {
        var isByQuote = command.Kind == "by-quote";
        return new NewOrder(
            new AccountId(command.Account),
            new HoldId(command.Account * 7),
            command.IsBuy ? Side.Buy : Side.Sell,
            command.Kind switch
            {
                "limit" => OrderType.Limit,
                "post-only" => OrderType.LimitMaker,
                "stop" => OrderType.StopLoss,
                "stop-limit" => OrderType.StopLossLimit,
                "profit" => OrderType.TakeProfit,
                "profit-limit" => OrderType.TakeProfitLimit,
                _ => OrderType.Market,
            },
            command.Lifetime switch { "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, _ => TimeInForce.Fok },
            new PriceTicks(command.Price),
            new QuantityLots(isByQuote ? 0 : command.Quantity),
            new AssetUnits(isByQuote ? command.Quantity : 0),
            new AssetUnits(command.Held),
            command.Mode switch
            {
                "maker" => SelfTradePrevention.ExpireMaker,
                "taker" => SelfTradePrevention.ExpireTaker,
                "both" => SelfTradePrevention.ExpireBoth,
                "decrement" => SelfTradePrevention.Decrement,
                _ => SelfTradePrevention.None,
            })
        {
            Stop = new StopTerms(new PriceTicks(command.Stop), (int)command.Delta),
            DisplayQuantity = new QuantityLots(command.Show),
        };
    }

    // "ended #3: Filled, 0 left" counts as Filled, a refusal as all of its line, anything else by its first word.
    private static void Count(string line, Dictionary<string, int> seen)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var what = line.StartsWith("refused", StringComparison.Ordinal) ? line
            : line.Split(' ')[0] is "off" or "ended" ? line[(colon + 2)..line.IndexOf(',', StringComparison.Ordinal)]
            : line.Split(' ')[0];
        seen[what] = seen.GetValueOrDefault(what) + 1;
    }
}
