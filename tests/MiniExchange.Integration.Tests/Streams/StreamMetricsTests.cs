using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Api.Streams;
using MiniExchange.Domain.Books;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class StreamMetricsTests
{
    [Fact]
    public async Task Metrics_TellWhatIsOpen_WhatWaits_AndWhoWasTooSlow()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:OutboxMessages", "8")]);
        var metrics = host.Api.Service<StreamMetrics>();
        var values = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, metrics)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        await using var slow = await host.ListenAsync("btcusdt@depth@100ms", "btcusdt@trade");
        await using var other = await host.ListenAsync("ethbtc@trade");

        listener.RecordObservableInstruments();
        Assert.Equal(
            ("MiniExchange.Streams", 2, 3, 0),
            (StreamMetrics.MeterName, values["miniexchange.streams.connections"], values["miniexchange.streams.topics"], values["miniexchange.streams.waiting"]));

        // What waits may have been sent a moment later, until the network has taken all that it takes.
        for (var i = 1; values["miniexchange.streams.waiting"] == 0 && host.Connections.Count == 2; i++)
        {
            await ChangeMuchAsync(host, i);
            listener.RecordObservableInstruments();
        }

        Assert.InRange(values["miniexchange.streams.waiting"], 1, int.MaxValue);
        for (var i = 1; host.Connections.Count == 2; i++) await ChangeMuchAsync(host, i);

        await Waiting.UntilAsync(() => values.TryGetValue("miniexchange.streams.slow_clients", out var count) && count == 1, "the slow client was counted");

        // It is counted before its topics are given back.
        await Waiting.UntilAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                return (values["miniexchange.streams.connections"], values["miniexchange.streams.topics"]) == (1, 1);
            },
            "only the other client and its topic were left");
    }

    // The client does not read, so that it waits before long.
    private static async Task ChangeMuchAsync(StreamHost host, int lots)
    {
        host.Market.SetLevels(ApiHost.BtcUsdt, [.. Enumerable.Range(1, 4_000).Select(i => (Side.Buy, 3_000_000L + i, (long)lots))]);
        await host.AdvanceAsync(100);
    }
}
