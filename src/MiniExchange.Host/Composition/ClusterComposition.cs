#if AKKA_CLUSTER
using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api;
#if PETABRIDGE_CMD
using MiniExchange.Application.Operations;
using MiniExchange.Operators;
#endif
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Messaging;

namespace MiniExchange.Host.Composition;

/// <summary>The engine of several machines, in a build that has its packages.</summary>
internal static class ClusterComposition
{
    private const int MinDeadPeerMs = 5_000;

    // A database or a node that says nothing may hold up each thing that would end in order; there is nothing left to save.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);

    /// <summary>Adds a node of the cluster as the engine.</summary>
    public static void AddAkkaCluster(this IServiceCollection services)
    {
        services.AddSettings<ClusterEngineOptions>(ClusterEngineOptions.Section).Validate(
            static options => options.MembershipProofMs + ClusterEngineOptions.GossipMs <= options.StableAfterMs,
            $"Cluster:MembershipProofMs must be at least {ClusterEngineOptions.GossipMs} ms less than Cluster:StableAfterMs: a node must stop serving before it is replaced.")
            .Validate(
                static options => options.Roles.All(static role => role is ClusterEngineOptions.TradingRole or ClusterEngineOptions.ApiRole),
                "Cluster:Roles may be trading and api; a node without any is both.")
            .Validate(static options => options.SeedNodes.All(IsHostAndPort), "Cluster:SeedNodes must be addresses such as 127.0.0.1:4053.");
        services.AddOptions<ClusterEngineOptions>().Validate<IOptions<HostOptions>>(
            static (options, host) => options.LeaveNoticeMs + options.DrainMs < host.Value.ShutdownTimeout.TotalMilliseconds,
            "Cluster:LeaveNoticeMs and Cluster:DrainMs together must be less than the host's ShutdownTimeout (30 s), or a stop would cut requests off.");
        services.AddOptions<StorageOptions>().Validate(
            static storage => storage.DeadPeerMs >= MinDeadPeerMs,
            $"Storage:DeadPeerMs must be at least {MinDeadPeerMs} with Engine=AkkaCluster: a node believes in its share of the journal's lock for half as long, and needs up to 2.5 s to confirm it.");
        services.AddClusterEngine(Parts, AddOperatorPort);
        services.AddSingleton<IHostedEngine>(static provider => provider.GetRequiredService<ClusterEngine>());
        services.AddSingleton<LeaveNotice>();
        services.AddSingleton<IReadiness>(static provider => provider.GetRequiredService<LeaveNotice>());
        services.AddHostedService(static provider => provider.GetRequiredService<LeaveNotice>());
    }

    private static bool IsHostAndPort(string text) =>
        text.Split(':') is [{ Length: > 0 }, var port] && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>What the engine is made of, on one database; <see cref="ClusterParts.OnUseless"/> is left to the caller.</summary>
    internal static ClusterParts Parts(PostgresJournal journal, StorageOptions storage, ClusterEngineOptions options, TimeProvider time) =>
        new()
        {
            Kinds = ExchangeComposition.Kinds(),
            Options = options,
            Journal = journal,
            SharedJournal = journal,
            ConnectionString = journal.AppendersConnectionString,
            Codec = new MessageCodec(),
            SerializerIds = [SerializerIds.Cells, .. SerializerIds.FormerCells],
            MoreRoles = [JournalFormat.OfThisProgram.Role],
            IsLeftBehindBy = static others => JournalFormat.OfThisProgram.IsLeftBehindBy(others.Select(JournalFormat.OfMember)),
            LockLasts = TimeSpan.FromMilliseconds(storage.DeadPeerMs / 2),
            LostNodeWritesFor = TimeSpan.FromMilliseconds(storage.DeadPeerMs),
            Time = time,
        };

    private static ClusterParts Parts(IServiceProvider provider) =>
        Parts(
            (PostgresJournal)provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<IOptions<StorageOptions>>().Value,
            provider.GetRequiredService<IOptions<ClusterEngineOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()) with
        {
            OnUseless = () => EndProcess(provider.GetRequiredService<IHostApplicationLifetime>()),
        };

    private static void EndProcess(IHostApplicationLifetime lifetime)
    {
        Environment.ExitCode = 1;
        _ = Task.Delay(EndsWithin).ContinueWith(static _ => Environment.Exit(1), TaskScheduler.Default);
        lifetime.StopApplication();
    }

    /// <summary>Opens the node to operators, in a build that has Petabridge.Cmd.</summary>
    private static void AddOperatorPort(AkkaConfigurationBuilder builder, IServiceProvider provider)
    {
#if PETABRIDGE_CMD
        var port = provider.GetRequiredService<IOptions<OperatorPortOptions>>().Value;
        if (port.Port > 0) builder.WithOperatorPort(port.Host, port.Port, provider.GetRequiredService<OperatorCommands>());
#endif
    }
}
#endif
