using System;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace MiniExchange.Application.MarketData;

/// <summary>Who is told of changes. One that throws is logged and told of the next change all the same.</summary>
internal sealed partial class MarketObservers(ILogger logger)
{
    private ImmutableArray<Observer> _observers = [];

    public IDisposable Add(IMarketObserver observer)
    {
        var added = new Observer(this, observer);
        ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Add(one), added);
        return added;
    }

    public void Tell(IMarketView view, in Telling telling)
    {
        foreach (var observer in _observers)
        {
            try
            {
                if (telling.Change is { } change) observer.Is.Changed(view, change);
                else observer.Is.Closed(view, telling.Grid.Interval, telling.Grid.OffsetMinutes, telling.Candle);
            }
#pragma warning disable CA1031 // Whatever it is, it is the observer's; the others must hear of every change.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogObserverFailed(logger, failure, observer.Is.GetType().Name);
            }
        }
    }

    [LoggerMessage(EventId = 3102, Level = LogLevel.Error, Message = "{Observer} failed on a change of market data.")]
    private static partial void LogObserverFailed(ILogger logger, Exception failure, string observer);

    private sealed class Observer(MarketObservers all, IMarketObserver observer) : IDisposable
    {
        public IMarketObserver Is => observer;

        public void Dispose() => ImmutableInterlocked.Update(ref all._observers, static (all, one) => all.Remove(one), this);
    }
}
