using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Traders;

namespace MiniExchange.LoadTests.Promises;

/// <summary>Asks the exchange for everything that it acknowledged.</summary>
/// <param name="orders">Asks for orders.</param>
/// <param name="grace">How long history may take to show what of an account is missing at first.</param>
/// <param name="clock">Measures that; null: the machine's.</param>
internal sealed class PromiseCheck(OrderReader orders, TimeSpan grace, TimeProvider? clock = null)
{
    private const int AtOnce = 8;
    private const int MostExamples = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private volatile bool _hasGivenUp;

    /// <summary>Checks all of it. One check at a time.</summary>
    public async Task<CheckFigures> RunAsync(Ledger.Taken taken, CancellationToken cancellationToken)
    {
        // Of the life before: this one may answer.
        _hasGivenUp = false;
        var beganAt = Stopwatch.GetTimestamp();
        var gate = new Lock();
        var examples = new List<string>();
        long answers = 0, lost = taken.Unread, late = 0;
        if (lost > 0) examples.Add($"{lost} answers told of no order");
        await Parallel.ForEachAsync(
            taken.Said,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (of, token) =>
            {
                var (broken, wasLate, problem) = await CheckAsync(of.Key.Trader, of.Key.Symbol, of.Value, token);
                lock (gate)
                {
                    answers += of.Value.Count;
                    late += wasLate;
                    lost += broken;
                    examples.AddRange(problem.Take(MostExamples - examples.Count));
                }
            });
        return new CheckFigures(
            taken.Said.Count, answers, lost, late, Math.Round(Stopwatch.GetElapsedTime(beganAt).TotalSeconds, 1), [.. examples]);
    }

    // What is missing at first and is there soon was not lost, and yet the exchange was to show it at once.
    private async Task<(long Lost, long Late, IEnumerable<string> Examples)> CheckAsync(
        Trader trader, string symbol, List<OrderSaid> said, CancellationToken cancellationToken)
    {
        if (_hasGivenUp) return (said.Count, 0, []);
        try
        {
            var (from, to) = (said.Min(static one => one.OrderId), said.Max(static one => one.OrderId));
            var broken = await BrokenAsync();
            var atFirst = broken.Count;

            // From this account's first answer on: many others may have been asked before it.
            var missedAt = _clock.GetTimestamp();
            for (var isLast = false; broken.Count > 0 && !isLast; isLast = _clock.GetElapsedTime(missedAt) > grace)
            {
                await Task.Delay(Pause, cancellationToken);
                broken = await BrokenAsync();
            }

            return (broken.Count, atFirst - broken.Count, broken.Select(one => $"{symbol}: {one}"));

            async Task<IReadOnlyList<BrokenPromise>> BrokenAsync() =>
                BrokenPromise.Among(said, await orders.ReadAsync(trader, symbol, from, to, cancellationToken));
        }
        catch (LoadFailedException noAnswer)
        {
            // Nobody has to wait a minute for each of the others.
            _hasGivenUp = true;
            return (said.Count, 0, [$"{symbol}: nobody tells of {said.Count} acknowledgements: {noAnswer.Message}"]);
        }
    }
}

/// <summary>What came of asking for everything that was acknowledged.</summary>
/// <param name="Accounts">Accounts and pairs that were asked for.</param>
/// <param name="Acknowledged">Acknowledgements that were checked: of orders and of cancels.</param>
/// <param name="Lost">Those that the exchange does not stand by, or could not be asked for.</param>
/// <param name="Late">Those that it did not show at first, and then did.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Examples">Some of what was lost.</param>
internal sealed record CheckFigures(
    long Accounts, long Acknowledged, long Lost, long Late, double Seconds, ImmutableArray<string> Examples);
