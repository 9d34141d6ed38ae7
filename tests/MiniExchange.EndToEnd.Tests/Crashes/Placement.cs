using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>An order that a bot sent, and what it was told. A market order has no price, and no quantity if it is by its cost.</summary>
internal sealed record Placement(
    string ClientOrderId, string Symbol, string Side, string Type, string? TimeInForce, decimal? Quantity, decimal? Price, Answer Answer);

/// <summary>A cancel that a bot sent, and what it was told.</summary>
internal sealed record Cancellation(long OrderId, string Symbol, Answer Answer);
