using System;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;

namespace MiniExchange.Api.Limits;

/// <summary>The weight and number of the requests of each address, and the addresses that are banned for ignoring their limits.</summary>
internal sealed class RequestWeights(IOptions<ApiOptions> options, AddressBans bans, TimeProvider time)
{
    private readonly FixedWindowCounts<IPAddress> _weight = new(60, options.Value.MaxCountedCallers, time);
    private readonly FixedWindowCounts<IPAddress> _requests = new(300, options.Value.MaxCountedCallers, time);
    private readonly FixedWindowCounts<IPAddress> _connections = new(300, options.Value.MaxCountedCallers, time);

    /// <summary>Charges a request, notes the sum, and returns the refusal if its address is over a limit or banned.</summary>
    public TradingError? Charge(IPAddress? address, int weight, UsedLimits used) => Charge(CallerOf(address), weight, requests: 1, used);

    /// <summary>Charges what a request that was counted already turned out to cost besides.</summary>
    public TradingError? ChargeMore(IPAddress? address, int weight, UsedLimits used) => Charge(CallerOf(address), weight, requests: 0, used);

    /// <summary>Counts an attempt to open a socket, notes the weight so far, and returns the refusal if its address has had too many or is banned.</summary>
    public TradingError? CountConnection(IPAddress? address, UsedLimits used)
    {
        var caller = CallerOf(address);
        var count = _connections.Add(caller, 1, out var isShared);
        used.Weight = _weight.Add(caller, 0);
        if (!options.Value.LimitsEnabled) return null;
        if (BanOf(caller) is { } banned) return banned;
        if (count <= options.Value.ConnectionsPer5Minutes) return null;

        if (!isShared) bans.CountRefusal(caller);
        return TradingErrors.TooManyConnections(options.Value.ConnectionsPer5Minutes, _connections.SecondsLeft);
    }

    /// <summary>One subscriber of IPv6 owns at least a /64, so that is what counts as one address.</summary>
    internal static IPAddress CallerOf(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    private TradingError? Charge(IPAddress caller, int weight, int requests, UsedLimits used)
    {
        var sum = _weight.Add(caller, weight, out var isShared);
        var count = _requests.Add(caller, requests);
        used.Weight = sum;
        if (!options.Value.LimitsEnabled) return null;
        if (BanOf(caller) is { } banned) return banned;

        var limits = options.Value;
        var refusal = sum > limits.RequestWeightPerMinute
            ? TradingErrors.TooMuchWeight(limits.RequestWeightPerMinute, _weight.SecondsLeft)
            : count > limits.RawRequestsPer5Minutes
                ? TradingErrors.TooManyRequests(limits.RawRequestsPer5Minutes, _requests.SecondsLeft)
                : null;

        // Whoever shares a count may have been refused for what others did: it has to wait, and is not banned for it.
        if (refusal is not null && !isShared) bans.CountRefusal(caller);
        return refusal;
    }

    private TradingError? BanOf(IPAddress caller)
    {
        if (bans.EndOf(caller) is not { } until) return null;
        var secondsLeft = (int)Math.Ceiling((until - time.GetUtcNow()).TotalSeconds);
        return TradingErrors.Banned(until.ToUnixTimeMilliseconds(), Math.Max(1, secondsLeft));
    }
}
