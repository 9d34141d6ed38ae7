using System;

namespace MiniExchange.Api.Streams;

/// <summary>Takes what an account's owner is told; must not block.</summary>
internal interface IUserDataSink
{
    /// <summary>One event as JSON, without any wrapping; shared with other sinks, never changed.</summary>
    void Send(ReadOnlyMemory<byte> eventJson);
}
