using System.Text.Json;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Commission rates as trading clients read them. There are the pair's and no others: no special ones, taxes or discounts.</summary>
internal static class CommissionJson
{
    private const int RateScale = 8;
    private const int HundredMillionthsPerPpm = 100;

    /// <summary>A rate as a fraction, with the decimals that clients expect.</summary>
    public static string Rate(int ppm) => DecimalText.Write((long)ppm * HundredMillionthsPerPpm, RateScale);

    /// <summary>The fields of a test order's answer.</summary>
    public static void WriteForOrder(Utf8JsonWriter json, TradingPair pair)
    {
        WriteOrderRates(json, "standardCommissionForOrder", pair.MakerFeePpm, pair.TakerFeePpm);
        WriteOrderRates(json, "specialCommissionForOrder", 0, 0);
        WriteOrderRates(json, "taxCommissionForOrder", 0, 0);
        WriteDiscount(json);
    }

    /// <summary>The account's rates on a pair.</summary>
    public static void WriteForAccount(Utf8JsonWriter json, TradingPair pair)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, pair.Symbol);
        WriteAccountRates(json, "standardCommission", pair.MakerFeePpm, pair.TakerFeePpm);
        WriteAccountRates(json, "specialCommission", 0, 0);
        WriteAccountRates(json, "taxCommission", 0, 0);
        WriteDiscount(json);
        json.WriteEndObject();
    }

    private static void WriteOrderRates(Utf8JsonWriter json, string name, int makerPpm, int takerPpm)
    {
        json.WriteStartObject(name);
        json.WriteString("maker"u8, Rate(makerPpm));
        json.WriteString("taker"u8, Rate(takerPpm));
        json.WriteEndObject();
    }

    private static void WriteAccountRates(Utf8JsonWriter json, string name, int makerPpm, int takerPpm)
    {
        json.WriteStartObject(name);
        json.WriteString("maker"u8, Rate(makerPpm));
        json.WriteString("taker"u8, Rate(takerPpm));
        json.WriteString("buyer"u8, Rate(0));
        json.WriteString("seller"u8, Rate(0));
        json.WriteEndObject();
    }

    private static void WriteDiscount(Utf8JsonWriter json)
    {
        json.WriteStartObject("discount"u8);
        json.WriteBoolean("enabledForAccount"u8, false);
        json.WriteBoolean("enabledForSymbol"u8, false);
        json.WriteNull("discountAsset"u8);
        json.WriteString("discount"u8, Rate(0));
        json.WriteEndObject();
    }
}
