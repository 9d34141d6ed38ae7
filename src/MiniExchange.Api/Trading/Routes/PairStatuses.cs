using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Which pairs are halted, as their books say: asked again when the last answer is a second old, by one request for all.</summary>
internal sealed class PairStatuses(ExchangeClient exchange, MarketDirectory markets, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _asking = new(1);
    private Answer? _last;

    /// <summary>Symbols of halted pairs. A book that does not answer is as it was when it last did.</summary>
    public async ValueTask<FrozenSet<string>> HaltedAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh) return fresh;
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } justAsked) return justAsked;
            var halted = await AskAsync(_last?.Halted ?? FrozenSet<string>.Empty, cancellationToken);
            Volatile.Write(ref _last, new Answer(halted, time.GetTimestamp()));
            return halted;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private FrozenSet<string>? Fresh() =>
        Volatile.Read(ref _last) is { } last && time.GetElapsedTime(last.Since) < GoodFor ? last.Halted : null;

    private async Task<FrozenSet<string>> AskAsync(FrozenSet<string> before, CancellationToken cancellationToken)
    {
        var pairs = markets.Catalog.Pairs;
        var outcomes = await Task.WhenAll(pairs.Select(pair => exchange.DepthAsync(pair.Symbol, 1, cancellationToken)));
        var halted = new List<string>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var symbol = pairs[i].Symbol;
            if (outcomes[i] is Completed<DepthState> { Value: var book } ? book.IsHalted : before.Contains(symbol)) halted.Add(symbol);
        }

        return halted.ToFrozenSet(StringComparer.Ordinal);
    }

    private sealed record Answer(FrozenSet<string> Halted, long Since);
}
