using System;
using System.Collections.Generic;
using System.Globalization;
using MiniExchange.Actors.Cells;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Transfers;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application;

/// <summary>The sorts of actors that make up the exchange, for an engine to host.</summary>
public static class ExchangeActors
{
    /// <summary>Accounts, books, the catalog, risk, settlement and transfers, each with its stored shapes.</summary>
    public static IReadOnlyList<ActorKind> Kinds(
        Func<ICellCodec<Account, AccountEvent>> accountCodec,
        Func<ICellCodec<Book, BookEvent>> bookCodec,
        Func<ICellCodec<MarketCatalog, CatalogEvent>> catalogCodec,
        Func<ICellCodec<Restrictions, RiskEvent>> riskCodec,
        Func<ICellCodec<Batches, SettlementEvent>> settlementCodec,
        Func<ICellCodec<Transfer, TransferEvent>> transferCodec) =>
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
        new ActorKind<Restrictions, RiskEvent>(Addresses.RiskKind, isRemembered: true, _ => new RiskBehavior(), riskCodec)
        {
            SingletonId = Addresses.Risk.Id,
        },
        new ActorKind<Batches, SettlementEvent>(
            Addresses.SettlementKind, isRemembered: false, _ => new SettlementBehavior(), settlementCodec)
        {
            SingletonId = Addresses.Settlement.Id,
        },
        new ActorKind<Transfer, TransferEvent>(
            Addresses.TransferKind, isRemembered: false, _ => new TransferBehavior(), transferCodec),
    ];
}
