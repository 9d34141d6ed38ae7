using System.IO;
using Google.Protobuf;

namespace MiniExchange.Storage.Codecs;

/// <summary>Parts that a shape cannot do without: every version writes them.</summary>
internal static class StoredParts
{
    /// <exception cref="InvalidDataException">The part is missing: the bytes are damaged.</exception>
    public static void Require<TPart>(TPart? part)
        where TPart : class, IMessage
    {
        if (part is null) throw new InvalidDataException($"The {typeof(TPart).Name} is missing.");
    }
}
