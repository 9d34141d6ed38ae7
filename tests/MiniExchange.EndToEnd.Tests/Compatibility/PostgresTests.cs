using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

// Not all kits run here: what clients are told of the market, and by which way they ask, does not depend on the store.

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresOrderTests(PostgresSite site) : OrderKit(site);

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresStreamTests(PostgresSite site) : StreamKit(site);

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresAccountStreamTests(PostgresSite site) : AccountStreamKit(site);

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresClients.Name)]
public sealed class PostgresOtherOrderTests(PostgresSite site) : OtherOrderKit(site);

/// <summary>The kit on PostgreSQL.</summary>
[NeedsPostgres]
public sealed class PostgresKilledExchangeTests(PostgresSite site) : KilledExchangeKit(site), IClassFixture<PostgresSite>;
