using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Connections;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Promises;
using MiniExchange.LoadTests.Reports;
using MiniExchange.LoadTests.Runs;

namespace MiniExchange.LoadTests.Soak;

/// <summary>Load on an exchange that is killed in traffic and started again, time after time. What a life acknowledged is asked for in the next one.</summary>
/// <remarks>The load goes on while that is asked for, and the next life is not steady before it is done; nor does it end before.</remarks>
internal sealed class SoakRun(SoakPlan plan, HostUnderSoak host, PatientHttp http, TextWriter progress)
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GraceOfHistory = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Recorder _recorder = new();
    private readonly Ledger _ledger = new();
    private readonly PromiseCheck _promises = new(new OrderReader(http), GraceOfHistory);
    private readonly LifeLengths _lengths = new(plan.Seed, plan.KillEvery);
    private readonly List<Life> _lives = [new(1)];
    private readonly List<SoakSecond> _series = [];
    private Task _check = Task.CompletedTask;
    private string? _problem;
    private long _startedAt;
    private long _second = 1;

    private Life Now => _lives[^1];

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="progress">Gets a line each second.</param>
    /// <param name="cancellationToken">Ends it early; there are figures all the same, and it has not passed.</param>
    /// <exception cref="LoadFailedException">It could not begin.</exception>
    public static async Task<SoakReport> RunAsync(SoakPlan plan, TextWriter progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(plan.Directory, "logs"));
        Directory.CreateDirectory(Path.Combine(plan.Directory, "data"));
        using var host = new HostUnderSoak(plan);
        using var http = new PatientHttp(host.Address);
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {plan.Seed}; {plan.Directory}; adding {plan.Users} accounts"));
        return await new SoakRun(plan, host, http, progress).RunAsync(cancellationToken);
    }

    private async Task<SoakReport> RunAsync(CancellationToken cancellationToken)
    {
        await host.SeedAsync();
        host.Start();
        var ready = await host.WaitReadyAsync(ReadyWithin, cancellationToken)
            ?? throw new LoadFailedException($"The host did not take traffic: {host.LogOfLife()} says why.");
        var setup = await LoadSetup.PrepareAsync(
            new LoadPlan(plan.Mix, [host.Address], host.KeyFile, plan.Symbols, plan.Price, plan.PerSecond, 0, 0, plan.Connections, 0), cancellationToken);
        var generator = new LoadGenerator(_recorder, plan.PerSecond);
        var lanes = await LoadRun.OpenLanesAsync(setup, generator, _ledger, cancellationToken);
        try
        {
            // Off the thread that polls the sockets.
            await Task.Yield();
            var startedAt = DateTimeOffset.UtcNow;
            _startedAt = Stopwatch.GetTimestamp();
            _recorder.Begin();
            Now.BeReady(ready, down: 0);
            generator.Start(lanes);
            var goesOn = true;
            while (goesOn)
            {
                var left = plan.Length - Elapsed;
                var length = _lengths.Next(left);
                await LiveAsync(length, cancellationToken);
                goesOn = _problem is null && length < left && await LiveAgainAsync(generator);
            }

            await EndAsync(generator);
            return ReportOf(startedAt, setup.Accounts);
        }
        finally
        {
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    private async Task LiveAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        while (!_check.IsCompleted || Now.Elapsed < length)
        {
            await NextSecondAsync();
            await SampleAsync();
            if (cancellationToken.IsCancellationRequested)
            {
                // Ctrl-C is the host's too, and leaves little time.
                _problem = "Ended early: what the last life acknowledged was not asked for.";
                return;
            }

            if (host.HasEnded)
            {
                _problem = $"The host ended by itself: {host.LogOfLife()} may say why.";
                break;
            }

            if (Now.IsSteady || !_check.IsCompleted || Now.Elapsed < plan.WarmUp) continue;
            Now.BeSteady(_recorder.Figures(0));
            _recorder.Begin();
        }

        await _check;
    }

    // False: it did not come back.
    private async Task<bool> LiveAgainAsync(LoadGenerator generator)
    {
        // In traffic: what is under way then has no answer, and may have happened.
        var killed = host.KillAsync();
        var neverSent = generator.Suspend();
        _recorder.End();
        var before = Now;
        before.End();
        await killed;
        before.DataMb = host.DataMb();

        host.Start();
        _lives.Add(new Life(before.Number + 1));
        var returning = host.WaitReadyAsync(ReadyWithin, CancellationToken.None);
        while (await Task.WhenAny(returning, NextSecondAsync()) != returning) await SampleAsync();
        before.Close(_recorder.Figures(neverSent));
        _recorder.Begin();
        if (await returning is not { } ready)
        {
            _lives.Remove(Now);
            _problem = host.HasEnded
                ? $"The host was started again after a kill and ended by itself: {host.LogOfLife()} may say why."
                : $"The host did not come back within {ReadyWithin.TotalSeconds} s of being killed: {host.LogOfLife()} may say why.";
            return false;
        }

        // Nothing of the new life is in it yet.
        var acknowledged = _ledger.TakeAll();
        Now.BeReady(ready, generator.Resume());
        _check = CheckAsync(before, acknowledged, atRest: false);
        return true;
    }

    private async Task EndAsync(LoadGenerator generator)
    {
        var last = Now;
        if (last.HasEnded)
        {
            // It was killed, and did not come back.
            await generator.EndAsync(TimeSpan.Zero);
            return;
        }

        _recorder.End();
        last.End();
        var neverSent = await generator.EndAsync(_problem is null ? Patience : TimeSpan.Zero);
        last.Close(_recorder.Figures(neverSent));
        last.DataMb = host.DataMb();
        if (_problem is null) await CheckAsync(last, _ledger.TakeAll(), atRest: true);
    }

    private async Task CheckAsync(Life life, Ledger.Taken acknowledged, bool atRest)
    {
        try
        {
            var check = life.Check = await _promises.RunAsync(acknowledged, CancellationToken.None);

            // History has caught up with the life by now, and so have its sums.
            var money = life.Money = await Reconciliation.AskAsync(http, host.AdminPassword, atRest, CancellationToken.None);
            await progress.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"life {life.Number}: {check.Acknowledged:N0} acknowledged, {check.Lost:N0} of it lost; reconciliation {(money.Differences.IsEmpty ? "zero" : string.Join(", ", money.Differences))}; checked in {check.Seconds:N1} s"));
        }
        catch (LoadFailedException noAnswer)
        {
            _problem = $"Life {life.Number} could not be checked: {noAnswer.Message}";
        }
    }

    private Task NextSecondAsync()
    {
        var left = (_second * Second) - Elapsed;
        return left > TimeSpan.Zero ? Task.Delay(left) : Task.CompletedTask;
    }

    private async Task SampleAsync()
    {
        // A timer may be a little early, and a busy machine a little late.
        _second = long.Max(_second, (long)Elapsed.TotalSeconds) + 1;
        var second = _recorder.CloseSecond();
        var memory = host.MemoryMb;
        if (memory > 0) Now.SeeMemory(memory);
        _series.Add(new SoakSecond(Math.Round(Elapsed.TotalSeconds, 1), Now.Number, second.Done, second.Errors, second.P50Ms, second.P99Ms, memory));
        var phase = Now.IsSteady ? "steady" : !_check.IsCompleted ? "checking" : "";
        await progress.WriteLineAsync(LoadRun.LineOf(_recorder, second, string.Create(
            CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,5:N0}/{plan.Length.TotalSeconds:N0} s  life {Now.Number} {phase,-8}  {memory:N0} MB")));
    }

    private SoakReport ReportOf(DateTimeOffset startedAt, int accounts) => new(
        startedAt,
        LoadReport.CommandLineOf(),
        plan.Mix.Name,
        plan.Seed,
        plan.PerSecond,
        plan.Connections,
        accounts,
        (int)plan.WarmUp.TotalSeconds,
        Math.Round(Elapsed.TotalSeconds, 1),
        [.. _lives.Select(static life => life.Figures())],
        _problem,
        [.. _series],
        MachineFigures.Here());
}
