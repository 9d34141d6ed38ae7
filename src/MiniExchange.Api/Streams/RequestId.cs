using System.Text.Json;

namespace MiniExchange.Api.Streams;

/// <summary>A client's name for a message, which comes back with the answer exactly as it was sent: a whole number, a text, or null.</summary>
/// <param name="Json">As JSON.</param>
internal readonly record struct RequestId(string Json)
{
    /// <summary>The id of a message that has none that can be read.</summary>
    public static readonly RequestId Null = new("null");

    /// <summary>Reads an id; false if it is of a kind that no id is.</summary>
    public static bool TryRead(JsonElement element, int maxTextLength, out RequestId id)
    {
        id = Null;
        var isId = element.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Number => element.TryGetInt64(out _),
            JsonValueKind.String => element.GetString()!.Length <= maxTextLength,
            _ => false,
        };
        if (isId) id = new RequestId(element.GetRawText());
        return isId;
    }

    /// <summary>Writes it as the field <c>id</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName("id"u8);
        json.WriteRawValue(Json, skipInputValidation: true);
    }
}
