using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>What happens to accounts, as their owners are told: binance-style events, made from the committed feed.</summary>
internal interface IUserData
{
    /// <summary>Shows everything that happens to an account from now on, in order and without gaps, until the result is disposed.</summary>
    ValueTask<IDisposable> SubscribeAsync(AccountId account, IUserDataSink sink, CancellationToken cancellationToken);
}

/// <summary>The listen keys that older clients name their user stream by.</summary>
internal interface IListenKeys
{
    /// <summary>Looks a key up for a stream that it is to name; null if it is unknown, has expired, or was made with an API key that may not be used from there.</summary>
    ValueTask<ListenKeyUse?> UseAsync(string listenKey, IPAddress? caller, CancellationToken cancellationToken);
}

/// <summary>A listen key that names a stream, until it is disposed.</summary>
/// <param name="account">Whose stream.</param>
/// <param name="release">What to do when no stream is named any more.</param>
/// <param name="expiry">Is canceled when the key expires or is closed.</param>
internal sealed class ListenKeyUse(AccountId account, Action release, CancellationToken expiry) : IDisposable
{
    public AccountId Account { get; } = account;

    public CancellationToken Expiry { get; } = expiry;

    public void Dispose() => release();
}
