namespace MiniExchange.Storage.Codecs;

/// <summary>Names of the serializers in the journal's <c>identifier</c> column; given once and never reused.</summary>
/// <remarks>Akka.NET keeps the numbers below 40 for itself.</remarks>
public static class SerializerIds
{
    /// <summary>Records and snapshots of accounts.</summary>
    public const int Account = 4201;

    /// <summary>Records and snapshots of books.</summary>
    public const int Book = 4202;

    /// <summary>Records and snapshots of the catalog.</summary>
    public const int Catalog = 4203;
}
