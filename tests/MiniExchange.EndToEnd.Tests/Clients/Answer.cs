using System.Text.Json;

namespace MiniExchange.EndToEnd.Tests.Clients;

/// <summary>What came of a request to the trading API.</summary>
/// <param name="Fate">What the client may conclude.</param>
/// <param name="Status">HTTP status; 0 if no answer came.</param>
/// <param name="Body">The answer; undefined if none came.</param>
internal sealed record Answer(Fate Fate, int Status, JsonElement Body)
{
    /// <summary>The error's code; 0 of a success.</summary>
    public int Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetInt32() : 0;

    /// <inheritdoc />
    public override string ToString() => $"{Fate} ({Status}) {(Body.ValueKind == JsonValueKind.Undefined ? "" : Body.GetRawText())}";
}

/// <summary>What a client may conclude from an answer, or from getting none.</summary>
internal enum Fate
{
    /// <summary>Done, and durable.</summary>
    Done = 0,

    /// <summary>Refused; nothing changed.</summary>
    Refused = 1,

    /// <summary>Not started; nothing changed.</summary>
    NotStarted = 2,

    /// <summary>It may or may not have happened.</summary>
    Unknown = 3,
}
