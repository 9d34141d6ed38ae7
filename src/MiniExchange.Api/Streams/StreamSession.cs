using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Api.Streams.Users;

namespace MiniExchange.Api.Streams;

/// <summary>What one connection listens to, and what it asks for. Messages come one after the other.</summary>
internal sealed class StreamSession(
    Connection connection,
    StreamPublisher publisher,
    UserStreams users,
    IEngine engine,
    StreamOptions options,
    TimeProvider time,
    bool inMicros)
{
    // In the order in which they were asked for. A name that is no stream is none of them: nothing will ever come of it.
    private readonly List<string> _names = [];
    private readonly Dictionary<string, TopicName> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserStream> _users = new(StringComparer.Ordinal);

    /// <summary>Listens to what the address of the connection names.</summary>
    public async ValueTask OpenAsync(IEnumerable<string> names)
    {
        var error = await SubscribeAsync([.. names], answer: default);
        if (error is not null) connection.Close(WebSocketCloseStatus.PolicyViolation, error.Message);
    }

    /// <summary>Answers one message.</summary>
    public async ValueTask HandleAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        var request = ControlRequest.Read(message, type, out var id, out var error);
        switch (request)
        {
            case null:
                break;
            case ControlRequest.Subscribe subscribe:
                error = await SubscribeAsync(subscribe.Streams, Done(id));
                break;
            case ControlRequest.Unsubscribe unsubscribe:
                await UnsubscribeAsync(unsubscribe.Streams, Done(id));
                break;
            case ControlRequest.ListSubscriptions:
                connection.Send(JsonMessage.Of((id, _names), static (json, listed) =>
                {
                    json.WriteStartArray("result"u8);
                    foreach (var name in listed._names) json.WriteStringValue(name);
                    json.WriteEndArray();
                    listed.id.Write(json);
                }));
                break;
            case ControlRequest.SetCombined set:
                connection.IsCombined = set.IsCombined;
                connection.Send(Done(id));
                break;
            case ControlRequest.GetCombined:
                connection.Send(JsonMessage.Of((id, connection.IsCombined), static (json, property) =>
                {
                    json.WriteBoolean("result"u8, property.IsCombined);
                    property.id.Write(json);
                }));
                break;
            default:
                throw new UnreachableException($"No answer to {request.GetType().Name}.");
        }

        if (error is not null) connection.Send(Failed(id, error));
    }

    /// <summary>Listens to nothing any more.</summary>
    public async ValueTask CloseAsync()
    {
        foreach (var stream in _users.Values) stream.Dispose();
        await publisher.UnsubscribeAsync(connection, [.. _topics.Values], inMicros, answer: default);
    }

    /// <summary>What to send before the server stops.</summary>
    public ReadOnlyMemory<byte> ShutdownNotice()
    {
        var notice = JsonMessage.Of(time.GetUnixMicros(), (json, now) =>
        {
            json.WriteString("e"u8, "serverShutdown"u8);
            json.WriteNumber("E"u8, inMicros ? now : now / UnixTime.MicrosPerMillisecond);
        });
        return connection.IsCombined ? CombinedForm.Of("!serverShutdown", notice.Span) : notice;
    }

    private async ValueTask<ControlError?> SubscribeAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte> answer)
    {
        if (!engine.IsCurrent) return ControlError.NotCurrent;

        var added = names.Where(name => !_topics.ContainsKey(name) && !_users.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToList();
        if (_names.Count + added.Count > options.StreamsPerConnection) return ControlError.TooManyStreams(options.StreamsPerConnection);

        var topics = new List<TopicName>();
        var streams = new List<UserStream>();
        foreach (var name in added)
        {
            if (TopicName.Parse(name) is { } topic)
            {
                topics.Add(topic);
                _topics.Add(name, topic);
            }
            else if (await users.OpenAsync(name, connection) is { } stream)
            {
                streams.Add(stream);
                if (stream.HasEnded) continue;
                _users.Add(name, stream);
            }
            else
            {
                continue;
            }

            _names.Add(name);
        }

        await publisher.SubscribeAsync(connection, topics, inMicros, answer);
        foreach (var stream in streams) stream.Release(answer: default);
        return null;
    }

    private async ValueTask UnsubscribeAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte> answer)
    {
        var topics = names.Distinct(StringComparer.Ordinal).Where(_topics.ContainsKey).Select(name => _topics[name]).ToList();
        foreach (var name in names)
        {
            if (_users.TryGetValue(name, out var stream)) stream.Dispose();
        }

        Forget(names);
        await publisher.UnsubscribeAsync(connection, topics, inMicros, answer);
    }

    private void Forget(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (_topics.Remove(name) | _users.Remove(name)) _names.Remove(name);
        }
    }

    private static ReadOnlyMemory<byte> Done(RequestId id) => JsonMessage.Of(id, static (json, done) =>
    {
        json.WriteNull("result"u8);
        done.Write(json);
    });

    private static ReadOnlyMemory<byte> Failed(RequestId id, ControlError error) => JsonMessage.Of((id, error), static (json, failed) =>
    {
        json.WriteStartObject("error"u8);
        json.WriteNumber("code"u8, failed.error.Code);
        json.WriteString("msg"u8, failed.error.Message);
        json.WriteEndObject();
        failed.id.Write(json);
    });
}
