using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Integration.Tests.Codecs;

/// <summary>One shape of the journal, or of what travels between nodes: an object, and how it is written and read. Named as its golden files are.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Subjects">What the shape is the example of: events, messages and their parts, for the test that none is forgotten.</param>
/// <param name="Text">The object as text.</param>
/// <param name="Write">Writes it with today's codec.</param>
/// <param name="Read">Reads it with today's codec, as text.</param>
public sealed record StoredShape(
    string Name, IReadOnlyList<object> Subjects, string Text, Func<byte[]> Write, Func<byte[], string> Read)
{
    /// <summary>A record of several turns.</summary>
    public static StoredShape OfRecord<TState, TEvent>(string name, Func<ICellCodec<TState, TEvent>> codec, params Turn<TEvent>[] turns) => new(
        name,
        [
            .. turns.SelectMany(turn => turn.Events).Cast<object>(),
            .. turns.SelectMany(turn => turn.Sends).Select(send => send.Message),
        ],
        ObjectText.Of(turns),
        () =>
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = codec();
            foreach (var turn in turns) writer.WriteTurn(turn, output);
            return output.WrittenSpan.ToArray();
        },
        payload => ReadTurns(codec(), payload));

    /// <summary>A snapshot, its number written apart from its body.</summary>
    public static StoredShape OfSnapshot<TState, TEvent>(
        string name, Func<ICellCodec<TState, TEvent>> codec, CellSnapshot<TState> snapshot) => new(
        name,
        [.. snapshot.OpenSends.Select(send => send.Message)],
        ObjectText.Of(snapshot),
        () =>
        {
            var output = new ArrayBufferWriter<byte>();
            codec().WriteSnapshotNumber(snapshot.RecordNumber, output);
            codec().WriteSnapshotBody(snapshot, output);
            return output.WrittenSpan.ToArray();
        },
        payload => ObjectText.Of(codec().ReadSnapshot(codec().SnapshotManifest, payload)!));

    /// <summary>A chunk of peers.</summary>
    public static StoredShape OfPeers<TState, TEvent>(string name, Func<ICellCodec<TState, TEvent>> codec, params Peer[] peers) => new(
        name,
        [],
        ObjectText.Of(peers),
        () =>
        {
            var output = new ArrayBufferWriter<byte>();
            codec().WritePeers(peers, output);
            return output.WrittenSpan.ToArray();
        },
        payload => ObjectText.Of(codec().ReadPeers(payload)));

    /// <summary>Messages between nodes, one after the other: each after its manifest and its length.</summary>
    public static StoredShape OfMessages(string name, IMessageCodec codec, IReadOnlyList<object> messages) => new(
        name,
        messages,
        ObjectText.Of(messages),
        () =>
        {
            using var file = new MemoryStream();
            using var writer = new BinaryWriter(file);
            foreach (var message in messages)
            {
                var output = new ArrayBufferWriter<byte>();
                codec.Write(message, output);
                writer.Write(codec.ManifestOf(message));
                writer.Write(output.WrittenCount);
                writer.Write(output.WrittenSpan);
            }

            return file.ToArray();
        },
        payload =>
        {
            using var reader = new BinaryReader(new MemoryStream(payload));
            var read = new List<object>();
            while (reader.BaseStream.Position < payload.Length)
            {
                read.Add(codec.Read(reader.ReadString(), reader.ReadBytes(reader.ReadInt32())));
            }

            return ObjectText.Of(read);
        });

    public override string ToString() => Name;

    private static string ReadTurns<TState, TEvent>(ICellCodec<TState, TEvent> codec, byte[] payload)
    {
        var turn = new Turn<TEvent>();
        var text = new System.Text.StringBuilder("list\n");
        foreach (var read in codec.ReadRecord(codec.RecordManifest, payload, turn))
        {
            // One turn at a time, as it is the same object: as an item of a list, without that list's heading.
            text.Append(ObjectText.Of(new[] { read })["list\n".Length..]);
        }

        return text.ToString();
    }
}
