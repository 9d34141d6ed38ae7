using System;
using Xunit;

namespace MiniExchange.Conformance.Postgres;

/// <summary>A test that stops and starts a PostgreSQL server, and so needs its programs: skipped with the reason without them, and failing instead where CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute() => Skip = PostgresServer.SkipReason;
}
