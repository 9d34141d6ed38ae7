using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Users;

/// <summary>Listen keys, by which older clients name the stream of their account: one for each API key that asked, known to every front end.</summary>
/// <remarks>Each lasts for a time, by the store's clock, and ends with its API key.</remarks>
public interface IListenKeyStore
{
    /// <summary>The listen key of an API key, good for a lifetime from now on: the one it has while that is good, else the new one.</summary>
    /// <returns>Null if there is no such API key.</returns>
    Task<string?> OpenAsync(string apiKey, string newListenKey, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Makes a key last for a lifetime from now on.</summary>
    /// <returns>Whether the account has such a key.</returns>
    Task<bool> ExtendAsync(string listenKey, AccountId account, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Ends a key.</summary>
    /// <returns>Whether the account had such a key.</returns>
    Task<bool> CloseAsync(string listenKey, AccountId account, CancellationToken cancellationToken);

    /// <summary>The API key that a listen key was made with; null if there is no such listen key, or not any more.</summary>
    Task<ApiKey?> FindAsync(string listenKey, CancellationToken cancellationToken);

    /// <summary>Those of some listen keys that are still good.</summary>
    Task<IReadOnlySet<string>> StillGoodAsync(IReadOnlyCollection<string> listenKeys, CancellationToken cancellationToken);
}
