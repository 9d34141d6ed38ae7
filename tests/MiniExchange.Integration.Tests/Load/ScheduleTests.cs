using MiniExchange.LoadTests.Runs;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>When the requests of an open loop are due.</summary>
public sealed class ScheduleTests
{
    private const long Start = 123_456_789_012_345;
    private const long TicksPerSecond = 1_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7_777)]
    [InlineData(1_000_000)]
    public void DueAt_AfterManyHours_HasNotDrifted(int perSecond)
    {
        var schedule = new Schedule(Start, TicksPerSecond, perSecond);

        Assert.Equal(Start, schedule.DueAt(0));
        Assert.Equal(Start + (1_000_000 * TicksPerSecond), schedule.DueAt(1_000_000L * perSecond));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7_777)]
    [InlineData(1_000_000)]
    public void DueBy_CountsARequestFromItsTimeOnAndNoSooner(int perSecond)
    {
        var schedule = new Schedule(Start, TicksPerSecond, perSecond);

        Assert.Equal(0, schedule.DueBy(Start - 1));
        for (var number = 0L; number < 10_000; number++)
        {
            var due = schedule.DueAt(number);
            Assert.Equal((number, number + 1), (schedule.DueBy(due - 1), schedule.DueBy(due)));
        }
    }
}
