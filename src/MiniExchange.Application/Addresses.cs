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

    /// <summary>The one catalog.</summary>
    public static readonly ActorAddress Catalog = ActorAddress.Of(CatalogKind, "markets");

    /// <summary>One user's account.</summary>
    public static ActorAddress Account(AccountId id) =>
        ActorAddress.Of(AccountKind, id.Value.ToString(CultureInfo.InvariantCulture));

    /// <summary>One pair's book.</summary>
    public static ActorAddress Book(string symbol) => ActorAddress.Of(BookKind, symbol);
}
