using System;
using System.Buffers;
using Akka.Actor;
using Akka.Serialization;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Writes parcels and answers for the way between nodes as the exchange's own codec does.</summary>
internal sealed class TravelSerializer(ExtendedActorSystem system, IMessageCodec codec) : SerializerWithStringManifest(system)
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <inheritdoc />
    public override int Identifier => codec.SerializerId;

    /// <inheritdoc />
    public override string Manifest(object o) => codec.ManifestOf(o);

    /// <inheritdoc />
    public override byte[] ToBinary(object obj)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>();
        buffer.ResetWrittenCount();
        codec.Write(obj, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <inheritdoc />
    public override object FromBinary(byte[] bytes, string manifest) => codec.Read(manifest, bytes);
}
