using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteMarketTests(SqliteSite site) : MarketKit(site);

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteOrderTests(SqliteSite site) : OrderKit(site);

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteTwoPackagesTests(SqliteSite site) : TwoPackagesKit(site);

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteStreamTests(SqliteSite site) : StreamKit(site);

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteAccountStreamTests(SqliteSite site) : AccountStreamKit(site);

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteSocketOrderTests(SqliteSite site) : SocketOrderKit(site);

/// <summary>The kit on the default store.</summary>
[Collection(SqliteClients.Name)]
public sealed class SqliteOtherOrderTests(SqliteSite site) : OtherOrderKit(site);

/// <summary>The kit on the default store.</summary>
public sealed class SqliteKilledExchangeTests(SqliteSite site) : KilledExchangeKit(site), IClassFixture<SqliteSite>;
