using System.Text.Json.Serialization;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Lists of texts inside parameters.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class TextsJson : JsonSerializerContext;
