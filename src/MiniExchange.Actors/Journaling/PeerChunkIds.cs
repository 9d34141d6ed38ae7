using System.Globalization;

namespace MiniExchange.Actors.Journaling;

/// <summary>Names of the rows beside a snapshot that hold further chunks of its actor's peers.</summary>
public static class PeerChunkIds
{
    private const string Infix = "/peers/";

    // The next character after the infix's last one ends the range of its names, in byte order.
    private const string EndInfix = "/peers0";

    /// <summary>One chunk's name.</summary>
    public static string Of(ActorAddress address, int chunk) =>
        address.PersistenceId + Infix + chunk.ToString(CultureInfo.InvariantCulture);

    /// <summary>Every chunk's name comes after this.</summary>
    public static string RangeStart(ActorAddress address) => address.PersistenceId + Infix;

    /// <summary>Every chunk's name comes before this.</summary>
    public static string RangeEnd(ActorAddress address) => address.PersistenceId + EndInfix;
}
