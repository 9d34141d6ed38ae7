using System;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Storage;

/// <summary>Which exchange a store is of. Journal and relational store each keep it, and <see cref="ExchangePair"/> compares them.</summary>
public interface IExchangeIdentity
{
    /// <summary>How operators know the store: its kind, and its file or database. Begins in lower case.</summary>
    string StoreName { get; }

    /// <summary>Reads which exchange the store is of, and whether anything is kept in it.</summary>
    Task<StoreIdentity> ReadIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Writes which exchange the store is of, for good. Only for a store that does not say.</summary>
    Task WriteIdentityAsync(Guid exchangeId, CancellationToken cancellationToken);
}

/// <summary>What a store says of itself.</summary>
/// <param name="ExchangeId">The exchange that it is of; null if it has never been told.</param>
/// <param name="HasContent">Whether it keeps anything: records, or users and rows.</param>
public sealed record StoreIdentity(Guid? ExchangeId, bool HasContent);
