using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace MiniExchange.Api.Keys;

/// <summary>The addresses that may use a key.</summary>
internal sealed class AddressRules
{
    /// <summary>How many a key may list.</summary>
    public const int MaxCount = 30;

    /// <summary>What is accepted, for whoever sent something else.</summary>
    public const string Rule = "At most 30 IP addresses, or networks such as 192.0.2.0/24.";

    private const int MappedPrefix = 96;

    private readonly List<IPNetwork> _networks = [];

    /// <summary>Reads rules; null if one of them is none.</summary>
    public static AddressRules? Read(IReadOnlyList<string> rules)
    {
        if (rules.Count > MaxCount) return null;
        var read = new AddressRules();
        foreach (var rule in rules)
        {
            if (IPAddress.TryParse(rule, out var address)) read._networks.Add(new IPNetwork(Plain(address), Plain(address).GetAddressBytes().Length * 8));
            else if (rule.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(rule, out var network)) read._networks.Add(Plain(network));
            else return null;
        }

        return read;
    }

    /// <summary>Whether a caller may use the key. Where nobody knows its address, only a key without rules may be used.</summary>
    public bool Allow(IPAddress? address)
    {
        if (_networks.Count == 0) return true;
        if (address is null) return false;

        var caller = Plain(address);
        return _networks.Exists(network => network.BaseAddress.AddressFamily == caller.AddressFamily && network.Contains(caller));
    }

    /// <summary>The rules as they are stored and shown.</summary>
    public IReadOnlyList<string> ToTexts() => _networks.ConvertAll(static network => IsSingle(network) ? network.BaseAddress.ToString() : network.ToString());

    // A socket that takes both families shows IPv4 callers inside IPv6.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork Plain(IPNetwork network) => network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
        ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
        : network;

    private static bool IsSingle(IPNetwork network) =>
        network.PrefixLength == (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
}
