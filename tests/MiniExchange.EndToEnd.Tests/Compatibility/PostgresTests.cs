using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

// The kits that would add nothing here run on the default store only: the state of the market, traders with different packages,
// and orders over the WebSocket API.

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
