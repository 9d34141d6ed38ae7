using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Threading;
using Microsoft.Extensions.Options;

namespace MiniExchange.Api.Limits;

/// <summary>Addresses that went on asking after they were told to stop. Each ban lasts twice as long as the one before it.</summary>
/// <remarks>Forgotten over a restart: a ban protects this process, it is no record of anybody.</remarks>
internal sealed class AddressBans(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly FixedWindowCounts<IPAddress> _refusals = new(60, options.Value.MaxCountedCallers, time);
    private readonly ConcurrentDictionary<IPAddress, Ban> _bans = new();
    private readonly Lock _gate = new();

    /// <summary>Until when an address is banned; null if it is not.</summary>
    public DateTimeOffset? EndOf(IPAddress address) =>
        _bans.TryGetValue(address, out var ban) && time.GetUtcNow() < ban.Until ? ban.Until : null;

    /// <summary>Notes that a request was refused for being one too many, and bans who has had too many of those in this minute.</summary>
    public void CountRefusal(IPAddress address)
    {
        if (_refusals.Add(address, 1, out var isShared) <= options.Value.RefusalsBeforeBan || isShared) return;

        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_bans.Count >= options.Value.MaxCountedCallers) Forget(now);
            if (_bans.Count >= options.Value.MaxCountedCallers) return;

            _bans.TryGetValue(address, out var before);
            if (before is not null && now < before.Until) return;

            var (first, longest) = (options.Value.FirstBanSeconds, options.Value.LongestBanSeconds);
            var seconds = before is null || IsForgiven(before, now) ? first : Math.Min(2 * (long)before.Seconds, longest);
            _bans[address] = new Ban((int)seconds, now.AddSeconds(seconds));
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, _) in _bans.Where(entry => IsForgiven(entry.Value, now))) _bans.TryRemove(address, out _);
    }

    private bool IsForgiven(Ban ban, DateTimeOffset now) => now >= ban.Until.AddSeconds(options.Value.LongestBanSeconds);

    private sealed record Ban(int Seconds, DateTimeOffset Until);
}
