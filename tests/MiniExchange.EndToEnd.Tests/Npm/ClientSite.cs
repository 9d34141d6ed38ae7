using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>One running exchange and a process per package, for all tests with clients. Each test has traders of its own and leaves the books empty.</summary>
public abstract class ClientSite : IAsyncLifetime
{
    private readonly Dictionary<string, ClientProcess> _processes = [];
    private RunningExchange? _exchange;

    internal RunningExchange Exchange => _exchange!;

    public async Task InitializeAsync()
    {
        // Where all tests are skipped, there is nothing to start.
        if (Packages.SkipReason is null) _exchange = await RunningExchange.StartAsync(Store());
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _processes.Values) process.Dispose();
        if (_exchange is not null) await _exchange.DisposeAsync();
        Assert.Empty(_processes.Values.SelectMany(process => process.Elsewhere));
    }

    /// <summary>The process of a package's clients, started when it is first asked for.</summary>
    internal ClientProcess ProcessOf(string adapter)
    {
        if (!_processes.TryGetValue(adapter, out var process)) _processes[adapter] = process = ClientProcess.Start(adapter);
        return process;
    }

    /// <summary>The configuration of an empty store.</summary>
    protected abstract string[] Store();
}

/// <summary>An exchange on the default store.</summary>
public sealed class SqliteSite : ClientSite
{
    protected override string[] Store() => [];
}

/// <summary>An exchange on PostgreSQL.</summary>
public sealed class PostgresSite : ClientSite, IDisposable
{
    private readonly PrivatePostgres _postgres = new();

    // After the host has let go of it: xunit calls this last.
    public void Dispose() => _postgres.Dispose();

    protected override string[] Store() => PostgresStore.Settings(_postgres.CreateDatabase());
}

/// <summary>The tests that share the exchange on the default store, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SqliteClients : ICollectionFixture<SqliteSite>
{
    public const string Name = "clients";
}

/// <summary>The tests that share the exchange on PostgreSQL.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresClients : ICollectionFixture<PostgresSite>
{
    public const string Name = "clients on PostgreSQL";
}
