using System;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>A test that needs Node clients: skipped with the reason where they cannot be had, and failing instead where CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodeClients.SkipReason;
}
