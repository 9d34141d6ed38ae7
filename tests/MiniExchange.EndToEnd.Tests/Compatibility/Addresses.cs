using System;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Where clients find an exchange.</summary>
/// <param name="Rest">Without a path.</param>
/// <param name="Sockets">The same for WebSockets.</param>
internal sealed record Addresses(string Rest, string Sockets)
{
    public static Addresses Of(Uri exchange) => new($"http://{exchange.Authority}", $"ws://{exchange.Authority}");
}
