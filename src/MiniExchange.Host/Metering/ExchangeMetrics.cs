using System;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Settlement;
using MiniExchange.Storage.Relational.Projections;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniExchange.Host.Metering;

/// <summary>Collects every meter of the exchange: for <c>/metrics</c>, and over OTLP where an endpoint is configured.</summary>
internal sealed class ExchangeMetrics : IDisposable
{
    private const string MeterName = "MiniExchange.ReadSide";
    private const string SettlementMeterName = "MiniExchange.Settlement";
    private const string MarketMeterName = "MiniExchange.MarketData";

    private readonly Meter _meter = new(MeterName);
    private readonly Meter _marketMeter = new(MarketMeterName);
    private readonly Meter _settlementMeter = new(SettlementMeterName);
    private readonly PrometheusText _text = new();
    private readonly MeterProvider _provider;

    public ExchangeMetrics(ExchangeProjection projection, LiveMarketData market, SettlementCloser settlement, IConfiguration configuration)
    {
        _meter.CreateObservableGauge(
            "miniexchange.projection.lag", () => projection.Status.Lag, "{position}", "Journal positions that the read side is behind.");
        _meter.CreateObservableGauge(
            "miniexchange.projection.position", () => projection.Status.Position, "{position}", "Journal position that the read side shows.");
        _meter.CreateObservableGauge(
            "miniexchange.projection.failures", () => projection.Status.FailuresInARow, "{failure}", "Failures of the projection in a row.");
        _marketMeter.CreateObservableGauge(
            "miniexchange.marketdata.lag", () => market.Status.Lag, "{position}", "Journal positions that market data is behind.");
        _marketMeter.CreateObservableGauge(
            "miniexchange.marketdata.position", () => market.Status.Position, "{position}", "Journal position that market data shows.");
        _marketMeter.CreateObservableGauge(
            "miniexchange.marketdata.failures", () => market.Status.FailuresInARow, "{failure}", "Failures of market data in a row.");
        _settlementMeter.CreateObservableGauge(
            "miniexchange.settlement.problem", () => settlement.Problems.Count, "{problem}", "What keeps batches of trades from being right and closed; zero if nothing does.");

        var builder = Sdk.CreateMeterProviderBuilder()
            .AddMeter("MiniExchange.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddReader(_text.Reader);
        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) builder = builder.AddOtlpExporter();
        _provider = builder.Build();
    }

    /// <summary>The current values in Prometheus' text format.</summary>
    public string Write() => _text.Write();

    /// <inheritdoc />
    public void Dispose()
    {
        _provider.Dispose();
        _text.Dispose();
        _meter.Dispose();
        _marketMeter.Dispose();
        _settlementMeter.Dispose();
    }
}
