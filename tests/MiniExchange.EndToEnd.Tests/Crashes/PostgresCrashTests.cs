using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>The crash kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresStore.Name)]
public sealed class PostgresCrashTests(PrivatePostgres postgres, ITestOutputHelper output) : CrashKit(output)
{
    protected override string[] NewStore() => PostgresStore.Settings(postgres.CreateDatabase());
}
