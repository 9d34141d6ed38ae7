using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Text.Json;
using MiniExchange.Domain.Books;

namespace MiniExchange.Benchmarks.Books;

/// <summary>A workload that was drawn, and what is known of it.</summary>
/// <param name="Shape">What it was drawn from.</param>
/// <param name="Commands">In order.</param>
/// <param name="Expected">What the plain book made of them.</param>
/// <param name="Limits">Limit orders.</param>
/// <param name="Markets">Market orders.</param>
/// <param name="ImmediateOrCancels">Immediate-or-cancel orders.</param>
/// <param name="Cancels">Cancels.</param>
/// <param name="AggressiveLimits">Limit orders on the other side of the mid price.</param>
/// <param name="FinalMid">Where the mid price got to.</param>
/// <param name="LiveMinAfter100K">Fewest resting orders after the first 100,000 commands, looked at every 10,000.</param>
/// <param name="LiveMax">Most resting orders.</param>
/// <param name="LevelsMean">Prices of both sides on average, after the first 100,000 commands.</param>
internal sealed record GeneratedWorkload(
    WorkloadShape Shape,
    ImmutableArray<WorkloadCommand> Commands,
    WorkloadResult Expected,
    int Limits,
    int Markets,
    int ImmediateOrCancels,
    int Cancels,
    int AggressiveLimits,
    long FinalMid,
    int LiveMinAfter100K,
    int LiveMax,
    double LevelsMean)
{
    private static readonly JsonWriterOptions Written = new() { Indented = true, IndentSize = 1, NewLine = "\n" };

    /// <summary>Writes <paramref name="path"/> and, beside it, <c>.expected.json</c>; byte for byte the same on every machine.</summary>
    public void Write(string path)
    {
        using (var lines = new StreamWriter(path) { NewLine = "\n" })
        {
            lines.WriteLine(WorkloadFile.Header);
            foreach (var command in Commands) lines.WriteLine(Line(command));
        }

        using var expected = File.Create(Path.ChangeExtension(path, ".expected.json"));
        WriteExpected(expected);
    }

    private static string Line(in WorkloadCommand command)
    {
        var operation = command.Operation switch
        {
            WorkloadOperation.Limit => 'L',
            WorkloadOperation.ImmediateOrCancel => 'I',
            WorkloadOperation.Market => 'M',
            _ => 'C',
        };
        var side = command.Side == Side.Buy ? 'B' : 'S';
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{command.Id},{operation},{side},{command.Price},{command.Quantity},{command.Target}");
    }

    private void WriteExpected(Stream output)
    {
        using var json = new Utf8JsonWriter(output, Written);
        json.WriteStartObject();
        json.WriteNumber("n", Shape.Commands);
        json.WriteNumber("seed", Shape.Seed);
        if (Shape.Spread != 1) json.WriteNumber("spread", Shape.Spread);
        json.WriteStartObject("commands");
        json.WriteNumber("L", Limits);
        json.WriteNumber("M", Markets);
        json.WriteNumber("I", ImmediateOrCancels);
        json.WriteNumber("C", Cancels);
        json.WriteEndObject();
        json.WriteNumber("aggressive_limits", AggressiveLimits);
        json.WriteNumber("trades", Expected.Trades);
        json.WriteNumber("traded_qty", Expected.TradedQuantity);
        json.WriteNumber("notional", Expected.Notional);
        json.WriteString("trade_hash", Expected.TradeHash);
        json.WriteNumber("resting", Expected.Resting);
        json.WriteNumber("bid_qty", Expected.BidQuantity);
        json.WriteNumber("ask_qty", Expected.AskQuantity);
        json.WriteNumber("bid_notional", Expected.BidNotional);
        json.WriteNumber("ask_notional", Expected.AskNotional);
        json.WriteNumber("final_mid", FinalMid);
        json.WriteNumber("live_min_after_100k", LiveMinAfter100K);
        json.WriteNumber("live_max", LiveMax);

        // A mean is written as one, also where it is a whole number.
        json.WritePropertyName("levels_mean");
        json.WriteRawValue(double.IsInteger(LevelsMean)
            ? LevelsMean.ToString("F1", CultureInfo.InvariantCulture)
            : LevelsMean.ToString("R", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
