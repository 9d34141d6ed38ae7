using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Accounts;
using MiniExchange.Host.Metering;
using MiniExchange.Storage;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.History;
using MiniExchange.Storage.Relational.Projections;
using MiniExchange.Storage.Relational.Users;

namespace MiniExchange.Host.Composition;

/// <summary>Puts the exchange together: the one place that names both the engine and the store.</summary>
internal static partial class ExchangeComposition
{
    // Room for the schema and the markets.
    private const int MinJournalBytes = 65_536;

    /// <summary>Adds everything but the front end.</summary>
    public static void AddExchange(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<StorageOptions>(StorageOptions.Section).Validate(
            static options => options.Provider != StorageProvider.PostgreSQL || !string.IsNullOrWhiteSpace(options.ConnectionString),
            "Storage:ConnectionString must be given when Storage:Provider is PostgreSQL.")
            .Validate(static options => options.MaxJournalBytes is null or >= MinJournalBytes, $"Storage:MaxJournalBytes must be at least {MinJournalBytes}.");
        services.AddSettings<AdminOptions>(AdminOptions.Section);
        services.AddOptions<List<MarketOptions>>().BindConfiguration(MarketOptions.Section)
            .PostConfigure(static markets =>
            {
                if (markets.Count == 0) markets.AddRange(MarketOptions.Default);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<List<MarketOptions>>, MarketValidation>();
        services.AddSettings<EmbeddedEngineOptions>("Engine");
        services.AddSettings<ReadSideOptions>("ReadSide");
        services.AddSettings<MarketDataOptions>("MarketData");
        services.AddSettings<SettlementOptions>("Settlement");
        services.AddSettings<ExchangeClientOptions>("Requests");

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(DataDirectory.From(builder.Configuration));
        services.AddSingleton(CreateJournal);

        // Each journal that is made here is of an exchange, and says of which.
        services.AddSingleton(static provider => (IExchangeIdentity)provider.GetRequiredService<IJournal>());
        services.AddSingleton(CreateStore);
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton(static provider => new EmbeddedEngine(
            ExchangeActors.Kinds(
                static () => new AccountCodec(),
                static () => new BookCodec(),
                static () => new CatalogCodec(),
                static () => new RiskCodec(),
                static () => new SettlementCodec(),
                static () => new TransferCodec()),
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<IOptions<EmbeddedEngineOptions>>().Value,
            provider.GetRequiredService<EngineMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddedEngine>>(),
            EngineSeams.Production));
        services.AddSingleton<IEngine>(static provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton(static provider => new ExchangeClient(
            provider.GetRequiredService<IEngine>(),
            provider.GetRequiredService<IOptions<ExchangeClientOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MarketDirectory>();
        services.AddSingleton<Func<ICellCodec<Account, AccountEvent>>>(static () => new AccountCodec());
        services.AddSingleton<IUsers, RelationalUsers>();
        services.AddSingleton(static provider => new ExchangeProjection(
            provider.GetRequiredService<RelationalStore>(),
            provider.GetRequiredService<IEngine>().Feed,
            new AccountCodec(),
            new BookCodec(),
            provider.GetRequiredService<IOptions<ReadSideOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ExchangeProjection>>()));
        services.AddSingleton<IHistory>(static provider => new RelationalHistory(
            provider.GetRequiredService<RelationalStore>(),
            provider.GetRequiredService<ExchangeProjection>().Applied,
            provider.GetRequiredService<IEngine>().Feed,
            provider.GetRequiredService<IOptions<ReadSideOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<IMarketHistory, RelationalMarketHistory>();
        services.AddSingleton(static provider => new LiveMarketData(
            provider.GetRequiredService<IMarketHistory>(),
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<IEngine>().Feed,
            static () => new BookCodec(),
            provider.GetRequiredService<ExchangeClient>(),
            provider.GetRequiredService<IOptions<MarketDataOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LiveMarketData>>()));
        services.AddSingleton<IMarketData>(static provider => provider.GetRequiredService<LiveMarketData>());

        services.AddSingleton(static provider => new SettlementCloser(
            provider.GetRequiredService<IEngine>().Feed,
            static () => new AccountCodec(),
            provider.GetRequiredService<ExchangeClient>(),
            provider.GetRequiredService<IOptions<SettlementOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SettlementCloser>>()));

        services.AddSingleton<ExchangeStartup>();
        services.AddSingleton<IReadiness>(static provider => provider.GetRequiredService<ExchangeStartup>());
        services.AddSingleton<IReadiness, ProjectionReadiness>();
        services.AddSingleton<IReadiness, MarketDataReadiness>();
        services.AddSingleton<IReadiness, CommitReadiness>();
        services.AddSingleton<IReadiness, SettlementReadiness>();
        services.AddSingleton<ExchangeMetrics>();

        // API secrets are encrypted with these keys: without them every secret in the store is lost.
        services.AddDataProtection().SetApplicationName("MiniExchange");
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>, KeysInDataDirectory>();
    }

    private static IJournal CreateJournal(IServiceProvider provider)
    {
        var storage = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (storage.Provider == StorageProvider.PostgreSQL)
        {
            return new PostgresJournal(new PostgresJournalOptions(storage.ConnectionString!)
            {
                AllowDataLoss = storage.AllowDataLoss,
                LockWaitMs = storage.LockWaitMs,
                DeadPeerMs = storage.DeadPeerMs,
            });
        }

        var log = provider.GetRequiredService<ILogger<SqliteJournal>>();
        return new SqliteJournal(new SqliteJournalOptions(provider.GetRequiredService<DataDirectory>().File("journal.db"))
        {
            LockWaitMs = storage.LockWaitMs,
            Waiting = () => LogWaiting(log, storage.LockWaitMs),
            MaxBytes = storage.MaxJournalBytes,
        });
    }

    private static RelationalStore CreateStore(IServiceProvider provider)
    {
        var storage = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        return storage.Provider == StorageProvider.PostgreSQL
            ? new PostgreSqlStore(storage.ConnectionString!)
            : new SqliteStore(provider.GetRequiredService<DataDirectory>().File("exchange.db"));
    }

    [LoggerMessage(6104, LogLevel.Information, "Another exchange holds the journal of this data directory; waiting up to {WaitMs} ms for it to let go.")]
    private static partial void LogWaiting(ILogger log, int waitMs);

    private sealed class MarketValidation : IValidateOptions<List<MarketOptions>>
    {
        public ValidateOptionsResult Validate(string? name, List<MarketOptions> options)
        {
            var problems = MarketOptions.Problems(options);
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }

    private sealed class KeysInDataDirectory(DataDirectory directory, ILoggerFactory loggers)
        : IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>
    {
        public void Configure(Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions options) =>
            options.XmlRepository = new Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository(
                new DirectoryInfo(directory.File("keys")), loggers);
    }
}
