using System;
using System.Globalization;
using MiniExchange.Actors;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application;

/// <summary>Where the exchange's actors are found.</summary>
public static class Addresses
{
    /// <summary>The kind of a user's account.</summary>
    public const string AccountKind = "account";

    /// <summary>The kind of a pair's book.</summary>
    public const string BookKind = "book";

    /// <summary>The kind of the list of assets and pairs; there is one.</summary>
    public const string CatalogKind = "catalog";

    /// <summary>The kind of what restricts accounts; there is one.</summary>
    public const string RiskKind = "risk";

    /// <summary>The kind of what closes batches of trades; there is one.</summary>
    public const string SettlementKind = "settlement";

    /// <summary>The kind of a deposit.</summary>
    public const string TransferKind = "transfer";

    /// <summary>The one catalog.</summary>
    public static readonly ActorAddress Catalog = ActorAddress.Of(CatalogKind, "markets");

    /// <summary>The one risk.</summary>
    public static readonly ActorAddress Risk = ActorAddress.Of(RiskKind, "exchange");

    /// <summary>The one settlement.</summary>
    public static readonly ActorAddress Settlement = ActorAddress.Of(SettlementKind, "exchange");

    /// <summary>One user's account.</summary>
    public static ActorAddress Account(AccountId id) =>
        ActorAddress.Of(AccountKind, id.Value.ToString(CultureInfo.InvariantCulture));

    /// <summary>One pair's book.</summary>
    public static ActorAddress Book(string symbol) => ActorAddress.Of(BookKind, symbol);

    /// <summary>One deposit: references are its account's own, and are escaped, as an address is letters, digits and few signs.</summary>
    public static ActorAddress Transfer(AccountId account, string reference) => ActorAddress.Of(
        TransferKind, string.Create(CultureInfo.InvariantCulture, $"{account.Value}-{Uri.EscapeDataString(reference)}"));
}
