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
    /// <summary>Whose stream a key names; null if it is unknown, has expired, or was made with an API key that may not be used from there.</summary>
    AccountId? AccountOf(string listenKey, IPAddress? caller);

    /// <summary>Is canceled when the key expires or is closed.</summary>
    CancellationToken ExpiryOf(string listenKey);
}
