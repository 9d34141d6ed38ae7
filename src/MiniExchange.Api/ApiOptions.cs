using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using System.Net;
using MiniExchange.Api.Streams;
using MiniExchange.Domain.Books;

namespace MiniExchange.Api;

/// <summary>The limits of the HTTP front end; configuration section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    /// <summary>Where the configuration holds these.</summary>
    public const string Section = "Api";

    /// <summary>The largest request body, in bytes.</summary>
    [Range(1_024, 16 * 1_024 * 1_024)]
    public int MaxBodyBytes { get; set; } = 64 * 1_024;

    /// <summary>Whether requests, new orders and connections are limited; off only where all callers are one's own.</summary>
    public bool LimitsEnabled { get; set; } = true;

    /// <summary>What one account may have open on all pairs together.</summary>
    public AccountLimitOptions AccountLimits { get; set; } = new();

    /// <summary>Orders and cancels under way at once, of all callers, and as many other requests to the trading API; further ones are told that the exchange is busy.</summary>
    [Range(1, 1_000_000)]
    public int MaxRequestsUnderWay { get; set; } = 512;

    /// <summary>Request weight of one address per minute.</summary>
    [Range(1, int.MaxValue)]
    public int RequestWeightPerMinute { get; set; } = 6_000;

    /// <summary>Requests of one address per five minutes, whatever their weight.</summary>
    [Range(1, int.MaxValue)]
    public int RawRequestsPer5Minutes { get; set; } = 61_000;

    /// <summary>Sockets that one address may try to open per five minutes.</summary>
    [Range(1, int.MaxValue)]
    public int ConnectionsPer5Minutes { get; set; } = 300;

    /// <summary>Refusals of one address per minute; one more and it is banned.</summary>
    [Range(1, int.MaxValue)]
    public int RefusalsBeforeBan { get; set; } = 60;

    /// <summary>How long an address is banned for the first time, in seconds; each further ban lasts twice as long.</summary>
    [Range(1, 259_200)]
    public int FirstBanSeconds { get; set; } = 120;

    /// <summary>The longest ban, in seconds; also how long after its end a ban still makes the next one longer.</summary>
    [Range(1, 259_200)]
    public int LongestBanSeconds { get; set; } = 259_200;

    /// <summary>
    /// Addresses of proxies whose <c>X-Forwarded-For</c> is believed, so that a limit counts a proxy's clients one by one; none
    /// unless given, for anybody can send that header.
    /// </summary>
    [IPAddresses]
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    /// <summary>New orders of one account per ten seconds; an order that trades at once gives its unit back.</summary>
    [Range(1, int.MaxValue)]
    public int OrdersPer10Seconds { get; set; } = 50;

    /// <summary>New orders of one account per day; an order that trades at once gives its unit back.</summary>
    [Range(1, int.MaxValue)]
    public int OrdersPerDay { get; set; } = 160_000;

    /// <summary>Addresses and accounts counted one by one in a window; those past it share one count.</summary>
    [Range(1, 10_000_000)]
    public int MaxCountedCallers { get; set; } = 100_000;

    /// <summary>Registrations and sign-ins of one address per minute.</summary>
    [Range(1, int.MaxValue)]
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>How long a sign-in lasts, in minutes.</summary>
    [Range(1, 60 * 24 * 30)]
    public int AccessTokenMinutes { get; set; } = 60;

    /// <summary>API keys that one user may have.</summary>
    [Range(1, 10_000)]
    public int MaxApiKeysPerUser { get; set; } = 20;

    /// <summary>How long a key is trusted without being looked up again, in seconds, as long as no process is known to have removed one.</summary>
    [Range(1, 3_600)]
    public int ApiKeyCacheSeconds { get; set; } = 30;

    /// <summary>Keys remembered at once.</summary>
    [Range(1, 10_000_000)]
    public int MaxCachedApiKeys { get; set; } = 100_000;

    /// <summary>The limits of WebSocket connections.</summary>
    public StreamOptions Streams { get; set; } = new();

    /// <summary>How long a listen key lasts unless it is extended, in minutes.</summary>
    [Range(1, 60 * 24)]
    public int ListenKeyMinutes { get; set; } = 60;

    /// <summary>Accounts whose user streams are open at once; each is a copy of the account in memory.</summary>
    [Range(1, 10_000_000)]
    public int MaxWatchedAccounts { get; set; } = 10_000;

    /// <summary>Accounts that are read from the journal at once because their user streams are being opened; further ones wait.</summary>
    [Range(1, 256)]
    public int SeedsAtOnce { get; set; } = 2;

    /// <summary>What an order does on meeting one of its own account when it does not say.</summary>
    [EnumDataType(typeof(SelfTradePrevention))]
    public SelfTradePrevention DefaultSelfTradePrevention { get; set; } = SelfTradePrevention.ExpireMaker;
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class IPAddressesAttribute() : ValidationAttribute("{0} must be IP addresses.")
{
    public override bool IsValid(object? value) =>
        value is IEnumerable<string> addresses && addresses.All(static address => IPAddress.TryParse(address, out _));
}
