using System;
using System.Buffers;
using System.IO;

namespace MiniExchange.Actors.Messages;

/// <summary>What travels between the nodes of a cluster, in bytes: every <see cref="Parcel"/> and every <see cref="Answered"/>.</summary>
/// <remarks>
/// Nodes of two neighbouring versions run side by side during a rolling upgrade: shapes only gain optional fields, and what an
/// older node cannot read is refused there, never guessed. Thread-safe.
/// </remarks>
public interface IMessageCodec
{
    /// <summary>Names this serializer between nodes; fixed for ever.</summary>
    int SerializerId { get; }

    /// <summary>Names the shape of a message.</summary>
    string ManifestOf(object message);

    /// <summary>Writes a message.</summary>
    void Write(object message, IBufferWriter<byte> output);

    /// <summary>Reads a message.</summary>
    /// <exception cref="NotSupportedException">A later version of the program wrote it.</exception>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    object Read(string manifest, ReadOnlyMemory<byte> payload);
}

/// <summary>The answer to a request on its way back to the front end that asked.</summary>
/// <param name="Token">Who waits.</param>
/// <param name="Answer">What they are told.</param>
public sealed record Answered(ReplyToken Token, Answer Answer);
