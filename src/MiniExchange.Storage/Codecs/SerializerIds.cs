using System.Collections.Generic;

namespace MiniExchange.Storage.Codecs;

/// <summary>Names of the serializers, in the journal's <c>identifier</c> column and between nodes; given once and never reused.</summary>
/// <remarks>
/// One serializer writes the records and snapshots of every kind of actor, and the manifest says which kind and version it is:
/// Akka.NET looks a serializer up by the type of what it stores, and there is one such type. It keeps the numbers below 40 for itself.
/// </remarks>
public static class SerializerIds
{
    /// <summary>Records and snapshots of every kind.</summary>
    public const int Cells = 4201;

    /// <summary>Under these, books and the catalog were written at first; the same shapes.</summary>
    public static readonly IReadOnlyList<int> FormerCells = [4202, 4203];

    /// <summary>What travels between nodes; never in the journal.</summary>
    public const int Messages = 4210;
}
