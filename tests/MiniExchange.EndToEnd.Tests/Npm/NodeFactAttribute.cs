using System;
using MiniExchange.Conformance;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>
/// A test that needs Node clients, and PostgreSQL where its class says so: skipped with the reason where they cannot be had,
/// and failing instead where CI=true.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : KitFactAttribute
{
    public NodeFactAttribute() => Skip = Packages.SkipReason;
}

/// <summary>The same with rows of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : KitTheoryAttribute
{
    public NodeTheoryAttribute() => Skip = Packages.SkipReason;
}
