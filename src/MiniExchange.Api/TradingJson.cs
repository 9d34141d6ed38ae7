using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniExchange.Api;

/// <summary>How JSON is written for trading clients, over HTTP and WebSockets alike.</summary>
internal static class TradingJson
{
    /// <summary>Clients match some texts inside the raw body; quotes of any kind stay readable, and nothing here is put into HTML.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
