using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MiniExchange.Api.Keys;

/// <summary>Tells what rests on a key for longer than a request that the key is gone, whichever process removed it.</summary>
/// <remarks>
/// Once a second, while anything rests on a key, the ring is asked whether any has been removed; if so, and once in
/// <see cref="ApiOptions.ApiKeyCacheSeconds"/>, each key that something rests on is looked up.
/// </remarks>
internal sealed partial class ApiKeyWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Watcher>> _watchers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ApiKeyRing _keys;
    private readonly TimeProvider _time;
    private readonly int _looksPerReload;
    private readonly ILogger<ApiKeyWatch> _logger;
    private ITimer? _timer;
    private bool _isLooking;
    private long _removals;
    private int _looks;

    public ApiKeyWatch(ApiKeyRing keys, IOptions<ApiOptions> options, TimeProvider time, ILogger<ApiKeyWatch> logger)
    {
        (_keys, _time, _logger) = (keys, time, logger);
        _looksPerReload = options.Value.ApiKeyCacheSeconds;
        _removals = keys.Removals;
        _keys.Removed += Tell;
    }

    /// <summary>Has an action run once the key is gone, until the result is disposed. It runs on any thread and must not block.</summary>
    public IDisposable Watch(string apiKey, Action gone)
    {
        var watcher = new Watcher(this, apiKey, gone);
        lock (_gate)
        {
            if (!_watchers.TryGetValue(apiKey, out var watchers)) _watchers[apiKey] = watchers = [];
            watchers.Add(watcher);
            _timer ??= _time.CreateTimer(static watch => _ = ((ApiKeyWatch)watch!).LookAsync(), this, Period, Period);
        }

        return watcher;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _keys.Removed -= Tell;
        _stopping.Cancel();
        lock (_gate) _timer?.Dispose();
    }

    private async Task LookAsync()
    {
        // A slow store is not asked twice at once.
        if (Interlocked.Exchange(ref _isLooking, true)) return;
        string[] watched;
        lock (_gate) watched = [.. _watchers.Keys];
        try
        {
            await _keys.CheckRemovalsAsync(_stopping.Token);
            var removals = _keys.Removals;
            if (removals == _removals && ++_looks < _looksPerReload) return;
            _removals = removals;
            _looks = 0;

            // The ring tells about those that it does not find.
            foreach (var apiKey in watched) await _keys.ReloadAsync(apiKey, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody is left to tell.
        }
        catch (DbException unreachable)
        {
            // While the store is away nobody can remove a key either; the next look finds what came before.
            LogAway(_logger, unreachable.Message);
        }
        finally
        {
            Volatile.Write(ref _isLooking, false);
        }
    }

    private void Tell(string apiKey)
    {
        Watcher[] watchers;
        lock (_gate) watchers = _watchers.TryGetValue(apiKey, out var some) ? [.. some] : [];
        foreach (var watcher in watchers) watcher.Gone();
    }

    private void Forget(Watcher watcher)
    {
        lock (_gate)
        {
            if (!_watchers.TryGetValue(watcher.ApiKey, out var watchers) || !watchers.Remove(watcher) || watchers.Count > 0) return;
            _watchers.Remove(watcher.ApiKey);
            if (_watchers.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    [LoggerMessage(5006, LogLevel.Warning, "Keys that connections rest on cannot be looked up: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    private sealed class Watcher(ApiKeyWatch watch, string apiKey, Action gone) : IDisposable
    {
        public string ApiKey { get; } = apiKey;

        public void Gone() => gone();

        public void Dispose() => watch.Forget(this);
    }
}
