using System;
using Xunit;

namespace MiniExchange.Conformance.Postgres;

/// <summary>A test that needs PostgreSQL: skipped with the reason where there is none, and failing instead where CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PrivatePostgres.SkipReason;
}
