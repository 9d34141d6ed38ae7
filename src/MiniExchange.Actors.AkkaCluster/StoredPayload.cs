using Akka.Actor;
using Akka.Serialization;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>A record or a snapshot on its way to or from Akka.Persistence: bytes that the cell has encoded, and the name of their shape.</summary>
/// <param name="Manifest">Which shape the payload has.</param>
/// <param name="Payload">The bytes.</param>
internal sealed record StoredPayload(string Manifest, byte[] Payload);

/// <summary>Hands <see cref="StoredPayload"/> through, so that the journal's columns hold what the embedded engine writes into them.</summary>
internal sealed class StoredPayloadSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
{
    /// <inheritdoc />
    public override int Identifier => identifier;

    /// <inheritdoc />
    public override string Manifest(object o) => ((StoredPayload)o).Manifest;

    /// <inheritdoc />
    public override byte[] ToBinary(object obj) => ((StoredPayload)obj).Payload;

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => new StoredPayload(manifest, bytes);
}
