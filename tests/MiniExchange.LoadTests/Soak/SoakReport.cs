using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Promises;
using MiniExchange.LoadTests.Reports;

namespace MiniExchange.LoadTests.Soak;

/// <summary>All that is known of a soak, as the JSON file has it.</summary>
/// <param name="StartedAt">When the host was ready first.</param>
/// <param name="CommandLine">How this program was called.</param>
/// <param name="Scenario">What was asked.</param>
/// <param name="Seed">Says how long each life is.</param>
/// <param name="RateWanted">Requests a second.</param>
/// <param name="Connections">Requests under way at once.</param>
/// <param name="Accounts">Accounts that trade.</param>
/// <param name="WarmUpSeconds">What of each life is not steady yet, at least.</param>
/// <param name="Seconds">How long it lasted, restarts included.</param>
/// <param name="Lives">Each life of the host, from its start to its end.</param>
/// <param name="Problem">What ended it before its time; null: nothing.</param>
/// <param name="Series">Second by second.</param>
/// <param name="Machine">Where it ran.</param>
internal sealed record SoakReport(
    DateTimeOffset StartedAt,
    string CommandLine,
    string Scenario,
    int Seed,
    int RateWanted,
    int Connections,
    int Accounts,
    int WarmUpSeconds,
    double Seconds,
    ImmutableArray<LifeFigures> Lives,
    string? Problem,
    ImmutableArray<SoakSecond> Series,
    MachineFigures Machine)
{
    private const int InternalServerError = 500;

    /// <summary>Acknowledgements that the exchange did not stand by.</summary>
    public long Lost => Lives.Sum(static life => life.Check?.Lost ?? 0);

    /// <summary>Those that were checked.</summary>
    public long Acknowledged => Lives.Sum(static life => life.Check?.Acknowledged ?? 0);

    /// <summary>Money that was made or lost, by any reconciliation; empty: none.</summary>
    public ImmutableArray<string> Differences =>
    [
        .. Lives.Where(static life => life.Money is not null).SelectMany(static life => life.Money!.Differences.Select(what => $"{what} after life {life.Number}")),
        .. (Lives.LastOrDefault()?.Money?.InFlight ?? []).Select(static what => $"{what} in flight at rest"),
    ];

    /// <summary>Whether there was a kill, every life was asked for and had something to ask for, nothing was lost and nothing went wrong.</summary>
    public bool HasPassed => Failures.IsEmpty;

    /// <summary>Why it has not passed, a line for each reason; empty: it has.</summary>
    /// <remarks>A soak that looked at nothing found nothing wrong, and has not passed either.</remarks>
    public ImmutableArray<string> Failures
    {
        get
        {
            var failures = ImmutableArray.CreateBuilder<string>();
            if (Problem is not null) failures.Add(Problem);
            if (Lives.Length < 2) failures.Add("The host was never killed and back.");
            foreach (var life in Lives)
            {
                if (life.Check is null) failures.Add($"What life {life.Number} acknowledged was not asked for.");
                else if (life.Check.Acknowledged == 0) failures.Add($"Life {life.Number} acknowledged nothing that could be asked for.");
                if (life.Money is null) failures.Add($"The reconciliation after life {life.Number} was not asked for.");
                else if (life.Money.Assets == 0) failures.Add($"The reconciliation after life {life.Number} listed no asset.");
                var faults = FaultsOf(life);
                if (faults > 0) failures.Add($"Life {life.Number} answered {faults} requests with 500.");
            }

            if (Lost > 0) failures.Add($"Of what was acknowledged, {Lost} was lost.");
            if (!Differences.IsEmpty) failures.Add($"Money was made, lost or left in flight: {string.Join(", ", Differences)}.");
            return failures.ToImmutable();
        }
    }

    /// <summary>Lives that were long enough to be steady.</summary>
    public IReadOnlyList<LifeFigures> SteadyLives() => [.. Lives.Where(static life => life.Steady is { Latency.Count: > 0 })];

    // 500 is an invariant that broke, or a fault nobody named: never the answer of a busy or absent exchange.
    private static long FaultsOf(LifeFigures life) =>
        life.WarmingUp.ErrorsByCode.Concat(life.Steady?.ErrorsByCode ?? []).Where(static error => error.Status == InternalServerError).Sum(static error => error.Count);
}

/// <summary>One life of the host.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="ReadyAfterSeconds">From its start until it took traffic.</param>
/// <param name="Down">Requests that were due since the end of the life before, and found nobody.</param>
/// <param name="Seconds">How long it took traffic.</param>
/// <param name="WarmingUp">Requests of its first seconds.</param>
/// <param name="Steady">Requests of the rest, up to its end; null: it was too short.</param>
/// <param name="MemorySteadyMb">Resident memory when that began; 0: it was too short.</param>
/// <param name="MemoryEndMb">Resident memory at its end.</param>
/// <param name="MemoryMaxMb">The most that was seen, start included.</param>
/// <param name="DataMb">The size of the data directory at its end.</param>
/// <param name="Check">What became of all that it acknowledged, asked for after it ended; null: nobody could ask.</param>
/// <param name="Money">The reconciliation after it ended; null: nobody could ask.</param>
internal sealed record LifeFigures(
    int Number,
    double ReadyAfterSeconds,
    long Down,
    double Seconds,
    PhaseFigures WarmingUp,
    PhaseFigures? Steady,
    double MemorySteadyMb,
    double MemoryEndMb,
    double MemoryMaxMb,
    double DataMb,
    CheckFigures? Check,
    Reconciliation? Money);

/// <summary>Requests of a part of a life; what each of these is, <see cref="RequestFigures"/> says.</summary>
internal sealed record PhaseFigures(
    double Seconds,
    long Sent,
    long Done,
    long Errors,
    double PerSecond,
    LatencyFigures Latency,
    LatencyFigures Service,
    ImmutableArray<ErrorFigures> ErrorsByCode,
    LateFigures Late)
{
    public static PhaseFigures Of(RequestFigures requests) => new(
        requests.Seconds, requests.Sent, requests.Done, requests.Errors, requests.PerSecond, requests.Latency, requests.Service, requests.ErrorsByCode, requests.Late);
}

/// <summary>One second of a soak.</summary>
/// <param name="At">Seconds since the host was ready first.</param>
/// <param name="Life">Of which life; the one that is being started, if it is not ready.</param>
/// <param name="Done">Requests done in it.</param>
/// <param name="Errors">Requests answered with an error, or lost.</param>
/// <param name="P50Ms">Of what was done in it; 0 if nothing was.</param>
/// <param name="P99Ms">The same for 99 of 100.</param>
/// <param name="MemoryMb">The host's resident memory; 0 while there is none.</param>
internal sealed record SoakSecond(double At, int Life, long Done, long Errors, double P50Ms, double P99Ms, double MemoryMb);
