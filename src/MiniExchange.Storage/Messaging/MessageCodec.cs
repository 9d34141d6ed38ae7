using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using Google.Protobuf;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Storage.Codecs;
using Wire = MiniExchange.Storage.Schemas.Wire;

namespace MiniExchange.Storage.Messaging;

/// <summary>What travels between nodes, as protobuf: the exchange's parcels and answers. <c>Schemas/messaging.proto</c>.</summary>
/// <remarks>Requests and replies are named by field numbers, so that nothing on the wire chooses a type. Thread-safe.</remarks>
public sealed class MessageCodec : IMessageCodec
{
    private const string AskedManifest = "asked/1";
    private const string DeliveryManifest = "delivery/1";
    private const string AcknowledgementManifest = "acknowledgement/1";
    private const string MarkInquiryManifest = "mark-inquiry/1";
    private const string WakeUpManifest = "wake-up/1";
    private const string AnsweredManifest = "answered/1";

    // What these hand out is used again for the thread's next message.
    [ThreadStatic]
    private static MessageShapes? _messages;

    [ThreadStatic]
    private static ReplyShapes? _replies;

    /// <inheritdoc />
    public int SerializerId => SerializerIds.Messages;

    /// <inheritdoc />
    public string ManifestOf(object message) => message switch
    {
        Asked => AskedManifest,
        Delivery => DeliveryManifest,
        Acknowledgement => AcknowledgementManifest,
        MarkInquiry => MarkInquiryManifest,
        WakeUp => WakeUpManifest,
        Answered => AnsweredManifest,
        _ => throw NotOfOurs(message),
    };

    /// <inheritdoc />
    public void Write(object message, IBufferWriter<byte> output)
    {
        IMessage sent = message switch
        {
            Asked asked => new Wire.Asked
            {
                Token = asked.Token.Value,
                DeadlineUnixMicros = asked.DeadlineUnixMicros,
                To = asked.To.PersistenceId,
                Request = RequestShapes.Write(asked.Request),
            },
            Delivery delivery => new Wire.Delivery
            {
                Sequence = delivery.Sequence,
                Token = delivery.Token.Value,
                From = delivery.From.PersistenceId,
                To = delivery.To.PersistenceId,
                Message = Write(delivery.Message),
            },
            Acknowledgement acknowledgement => new Wire.Acknowledgement
            {
                Through = acknowledgement.Through,
                AnswersInquiry = acknowledgement.AnswersInquiry,
                From = acknowledgement.From.PersistenceId,
                To = acknowledgement.To.PersistenceId,
            },
            MarkInquiry inquiry => new Wire.MarkInquiry { From = inquiry.From.PersistenceId, To = inquiry.To.PersistenceId },
            WakeUp wakeUp => new Wire.WakeUp { To = wakeUp.To.PersistenceId },
            Answered answered => Write(answered),
            _ => throw NotOfOurs(message),
        };
        sent.WriteTo(output);
    }

    /// <inheritdoc />
    public object Read(string manifest, ReadOnlyMemory<byte> payload)
    {
        var bytes = payload.Span;
        try
        {
            return manifest switch
            {
                AskedManifest => Read(Wire.Asked.Parser.ParseFrom(bytes)),
                DeliveryManifest => Read(Wire.Delivery.Parser.ParseFrom(bytes)),
                AcknowledgementManifest => Read(Wire.Acknowledgement.Parser.ParseFrom(bytes)),
                MarkInquiryManifest => Read(Wire.MarkInquiry.Parser.ParseFrom(bytes)),
                WakeUpManifest => new WakeUp(ReadAddress(Wire.WakeUp.Parser.ParseFrom(bytes).To)),
                AnsweredManifest => Read(Wire.Answered.Parser.ParseFrom(bytes)),
                _ => throw StoredNumbers.Unknown("a shape of an unknown name:", $"'{manifest}'"),
            };
        }
        catch (NotSupportedException unknown)
        {
            throw new NotSupportedException($"A node of a later version sent '{manifest}' with what this one does not know.", unknown);
        }
        catch (Exception damage) when (
            damage is InvalidProtocolBufferException or InvalidDataException or OverflowException or InvalidOperationException)
        {
            // An overflow is that of a pair's steps; the last is what protobuf says of an optional number or text cut short.
            throw new InvalidDataException($"A message '{manifest}' of {bytes.Length} bytes is damaged. {damage.Message}", damage);
        }
    }

    private static Schemas.ActorMessage Write(ActorMessage message)
    {
        _messages ??= new MessageShapes();
        _messages.TakeAllBack();
        return _messages.Write(message);
    }

    private static Wire.Answered Write(Answered answered)
    {
        var sent = new Wire.Answered { Token = answered.Token.Value };
        switch (answered.Answer)
        {
            case Replied replied: sent.Replied = Write(replied); break;
            case Busy busy: sent.Busy = new Wire.Busy { Reason = busy.Reason }; break;
            case OutcomeUnknown unknown: sent.OutcomeUnknown = new Wire.OutcomeUnknown { Reason = unknown.Reason }; break;
            case RequestFaulted: sent.Faulted = new Wire.RequestFaulted(); break;
            default: throw new UnreachableException($"No shape for answer {answered.Answer.GetType().Name}.");
        }

        return sent;
    }

    private static Wire.Replied Write(Replied replied)
    {
        _replies ??= new ReplyShapes();
        return new Wire.Replied
        {
            RecordNumber = replied.RecordNumber,
            From = replied.From.PersistenceId,
            Reply = _replies.Write(replied.Reply),
        };
    }

    private static Asked Read(Wire.Asked sent)
    {
        StoredParts.Require(sent.Request);
        return new(ReadAddress(sent.To), RequestShapes.Read(sent.Request), new ReplyToken(sent.Token), sent.DeadlineUnixMicros);
    }

    private static Delivery Read(Wire.Delivery sent)
    {
        StoredParts.Require(sent.Message);
        return new(
            ReadAddress(sent.From), ReadAddress(sent.To), sent.Sequence, MessageShapes.Read(sent.Message), new ReplyToken(sent.Token));
    }

    private static Acknowledgement Read(Wire.Acknowledgement sent) =>
        new(ReadAddress(sent.From), ReadAddress(sent.To), sent.Through, sent.AnswersInquiry);

    private static MarkInquiry Read(Wire.MarkInquiry sent) => new(ReadAddress(sent.From), ReadAddress(sent.To));

    private static Answered Read(Wire.Answered sent) => new(
        new ReplyToken(sent.Token),
        sent.AnswerCase switch
        {
            Wire.Answered.AnswerOneofCase.Replied => Read(sent.Replied),
            Wire.Answered.AnswerOneofCase.Busy => new Busy(sent.Busy.Reason),
            Wire.Answered.AnswerOneofCase.OutcomeUnknown => new OutcomeUnknown(sent.OutcomeUnknown.Reason),
            Wire.Answered.AnswerOneofCase.Faulted => new RequestFaulted(),
            _ => throw StoredNumbers.Unknown("an answer of an unknown kind:", sent),
        });

    private static Replied Read(Wire.Replied sent)
    {
        StoredParts.Require(sent.Reply);
        return new(ReplyShapes.Read(sent.Reply), ReadAddress(sent.From), sent.RecordNumber);
    }

    // Kind and id, joined by a hyphen: what works with an address counts on it.
    private static ActorAddress ReadAddress(string sent)
    {
        var hyphen = sent.IndexOf('-', StringComparison.Ordinal);
        return hyphen > 0 && hyphen < sent.Length - 1
            ? new ActorAddress(sent)
            : throw new InvalidDataException($"'{sent}' is no actor's address.");
    }

    private static ArgumentException NotOfOurs(object message) =>
        new($"{message.GetType().Name} does not travel between nodes.", nameof(message));
}
