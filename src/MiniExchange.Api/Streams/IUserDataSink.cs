using System;

namespace MiniExchange.Api.Streams;

/// <summary>Takes what an account's owner is told; must not block.</summary>
internal interface IUserDataSink
{
    /// <summary>One event as JSON, without any wrapping; shared with other sinks, never changed.</summary>
    void Send(ReadOnlyMemory<byte> eventJson);

    /// <summary>The account could not be followed any more: one last event, and none after it. Whoever wants more subscribes again.</summary>
    void Ended(ReadOnlyMemory<byte> lastEvent);
}
