using System.Globalization;
using System.Text.Json;

namespace MiniExchange.EndToEnd.Tests.Clients;

/// <summary>Reads the fields of an answer.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    /// <summary>A decimal, exactly: a plain decimal string of the exchange's, or a number of a JavaScript client's.</summary>
    public static decimal Amount(this JsonElement json, string name) => json.GetProperty(name).Amount();

    /// <summary>The same of an array's element.</summary>
    public static decimal Amount(this JsonElement json, int index) => json[index].Amount();

    private static decimal Amount(this JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? value.GetDecimal()
        : decimal.Parse(value.GetString()!, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
