using Akka.Hosting;
using MiniExchange.Application.Operations;
using Petabridge.Cmd.Cluster;
using Petabridge.Cmd.Cluster.Sharding;
using Petabridge.Cmd.Host;

namespace MiniExchange.Operators;

/// <summary>Opens a node to its operators.</summary>
public static class OperatorPort
{
    /// <summary>Listens for <c>pbm</c>, with the cluster's commands, sharding's, and the exchange's own.</summary>
    /// <remarks>Whoever can connect can stop the node: the port asks for no password, and belongs on loopback or a private network.</remarks>
    /// <param name="builder">The node's actor system.</param>
    /// <param name="host">The address to listen on.</param>
    /// <param name="port">The port to listen on.</param>
    /// <param name="commands">What the exchange's own commands do.</param>
    public static AkkaConfigurationBuilder WithOperatorPort(
        this AkkaConfigurationBuilder builder, string host, int port, OperatorCommands commands) =>
        builder.AddPetabridgeCmd(
            new PetabridgeCmdOptions { Host = host, Port = port },
            cmd =>
            {
                cmd.RegisterCommandPalette(ClusterCommands.Instance);
                cmd.RegisterCommandPalette(ClusterShardingCommands.Instance);
                cmd.RegisterCommandPalette(new ExchangePalette(commands));
            });
}
