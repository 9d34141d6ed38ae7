using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Figures;

namespace MiniExchange.LoadTests.Runs;

/// <summary>Gives connections their requests: by a schedule, or each the next one as soon as the last is answered.</summary>
/// <remarks>
/// One thread follows the schedule and sends on connections that are free. Where none is, whichever is free next sends what is due,
/// late, on the thread that reads the sockets. What is due is a number, not a queue, so that an exchange that stalls costs nothing here.
/// </remarks>
/// <param name="recorder">Takes the figures.</param>
/// <param name="perSecond">Requests a second; 0: as many as are answered.</param>
internal sealed class LoadGenerator(Recorder recorder, int perSecond)
{
    private const int ShortestWaitMicros = 200;
    private const int BusyWaitMicros = 500;
    private const int LongestWaitMicros = 10_000;

    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Stack<Lane> _idle = [];
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Schedule? _schedule;
    private long _toSend = long.MaxValue;
    private long _sent;
    private long _countedFrom;
    private int _underWay;
    private bool _isSuspended;
    private bool _isOver;

    /// <summary>Begins to send.</summary>
    /// <param name="lanes">Connections that are open.</param>
    public void Start(IReadOnlyCollection<Lane> lanes)
    {
        if (perSecond > 0)
        {
            _schedule = new Schedule(Stopwatch.GetTimestamp(), Stopwatch.Frequency, perSecond);
            new Thread(Pace) { Name = "pace", IsBackground = true }.Start();
        }

        foreach (var lane in lanes) Free(lane);
    }

    /// <summary>Begins to measure. What the warm-up has not sent by now is left out, or a slow start would be seen in all that follows.</summary>
    public void Measure()
    {
        lock (_gate)
        {
            _countedFrom = Stopwatch.GetTimestamp();
            if (_schedule is not null) (_schedule, _sent) = (new Schedule(_countedFrom, Stopwatch.Frequency, perSecond), 0);
            recorder.Begin();
        }
    }

    /// <summary>Sends nothing until <see cref="Resume"/>: nobody is there to answer. What is under way is told as lost.</summary>
    /// <returns>How many requests were due until now and are never sent, because no connection was free.</returns>
    public long Suspend()
    {
        lock (_gate)
        {
            _isSuspended = true;
            return SkipDue();
        }
    }

    /// <summary>Sends again, by the same schedule. What was due meanwhile is left out: who comes then finds nobody, and does not come again.</summary>
    /// <returns>How many requests that were.</returns>
    public long Resume()
    {
        lock (_gate)
        {
            _isSuspended = false;
            return SkipDue();
        }
    }

    /// <summary>Sends what is due by now, begins nothing more, and ends what was begun. Done when all is answered, or has had its time.</summary>
    /// <returns>How many requests were due and not sent within another second.</returns>
    public async Task<long> EndAsync(TimeSpan patience)
    {
        lock (_gate)
        {
            _toSend = _schedule?.DueBy(Stopwatch.GetTimestamp()) ?? 0;
            if (_sent >= _toSend) _caughtUp.TrySetResult();
        }

        await Task.WhenAny(_caughtUp.Task, Task.Delay(CatchUp));
        long neverSent;
        List<Lane> midway = [];
        lock (_gate)
        {
            _isOver = true;
            neverSent = Math.Max(0, _toSend - _sent);
            while (_idle.TryPop(out var lane))
            {
                if (lane.IsIdle && lane.IsMidway) midway.Add(lane);
                lane.IsIdle = false;
            }

            _underWay += midway.Count;
            if (_underWay == 0) _quiet.TrySetResult();
        }

        foreach (var lane in midway) lane.Send(Stopwatch.GetTimestamp(), isCounted: false);
        await Task.WhenAny(_quiet.Task, Task.Delay(patience));
        return neverSent;
    }

    /// <summary>Takes note that a request was answered (status 0: that it was lost), and gives its connection the next one.</summary>
    public void Ended(Lane lane, in Asked asked, int status, int code, bool isFree)
    {
        if (asked.IsCounted && IsMeasured(asked.IntendedAt))
        {
            var now = Stopwatch.GetTimestamp();
            recorder.Ended(asked.Operation, now - asked.IntendedAt, now - asked.SentAt, status, code);
        }

        lock (_gate)
        {
            _underWay--;
            if (_isOver && _underWay == 0 && !(isFree && lane.IsMidway)) _quiet.TrySetResult();
        }

        if (isFree) Free(lane);
    }

    /// <summary>Has a connection send the next request, now or when it is due.</summary>
    public void Free(Lane lane)
    {
        var now = Stopwatch.GetTimestamp();
        var intended = now;
        bool isCounted, isOwnFault;
        lock (_gate)
        {
            // Opened again, lost, and opened again: it waits already.
            if (lane.IsIdle) return;
            isCounted = !_isOver;
            isOwnFault = _idle.Count > 0;
            if (_isOver)
            {
                if (!lane.IsMidway) return;
            }
            else if (_schedule is not null && !TakeDue(now, out intended))
            {
                lane.IsIdle = true;
                _idle.Push(lane);
                return;
            }

            _underWay++;
        }

        if (isCounted && IsMeasured(intended)) recorder.Sent(now - intended, isOwnFault);
        lane.Send(intended, isCounted);
    }

    /// <summary>Takes note that a connection with nothing under way was lost.</summary>
    public void Withdraw(Lane lane)
    {
        lock (_gate) lane.IsIdle = false;
    }

    private void Pace()
    {
        while (true)
        {
            long now, wait;
            while (true)
            {
                now = Stopwatch.GetTimestamp();
                Lane? lane;
                long intended;
                lock (_gate)
                {
                    if (_isOver) return;
                    lane = TakeIdle(now, out intended);
                    wait = (_schedule!.DueAt(_sent) - now) / (Stopwatch.Frequency / 1_000_000);

                    // Something is due and nobody is free: whoever is next takes it without this thread.
                    if (_isSuspended) wait = LongestWaitMicros;
                    else if (lane is null && wait <= 0) wait = BusyWaitMicros;
                }

                if (lane is null) break;
                if (IsMeasured(intended)) recorder.Sent(now - intended, isOwnFault: true);
                lane.Send(intended, isCounted: true);
            }

            ShortSleep.Wait((int)Math.Clamp(wait, ShortestWaitMicros, LongestWaitMicros));
        }
    }

    // What was to be sent before is warming up, even if it is answered since.
    private bool IsMeasured(long intended) => intended >= Volatile.Read(ref _countedFrom);

    // Null: nothing is due, or nobody is free to send it.
    private Lane? TakeIdle(long now, out long intended)
    {
        intended = 0;
        while (_idle.TryPeek(out var lane))
        {
            if (lane.IsIdle && !TakeDue(now, out intended)) return null;
            _idle.Pop();
            if (!lane.IsIdle) continue;
            lane.IsIdle = false;
            _underWay++;
            return lane;
        }

        return null;
    }

    private long SkipDue()
    {
        var due = _schedule?.DueBy(Stopwatch.GetTimestamp()) ?? 0;
        var skipped = long.Max(0, due - _sent);
        _sent += skipped;
        return skipped;
    }

    private bool TakeDue(long now, out long intended)
    {
        intended = _schedule!.DueAt(_sent);
        if (_isSuspended || _sent >= _toSend || intended > now) return false;
        if (++_sent == _toSend) _caughtUp.TrySetResult();
        return true;
    }
}
