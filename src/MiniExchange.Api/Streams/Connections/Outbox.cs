using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;

namespace MiniExchange.Api.Streams.Connections;

/// <summary>What waits to be sent on one connection. Adding never blocks; what is too much is refused, and so is all that follows.</summary>
/// <param name="maxMessages">So many may wait.</param>
/// <param name="maxBytes">So many bytes may wait.</param>
internal sealed class Outbox(int maxMessages, int maxBytes)
{
    private readonly Channel<ReadOnlyMemory<byte>> _waiting = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private int _messages;
    private long _bytes;
    private volatile bool _hasRefused;

    /// <summary>How many messages wait.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>How many bytes wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Adds a message; after the end it goes nowhere.</summary>
    /// <returns>False if there is no room. What waits is left as it is: whoever adds first says why the connection ends.</returns>
    public bool TryAdd(ReadOnlyMemory<byte> message)
    {
        var messages = Interlocked.Increment(ref _messages);
        var bytes = Interlocked.Add(ref _bytes, message.Length);
        if (_hasRefused || messages > maxMessages || bytes > maxBytes)
        {
            // Even if there should be room again: what came after would follow a gap.
            _hasRefused = true;
            Count(message, -1);
            return false;
        }

        if (!_waiting.Writer.TryWrite(message)) Count(message, -1);
        return true;
    }

    /// <summary>Nothing is added from now on; what waits is still sent.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Nothing is added from now on, and what waits is dropped.</summary>
    public void Discard()
    {
        Complete();
        while (_waiting.Reader.TryRead(out var message)) Count(message, -1);
    }

    /// <summary>Takes the messages in order, as they come, to the end.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> TakeAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_waiting.Reader.TryRead(out var message))
            {
                Count(message, -1);
                yield return message;
            }
        }
    }

    private void Count(ReadOnlyMemory<byte> message, int sign)
    {
        Interlocked.Add(ref _messages, sign);
        Interlocked.Add(ref _bytes, sign * message.Length);
    }
}
