using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Akka.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Sets up a node of the cluster by Akka.Hosting.</summary>
public static class ClusterConfiguration
{
    /// <summary>The name of the actor system: nodes of one cluster have the same.</summary>
    public const string SystemName = "miniexchange";

    internal const string CellMailbox = "akka.actor.cell-mailbox";

    /// <summary>Adds the cluster engine and the actor system that it runs on.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="parts">What the engine is made of.</param>
    /// <param name="configureMore">Adds to the actor system what is not the engine's.</param>
    public static IServiceCollection AddClusterEngine(
        this IServiceCollection services,
        Func<IServiceProvider, ClusterParts> parts,
        Action<AkkaConfigurationBuilder, IServiceProvider>? configureMore = null)
    {
        services.AddSingleton(provider => new ClusterEngine(parts(provider), provider.GetRequiredService<ILogger<ClusterEngine>>()));
        services.AddAkka(SystemName, (builder, provider) =>
        {
            provider.GetRequiredService<ClusterEngine>().Configure(builder);
            configureMore?.Invoke(builder, provider);
        });
        return services;
    }

    internal static void Configure(AkkaConfigurationBuilder builder, ClusterParts parts, ClusterNode node)
    {
        var options = parts.Options;
        string[] roles = [.. Roles(options), .. parts.MoreRoles];
        if (options.HoconFile is { Length: > 0 } file) builder.AddHocon(ConfigurationFactory.ParseString(File.ReadAllText(file)), HoconAddMode.Prepend);
        builder
            .AddHocon(Computed(parts), HoconAddMode.Append)
            .AddHocon(Shipped(), HoconAddMode.Append)
            .AddHocon(Defaults(), HoconAddMode.Append)
            .WithRemoting(new RemoteOptions { HostName = options.BindHostname ?? options.Hostname, PublicHostName = options.Hostname, Port = options.Port })
            .WithClustering(new ClusterOptions { Roles = roles, SeedNodes = [] })
            .ConfigureLoggers(static loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddSetup(new NodeSetup(node))
            .AddSetup(SerializationSetup.Create(system => Serializers(system, parts)));
    }

    /// <summary>The roles of a node that was given none: a small cluster's nodes do everything.</summary>
    internal static string[] Roles(ClusterEngineOptions options) => options.Roles.Length > 0 ? options.Roles : [ClusterEngineOptions.TradingRole, ClusterEngineOptions.ApiRole];

    private static Config Shipped()
    {
        using var stream = typeof(ClusterConfiguration).Assembly.GetManifestResourceStream("akka.hocon")
            ?? throw new InvalidOperationException("The program comes without akka.hocon.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Config Defaults() => Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration;

    private static Config Computed(ClusterParts parts)
    {
        var options = parts.Options;
        return ConfigurationFactory.ParseString(
            $$"""
            akka.cluster.failure-detector.acceptable-heartbeat-pause = {{Ms(options.HeartbeatPauseMs)}}
            akka.cluster.split-brain-resolver.stable-after = {{Ms(options.StableAfterMs)}}
            akka.persistence.journal.sql.class = "{{parts.JournalType.AssemblyQualifiedName}}"
            akka.persistence.journal.sql.connection-string = {{Quoted(parts.ConnectionString)}}
            akka.persistence.snapshot-store.sql.connection-string = {{Quoted(parts.ConnectionString)}}
            akka.cluster.sharding.role = {{ClusterEngineOptions.TradingRole}}
            """);
    }

    private static ImmutableHashSet<SerializerDetails> Serializers(ExtendedActorSystem system, ClusterParts parts)
    {
        var all = parts.SerializerIds
            .Select((id, index) => SerializerDetails.Create(
                $"miniexchange-stored-{id.ToString(CultureInfo.InvariantCulture)}",
                new StoredPayloadSerializer(system, id),
                index == 0 ? [typeof(StoredPayload)] : []))
            .ToList();
        all.Add(SerializerDetails.Create("miniexchange-travel", new TravelSerializer(system, parts.Codec), [typeof(Parcel), typeof(Answered)]));
        return [.. all];
    }

    private static string Ms(int milliseconds) => $"{milliseconds.ToString(CultureInfo.InvariantCulture)}ms";

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
