using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;

namespace MiniExchange.Api.Streams.Connections;

/// <summary>How many WebSockets may be open: for each address, so that nobody takes the room of all, and in all, so that the process lives.</summary>
internal sealed class ConnectionRoom(IOptions<ApiOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private int _all;

    /// <summary>How much of it is taken.</summary>
    public int Count => Volatile.Read(ref _all);

    /// <summary>Takes the room of one connection, which is given back by disposing it.</summary>
    /// <returns>Null if there is none, and then what to answer.</returns>
    public (IDisposable? Taken, TradingError? Error) Take(IPAddress? address)
    {
        var caller = RequestWeights.CallerOf(address);
        var limits = options.Value.Streams;
        lock (_gate)
        {
            var open = _perAddress.GetValueOrDefault(caller);
            if (options.Value.LimitsEnabled && open >= limits.ConnectionsPerAddress) return (null, TradingErrors.TooManyOpen(limits.ConnectionsPerAddress));
            if (_all >= limits.MaxConnections)
            {
                return (null, TradingErrors.Overloaded("There are as many WebSockets as Api:Streams:MaxConnections allows."));
            }

            _perAddress[caller] = open + 1;
            _all++;
            return (new Room(this, caller), null);
        }
    }

    private void GiveBack(IPAddress caller)
    {
        lock (_gate)
        {
            _all--;
            if (--_perAddress[caller] == 0) _perAddress.Remove(caller);
        }
    }

    private sealed class Room(ConnectionRoom all, IPAddress caller) : IDisposable
    {
        private bool _isGivenBack;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isGivenBack, true)) all.GiveBack(caller);
        }
    }
}
