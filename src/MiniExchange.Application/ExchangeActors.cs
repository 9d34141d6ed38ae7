using System;
using System.Collections.Generic;
using System.Globalization;
using MiniExchange.Actors.Cells;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application;

/// <summary>The sorts of actors that make up the exchange, for an engine to host.</summary>
public static class ExchangeActors
{
    /// <summary>Accounts, books and the catalog, each with its stored shapes.</summary>
    public static IReadOnlyList<ActorKind> Kinds(
        Func<ICellCodec<Account, AccountEvent>> accountCodec,
        Func<ICellCodec<Book, BookEvent>> bookCodec,
        Func<ICellCodec<MarketCatalog, CatalogEvent>> catalogCodec) =>
    [
        new ActorKind<Account, AccountEvent>(
            Addresses.AccountKind,
            isRemembered: false,
            address => new AccountBehavior(new AccountId(long.Parse(address.Id, CultureInfo.InvariantCulture))),
            accountCodec),
        new ActorKind<Book, BookEvent>(
            Addresses.BookKind, isRemembered: true, address => new BookBehavior(address.Id), bookCodec),
        new ActorKind<MarketCatalog, CatalogEvent>(
            Addresses.CatalogKind, isRemembered: true, _ => new CatalogBehavior(), catalogCodec)
        {
            SingletonId = Addresses.Catalog.Id,
        },
    ];
}
