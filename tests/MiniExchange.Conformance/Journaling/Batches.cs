using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Conformance.Journaling;

/// <summary>Short ways to say what a test commits.</summary>
public static class Batches
{
    public const int SerializerId = 7;
    public const string Manifest = "sample.record/1";
    public const string SnapshotManifest = "sample.snapshot/1";
    public const long AtUnixMicros = 1_700_000_000_123_456;

    /// <summary>A record whose payload says whose it is and which.</summary>
    public static RecordToAppend Record(ActorAddress address, long number) => Record(address, number, PayloadOf(address, number));

    public static RecordToAppend Record(ActorAddress address, long number, ReadOnlyMemory<byte> payload) => new()
    {
        Address = address,
        Number = number,
        SerializerId = SerializerId,
        Manifest = Manifest,
        Payload = payload,
        CreatedAtUnixMicros = AtUnixMicros,
    };

    /// <summary>The payload of <see cref="Record(ActorAddress, long)"/>.</summary>
    public static byte[] PayloadOf(ActorAddress address, long number) => Encoding.UTF8.GetBytes($"{address} {number}");

    /// <summary>Records of one actor with all numbers from first to last.</summary>
    public static RecordToAppend[] Records(ActorAddress address, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(number => Record(address, number))];

    public static JournalBatch Of(params RecordToAppend[] records) => new(records, [], LowWater: null);

    public static JournalBatch Of(SnapshotToStore snapshot) => new([], [snapshot], LowWater: null);

    /// <summary>A snapshot whose payload is the text, with chunks of peers by the snapshots that hold them.</summary>
    public static SnapshotToStore Snapshot(
        ActorAddress address, long number, string payload, long[]? chunks = null, IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? changed = null) =>
        new(
            address,
            number,
            SerializerId,
            SnapshotManifest,
            Encoding.UTF8.GetBytes(payload),
            chunks ?? [],
            changed ?? new Dictionary<int, ReadOnlyMemory<byte>>(),
            AtUnixMicros);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
