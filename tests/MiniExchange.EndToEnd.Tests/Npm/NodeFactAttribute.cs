using System;
using MiniExchange.Conformance;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>A test that needs Node clients: skipped with the reason where they cannot be had, and failing instead where CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = Packages.SkipReason;
}

/// <summary>A theory that needs Node clients, and PostgreSQL where its class says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : KitTheoryAttribute
{
    public NodeTheoryAttribute() => Skip = Packages.SkipReason;
}
