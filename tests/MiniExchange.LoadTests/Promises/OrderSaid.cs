using System;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MiniExchange.LoadTests.Promises;

/// <summary>What the exchange said of one order: when it acknowledged it, or later when it was asked. Small, for a soak keeps a million of them.</summary>
/// <param name="OrderId">The order's number, unique on its pair.</param>
/// <param name="Executed">How much of it had traded, in hundred-millionths.</param>
/// <param name="Stage">How far it was.</param>
internal readonly record struct OrderSaid(long OrderId, long Executed, OrderStage Stage)
{
    private const decimal Fractions = 100_000_000m;

    /// <summary>Reads the start of an answer to an order or to a cancel.</summary>
    /// <returns>False if it does not tell of an order, its quantity and its status.</returns>
    public static bool TryRead(ReadOnlySpan<byte> answer, out OrderSaid said)
    {
        said = default;
        if (!Utf8Parser.TryParse(After(answer, "\"orderId\":"u8), out long number, out _)) return false;
        if (!Utf8Parser.TryParse(After(answer, "\"executedQty\":\""u8), out decimal executed, out _)) return false;
        var status = After(answer, "\"status\":\""u8);
        var end = status.IndexOf((byte)'"');
        if (end < 0) return false;
        said = new OrderSaid(number, Of(executed), StageOf(status[..end]));
        return true;
    }

    /// <summary>Reads one order of a list of them.</summary>
    public static OrderSaid Read(JsonElement order) => new(
        order.GetProperty("orderId").GetInt64(),
        Of(decimal.Parse(order.GetProperty("executedQty").GetString()!, CultureInfo.InvariantCulture)),
        StageOf(Encoding.ASCII.GetBytes(order.GetProperty("status").GetString()!)));

    private static long Of(decimal executed) => (long)(executed * Fractions);

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        return at < 0 ? default : text[(at + name.Length)..];
    }

    private static OrderStage StageOf(ReadOnlySpan<byte> status)
    {
        if (status.SequenceEqual("FILLED"u8)) return OrderStage.Filled;
        if (status.SequenceEqual("CANCELED"u8)) return OrderStage.Canceled;
        return status.SequenceEqual("NEW"u8) || status.SequenceEqual("PARTIALLY_FILLED"u8) ? OrderStage.Open : OrderStage.EndedOtherwise;
    }
}
