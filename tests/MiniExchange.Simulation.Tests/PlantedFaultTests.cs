using System;
using System.Globalization;
using System.Linq;
using MiniExchange.Simulation.Tests.Faults;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.Simulation.Tests;

/// <summary>The auditor finds what is planted, soon, and by the check that is meant for it.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    /// <summary>What is planted, the checks that may find it, and within how many seeds.</summary>
    public static TheoryData<string, string, int> Planted => new()
    {
        { nameof(DurableTooEarly), "promises", 40 },
        { nameof(RefusalNotSent), "matching", 10 },
        { nameof(RefusalNotRecorded), "reports", 10 },
        { nameof(SnapshotAhead), "snapshots|delivery|liveness", 100 },
        { nameof(RecordsReordered), "delivery", 10 },
        { nameof(RecordDropped), "delivery", 40 },
        { nameof(WakeUpLost), "delivery", 10 },
        { nameof(AcknowledgedTooEarly), "delivery", 10 },
        { nameof(OutboxNotInSnapshot), "snapshots", 40 },
        { nameof(ImprovementReleasedTwice), "holds", 10 },
        { nameof(FeeRoundedUp), "fees", 10 },
        { nameof(NewestFirst), "matching", 40 },
        { nameof(PairOutlivesItsFill), "lists", 100 },
        { nameof(SurvivorHoldsNothing), "holds", 40 },
        { nameof(PreventedLotsKept), "holds", 40 },
        { nameof(ReplacedTwice), "promises", 40 },
        { nameof(RefillKeepsItsPlace), "matching", 40 },
        { nameof(AmendmentLosesItsPlace), "matching", 400 },
        { nameof(LastDueFirst), "stops", 100 },
        { nameof(UnloadedWhileAwaited), "promises", 200 },
        { nameof(DeadlineIgnored), "deadlines", 10 },
        { nameof(DeadlineByItsOwnTime), "deadlines", 40 },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void Fault_WhenPlanted_IsFound(string fault, string checks, int withinSeeds)
    {
        for (var seed = 1UL; seed <= (ulong)withinSeeds; seed++)
        {
            var found = Run(seed, Plant(fault));
            if (found is null) continue;

            output.WriteLine($"{fault} was found by seed {seed}: {found.Message}");

            // Whatever finds a fault is welcome, but the check that is meant for it must be seen to work.
            if (!checks.Split('|').Contains(found.Check)) continue;
            Assert.Null(Run(seed, new Defect()));
            return;
        }

        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{fault} was not found by {checks} within {withinSeeds} seeds."));
    }

    private static Defect Plant(string fault) =>
        (Defect)Activator.CreateInstance(typeof(Defect).Assembly.GetType($"{typeof(Defect).Namespace}.{fault}", throwOnError: true)!)!;

    private static SimulationFailedException? Run(ulong seed, Defect defect)
    {
        using var simulation = new Simulation(seed, defect);
        try
        {
            simulation.Run();
            return null;
        }
        catch (SimulationFailedException failed)
        {
            return failed;
        }
    }
}
