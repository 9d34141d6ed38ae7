using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Simulation.Tests;

/// <summary>What kind of exchange and how much trouble a seed stands for.</summary>
internal sealed class Scenario
{
    private static readonly (string Base, string Quote)[] Pairs = [("BTC", "USDT"), ("ETH", "USDT"), ("ETH", "BTC")];

    public Scenario(SeededRandom random)
    {
        IsDeep = random.Chance(12);
        Accounts = IsDeep ? random.Between(4, 6) : random.Chance(70) ? random.Between(3, 8) : random.Between(9, 30);
        Requests = IsDeep ? random.Between(600, 800) : random.Between(120, 260);
        Markets = [.. Pairs.Take(random.Between(2, 3)).Select(pair => DefinitionOf(pair.Base, pair.Quote, IsDeep, random))];
        AccountLimits = IsDeep || random.Chance(70) ? AccountLimits.None : new AccountLimits
        {
            MaxOrders = random.Between(5, 30),
            MaxStopOrders = random.Between(2, 10),
            MaxIcebergOrders = random.Between(1, 5),
            MaxOrderLists = random.Between(1, 5),
        };
        InFlightPerClient = IsDeep ? 4 : random.Between(1, 4);
        Engine = EngineOf(random);
        Post = random.Chance(40)
            ? new PostalFaults(0, 0, 0)
            : new PostalFaults(random.Between(0, 300), random.Between(0, 300), random.Between(0, 1_000));
        CrashesPerTenThousandSteps = random.Chance(30) ? 0 : random.Between(2, 25);
        CommitFaultsPerTenThousand = random.Chance(50) ? 0 : random.Between(20, 200);
        TimeJumpsPerTenThousandSteps = random.Chance(50) ? 0 : random.Between(2, 20);
        ImpatiencePerTenThousand = random.Chance(50) ? 0 : random.Between(5, 40);
    }

    /// <summary>Whether books grow so deep that one order takes more than a turn.</summary>
    public bool IsDeep { get; }

    public int Accounts { get; }

    /// <summary>How many requests clients make, credits and queries among them.</summary>
    public int Requests { get; }

    public ImmutableArray<MarketDefinition> Markets { get; }

    /// <summary>What an account may have open on all pairs.</summary>
    public AccountLimits AccountLimits { get; }

    public int InFlightPerClient { get; }

    public EmbeddedEngineOptions Engine { get; }

    public PostalFaults Post { get; }

    public int CrashesPerTenThousandSteps { get; }

    public int CommitFaultsPerTenThousand { get; }

    public int TimeJumpsPerTenThousandSteps { get; }

    /// <summary>How often, at each look, a client stops waiting for an answer.</summary>
    public int ImpatiencePerTenThousand { get; }

    private static EmbeddedEngineOptions EngineOf(SeededRandom random) => new()
    {
        Partitions = random.Between(1, 4),
        ParcelsPerStep = 1,
        MaxRequests = random.Chance(20) ? random.Between(3, 12) : 10_000,
        MaxRequestsPerActor = random.Chance(20) ? random.Between(2, 8) : 10_000,
        MaxRecordBytes = random.Chance(30) ? random.Between(200, 2_000) : 1024 * 1024,
        UnloadAfterMs = random.Chance(30) ? random.Between(1, 5) : random.Between(20, 500),
        MaxLoadedActors = random.Chance(40) ? random.Between(1, 8) : 1_000,
        LowWaterEveryMs = random.Between(5, 100),
        RestartAfterMs = random.Between(1, 20),
        FeedRecords = 16,
        Cells = new CellOptions
        {
            RepeatAfterMs = random.Between(5, 40),
            SnapshotMinBytes = random.Chance(80) ? random.Between(200, 4_000) : 64 * 1024,
        },
    };

    // Fee rates are odd, so that hardly any fee is a whole number of units before it is rounded.
    private static MarketDefinition DefinitionOf(string baseCode, string quoteCode, bool isDeep, SeededRandom random) => new(
        baseCode + quoteCode,
        baseCode,
        quoteCode,
        TickSize: "0.001",
        LotSize: "0.0001",
        MinPrice: "0.050",
        MaxPrice: "0.500",
        MinQuantity: "0.0001",
        MaxQuantity: "0.1000",
        MinNotional: "0.00002000",
        MakerFeePpm: (random.Between(0, 1_500) * 2) + 1,
        TakerFeePpm: (random.Between(0, 2_500) * 2) + 1,
        MaxOpenOrders: isDeep || random.Chance(50) ? 200 : random.Between(3, 40))
    {
        Limits = isDeep || random.Chance(60) ? MarketLimits.None : LimitsOf(random),
    };

    // Narrow enough to be met now and then by what the workload asks for.
    private static MarketLimits LimitsOf(SeededRandom random) => MarketLimits.None with
    {
        MaxMarketQuantity = random.Chance(50) ? "0.0020" : null,
        MaxNotional = random.Chance(30) ? "0.10000000" : null,
        MultiplierUp = "1.03",
        MultiplierDown = "0.97",
        AskMultiplierUp = "1.02",
        AskMultiplierDown = "0.95",
        MaxIcebergParts = random.Between(0, 8),
        MaxStopOrders = random.Between(0, 5),
        MaxIcebergOrders = random.Between(0, 3),
        MaxOrderLists = random.Between(0, 3),
        MaxAmendments = random.Between(0, 3),
        MaxPosition = random.Chance(20) ? "0.5" : null,
        MinTrailingAboveBips = 20,
        MaxTrailingAboveBips = 250,
        StopProtectionPpm = random.Between(0, 50_000),
    };
}
