using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Host.Composition;

/// <summary>Where a node of the cluster listens for <c>pbm</c>; configuration section <c>Cluster:PetabridgeCmd</c>.</summary>
public sealed class OperatorPortOptions
{
    /// <summary>Where the configuration holds these.</summary>
    public const string Section = "Cluster:PetabridgeCmd";

    /// <summary>Whether this build can listen at all.</summary>
#if PETABRIDGE_CMD
    public static bool IsBuiltIn => true;
#else
    public static bool IsBuiltIn => false;
#endif

    /// <summary>The address to listen on. Whoever can connect can stop the node: no password is asked for.</summary>
    [Required(ErrorMessage = "Cluster:PetabridgeCmd:Host must not be empty.")]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port to listen on; zero for none.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }
}
