using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>What probes say to each other across nodes, as JSON.</summary>
internal sealed class ProbeMessageCodec : IMessageCodec
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["asked"] = typeof(Asked),
        ["delivery"] = typeof(Delivery),
        ["acknowledgement"] = typeof(Acknowledgement),
        ["inquiry"] = typeof(MarkInquiry),
        ["wake"] = typeof(WakeUp),
        ["answered"] = typeof(Answered),
    };

    private static readonly JsonSerializerOptions Options = new()
    {
        Converters =
        {
            new AddressConverter(),
            new Only<Request, Command>(),
            new Only<ActorMessage, Line>(),
            new OneOf<Answer>(typeof(Replied), typeof(Busy), typeof(OutcomeUnknown), typeof(RequestFaulted)),
            new OneOf<Reply>(typeof(Tallied), typeof(Declined)),
        },
    };

    public int SerializerId => 9_002;

    public string ManifestOf(object message)
    {
        foreach (var (name, type) in Types)
        {
            if (type == message.GetType()) return name;
        }

        throw new NotSupportedException($"No shape for {message.GetType().Name}.");
    }

    public void Write(object message, IBufferWriter<byte> output) => output.Write(JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Options));

    public object Read(string manifest, ReadOnlyMemory<byte> payload) => JsonSerializer.Deserialize(payload.Span, Types[manifest], Options)!;

    private sealed class AddressConverter : JsonConverter<ActorAddress>
    {
        public override bool HandleNull => true;

        public override ActorAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } id ? new ActorAddress(id) : ActorAddress.None;

        public override void Write(Utf8JsonWriter writer, ActorAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.PersistenceId);
    }

    private sealed class Only<TBase, T> : JsonConverter<TBase>
        where T : TBase
    {
        public override TBase? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<T>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, TBase value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, (T)value!, options);
    }

    private sealed class OneOf<TBase>(params Type[] types) : JsonConverter<TBase>
        where TBase : class
    {
        public override TBase? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var read = JsonDocument.ParseValue(ref reader);
            var type = Array.Find(types, type => type.Name == read.RootElement[0].GetString())!;
            return (TBase?)read.RootElement[1].Deserialize(type, options);
        }

        public override void Write(Utf8JsonWriter writer, TBase value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(value.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndArray();
        }
    }
}
