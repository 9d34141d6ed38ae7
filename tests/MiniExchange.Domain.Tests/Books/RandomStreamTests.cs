using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MiniExchange.Domain.Books;
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
        var actual = new TestBook();
        Book? restored = null;
        var restoredAt = 0;
        for (var step = 1; step <= stream.Steps; step++)
        {
            var resting = actual.Book.InPriority(Side.Buy).Concat(actual.Book.InPriority(Side.Sell))
                .Select(order => (order.AccountId.Value, order.OrderId.Value - TestBook.Id(1).Value + 1)).ToList();
            var command = stream.Next(actual.Book.OrderCount, resting);
            try
            {
                Check(command, reference, actual, seen);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}, step {step}, {command}: {failure}");
            }

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
        if (actual.Bids.Count > 0 && actual.Asks.Count > 0)
        {
            Assert.True(actual.Book.BestBid.Price < actual.Book.BestAsk.Price, "The book is crossed.");
        }

        var depthChanges = happened.Count(line => line.Split(' ')[0] is "trade" or "rested" or "off");
        Assert.Equal(depthUpdateId + depthChanges, actual.Book.DepthUpdateId);
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
                "minimum" => Done(() =>
                    book.SetTerms(Pairs.BtcUsdt with { MinNotional = new AssetUnits(command.Quantity) })),
                "cancel" => book.Cancel(command.Account, command.Target),
                _ => book.Enter(OrderOf(command)),
            };
            return reason == RejectReason.None ? [.. book.Said] : [$"refused {reason}"];
        }
        catch (InvariantBrokenException)
        {
            return ["refused as a fault"];
        }
    }

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
                _ => SelfTradePrevention.None,
            });
    }

    // "ended #3: Filled, 0 left" counts as Filled, a refusal as all of its line, anything else by its first word.
    private static void Count(string line, Dictionary<string, int> seen)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var what = line.StartsWith("refused", StringComparison.Ordinal) ? line
            : line.Contains("left", StringComparison.Ordinal) ? line[(colon + 2)..line.IndexOf(',', StringComparison.Ordinal)]
            : line.Split(' ')[0];
        seen[what] = seen.GetValueOrDefault(what) + 1;
    }
}
