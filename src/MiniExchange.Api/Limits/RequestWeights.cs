using System;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;

namespace MiniExchange.Api.Limits;

/// <summary>The request weight that each address used in this minute.</summary>
internal sealed class RequestWeights(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly FixedWindowCounts<IPAddress> _used = new(60, options.Value.MaxCountedCallers, time);

    /// <summary>Charges a request, notes the sum, and returns the refusal if the sum is over the limit.</summary>
    public TradingError? Charge(IPAddress? address, int weight, UsedLimits used)
    {
        var sum = _used.Add(CallerOf(address), weight);
        used.Weight = sum;
        var limit = options.Value.RequestWeightPerMinute;
        return sum > limit && options.Value.LimitsEnabled ? TradingErrors.TooMuchWeight(limit, _used.SecondsLeft) : null;
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
}
