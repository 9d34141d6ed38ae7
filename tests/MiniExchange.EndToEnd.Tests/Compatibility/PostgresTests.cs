using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresMarketTests(PostgresSite site) : MarketKit(site);

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresOrderTests(PostgresSite site) : OrderKit(site);

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresTwoPackagesTests(PostgresSite site) : TwoPackagesKit(site);
