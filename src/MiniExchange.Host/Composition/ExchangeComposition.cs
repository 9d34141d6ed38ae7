using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api;
using MiniExchange.Api.Keys;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Operations;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Settlement;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Accounts;
using MiniExchange.Host.Metering;
using MiniExchange.Storage;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Copying;
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
        var engine = EngineChoices.Read(builder.Configuration);
        services.AddSettings<StorageOptions>(StorageOptions.Section).Validate(
            static options => options.Provider != StorageProvider.PostgreSQL || !string.IsNullOrWhiteSpace(options.ConnectionString),
            "Storage:ConnectionString must be given when Storage:Provider is PostgreSQL.")
            .Validate(
                static options => !options.Standby || options.Provider == StorageProvider.PostgreSQL,
                "--standby (Storage:Standby) needs Storage:Provider PostgreSQL: two machines cannot share the files of SQLite.")
            .Validate(
                options => !options.Standby || engine == EngineChoice.Embedded,
                "--standby (Storage:Standby) needs Engine=Embedded: the nodes of a cluster take over from one another without it.")
            .Validate(static options => options.MaxJournalBytes is null or >= MinJournalBytes, $"Storage:MaxJournalBytes must be at least {MinJournalBytes}.");
        services.AddSettings<AdminOptions>(AdminOptions.Section);
        services.AddOptions<List<MarketOptions>>().BindConfiguration(MarketOptions.Section)
            .PostConfigure(static markets =>
            {
                if (markets.Count == 0) markets.AddRange(MarketOptions.Default);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<List<MarketOptions>>, MarketValidation>();
        services.AddSettings<OperatorPortOptions>(OperatorPortOptions.Section)
            .Validate(
                options => options.Port == 0 || engine == EngineChoice.AkkaCluster,
                "Cluster:PetabridgeCmd:Port needs Engine=AkkaCluster: only the node of a cluster has a port for pbm.")
            .Validate(
                options => options.Port == 0 || engine == EngineChoice.Embedded || OperatorPortOptions.IsBuiltIn,
                "Cluster:PetabridgeCmd:Port needs Petabridge.Cmd, and this program was built without it. "
                + "Fetch its packages as README.md says under \"Several machines\", and build again.");
        services.AddSettings<ReadSideOptions>("ReadSide")
            .Validate(
                static options => options.TakeOverMs > options.GatherMs,
                "ReadSide:TakeOverMs must be above ReadSide:GatherMs: until a process has gathered what it writes, its rows stand still.");
        services.AddSettings<MarketDataOptions>("MarketData");
        services.AddSettings<SettlementOptions>("Settlement");
        services.AddSettings<ExchangeClientOptions>("Requests");

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(DataDirectory.From(builder.Configuration));
        services.AddSingleton(CreateJournal);

        // Each journal that is made here is of an exchange, and says of which.
        services.AddSingleton(static provider => (IExchangeIdentity)provider.GetRequiredService<IJournal>());
        services.AddSingleton(CreateStore);
        switch (engine)
        {
#if AKKA_CLUSTER
            case EngineChoice.AkkaCluster:
                services.AddAkkaCluster();
                break;
#endif
            default:
                services.AddEmbeddedEngine();
                break;
        }

        services.AddSingleton<IEngine>(static provider => provider.GetRequiredService<IHostedEngine>());
        services.AddSingleton(static provider => new ExchangeClient(
            provider.GetRequiredService<IEngine>(),
            provider.GetRequiredService<IOptions<ExchangeClientOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MarketDirectory>();
        services.AddSingleton(static provider => new OperatorCommands(
            provider.GetRequiredService<ExchangeClient>(),
            provider.GetRequiredService<MarketDirectory>(),
            provider.GetRequiredService<IHostApplicationLifetime>().StopApplication));
        services.AddSingleton(static provider => new CatalogFollower(
            provider.GetRequiredService<IEngine>().Feed,
            provider.GetRequiredService<ExchangeClient>(),
            provider.GetRequiredService<MarketDirectory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CatalogFollower>>()));
        services.AddSingleton<Func<ICellCodec<Account, AccountEvent>>>(static () => new AccountCodec());
        services.AddSingleton<IUsers, RelationalUsers>();
        services.AddSingleton<IListenKeyStore, RelationalListenKeys>();
        services.AddSingleton(static provider => new ExchangeProjection(
            provider.GetRequiredService<RelationalStore>(),
            provider.GetRequiredService<IEngine>().Feed,
            provider.GetRequiredService<IJournal>(),
            new AccountCodec(),
            new BookCodec(),
            provider.GetRequiredService<IOptions<ReadSideOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ExchangeProjection>>()));
        services.AddSingleton<IHistory>(static provider => new RelationalHistory(
            provider.GetRequiredService<RelationalStore>(),
            provider.GetRequiredService<ExchangeProjection>().Applied,
            provider.GetRequiredService<IJournal>(),
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
            provider.GetRequiredService<MarketDirectory>(),
            provider.GetRequiredService<IOptions<SettlementOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SettlementCloser>>()));

        services.AddSingleton<ExchangeStartup>();
        services.AddSingleton<IReadiness>(static provider => provider.GetRequiredService<ExchangeStartup>());
        services.AddSingleton<IReadiness, ProjectionReadiness>();
        services.AddSingleton<IPressure>(static provider => new HistoryPressure(
            () => provider.GetRequiredService<ExchangeProjection>().Status, provider.GetRequiredService<IOptions<ReadSideOptions>>().Value));
        services.AddSingleton<IReadiness, MarketDataReadiness>();
        services.AddSingleton<IReadiness, CommitReadiness>();
        services.AddSingleton<IProblems, SettlementProblems>();
        services.AddSingleton<ExchangeMetrics>();

        // API secrets are encrypted with these keys: without them every secret in the store is lost.
        services.AddDataProtection().SetApplicationName("MiniExchange");
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>, KeysInDirectory>();
    }

    /// <summary>The sorts of actors that make up the exchange, with their stored shapes.</summary>
    public static IReadOnlyList<ActorKind> Kinds() =>
        ExchangeActors.Kinds(
            static () => new AccountCodec(),
            static () => new BookCodec(),
            static () => new CatalogCodec(),
            static () => new RiskCodec(),
            static () => new SettlementCodec(),
            static () => new TransferCodec());

    private static void AddEmbeddedEngine(this IServiceCollection services)
    {
        services.AddSettings<EmbeddedEngineOptions>("Engine").PostConfigure<IOptions<StorageOptions>>(StandOnTheStore);
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<IHostedEngine>(static provider => new EmbeddedEngine(
            Kinds(),
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<IOptions<EmbeddedEngineOptions>>().Value,
            provider.GetRequiredService<EngineMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddedEngine>>(),
            EngineSeams.Production));
    }

    /// <summary>
    /// An engine that PostgreSQL has not heard of for DeadPeerMs may have been replaced. It must have stopped telling what it knows well
    /// before that: at half of it; and it must have had two chances to hear that all is well.
    /// </summary>
    private static void StandOnTheStore(EmbeddedEngineOptions engine, IOptions<StorageOptions> storage)
    {
        engine.StandsBy = storage.Value.Standby;
        engine.MaxProofAgeMs = null;
        if (storage.Value.Provider != StorageProvider.PostgreSQL) return;

        engine.MaxProofAgeMs = storage.Value.DeadPeerMs / 2;
        engine.ConfirmEveryMs = Math.Min(engine.ConfirmEveryMs, engine.MaxProofAgeMs.Value / 2);
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
                StandsBy = storage.Standby,
                DeadPeerMs = storage.DeadPeerMs,
            });
        }

        var log = provider.GetRequiredService<ILogger<SqliteJournal>>();
        return new SqliteJournal(new SqliteJournalOptions(provider.GetRequiredService<DataDirectory>().File(ExchangePlace.JournalFile))
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
            : new SqliteStore(provider.GetRequiredService<DataDirectory>().File(ExchangePlace.RelationalFile));
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

    private sealed class KeysInDirectory(DataDirectory directory, IOptions<StorageOptions> storage, ILoggerFactory loggers, TimeProvider time)
        : IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>
    {
        public void Configure(Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions options) =>
            options.XmlRepository = new SharedKeyRing(
                new DirectoryInfo(storage.Value.KeysDirectory is { Length: > 0 } given ? given : directory.File(DataDirectory.Keys)), loggers, time);
    }
}
