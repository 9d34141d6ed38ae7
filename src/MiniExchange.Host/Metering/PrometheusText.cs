using System;
using System.Globalization;
using System.IO;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace MiniExchange.Host.Metering;

/// <summary>Collects the exchange's meters on request and writes them in Prometheus' text format.</summary>
/// <remarks>Collecting and adding up is OpenTelemetry's; only the format is here, as no exporter package for it is to be had.</remarks>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    private readonly object _gate = new();
    private TextWriter _output = TextWriter.Null;

    /// <summary>The reader to add to a meter provider.</summary>
    public BaseExportingMetricReader Reader => field ??= new BaseExportingMetricReader(this);

    /// <summary>The current values.</summary>
    public string Write()
    {
        lock (_gate)
        {
            using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            _output = output;
            Reader.Collect();
            _output = TextWriter.Null;
            return output.ToString();
        }
    }

    /// <inheritdoc />
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch) Write(metric);
        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        var name = NameOf(metric);
        _output.WriteLine($"# HELP {name} {metric.Description}");
        _output.WriteLine($"# TYPE {name} {TypeOf(metric)}");
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.LongSum:
                    WriteValue(name, point, point.GetSumLong());
                    break;
                case MetricType.LongSumNonMonotonic:
                    WriteValue(name, point, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    WriteValue(name, point, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    WriteValue(name, point, point.GetGaugeLastValueLong());
                    break;
                case MetricType.DoubleGauge:
                    WriteValue(name, point, point.GetGaugeLastValueDouble());
                    break;
                case MetricType.Histogram:
                    WriteHistogram(name, point);
                    break;
            }
        }
    }

    private void WriteHistogram(string name, in MetricPoint point)
    {
        var labels = LabelsOf(point);
        var separator = labels.Length > 0 ? "," : string.Empty;
        var cumulative = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Text(bucket.ExplicitBound);
            _output.WriteLine($"{name}_bucket{{{labels}{separator}le=\"{bound}\"}} {cumulative}");
        }

        var suffix = labels.Length > 0 ? $"{{{labels}}}" : string.Empty;
        _output.WriteLine($"{name}_sum{suffix} {Text(point.GetHistogramSum())}");
        _output.WriteLine($"{name}_count{suffix} {point.GetHistogramCount()}");
    }

    private void WriteValue(string name, in MetricPoint point, double value)
    {
        var labels = LabelsOf(point);
        _output.WriteLine($"{name}{(labels.Length > 0 ? $"{{{labels}}}" : string.Empty)} {Text(value)}");
    }

    private static string LabelsOf(in MetricPoint point)
    {
        var labels = string.Empty;
        foreach (var (key, value) in point.Tags)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            labels += $"{(labels.Length > 0 ? "," : string.Empty)}{Plain(key)}=\"{text}\"";
        }

        return labels;
    }

    private static string NameOf(Metric metric)
    {
        var unit = metric.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => string.Empty };
        var total = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum ? "_total" : string.Empty;
        return Plain(metric.Name) + unit + total;
    }

    private static string TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Plain(string name) => name.Replace('.', '_').Replace('-', '_');

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
