using System.Collections.Generic;
using System.Threading;

namespace MiniExchange.Actors.Cells;

/// <summary>What an actor sent and nobody has acknowledged yet, by receiver and in order.</summary>
internal sealed class Outbox
{
    private readonly Dictionary<ActorAddress, Queue<Entry>> _open = [];

    /// <summary>How many messages are open.</summary>
    public int Count { get; private set; }

    /// <summary>The number of the message added last, counted from one; numbers are good for this life of the actor only.</summary>
    public long Last { get; private set; }

    /// <summary>Who has not acknowledged something that was sent up to a moment, in microseconds since 1970-01-01 UTC.</summary>
    public IEnumerable<ActorAddress> ReceiversOwing(long sentUpToUnixMicros)
    {
        foreach (var (receiver, queue) in _open)
        {
            if (queue.Peek().SentAtUnixMicros <= sentUpToUnixMicros) yield return receiver;
        }
    }

    /// <summary>Every open message; those to one receiver in order.</summary>
    public IEnumerable<OpenSend> Sends
    {
        get
        {
            foreach (var queue in _open.Values)
            {
                foreach (var entry in queue) yield return entry.Send;
            }
        }
    }

    /// <summary>The open messages to one receiver, in order.</summary>
    public IEnumerable<OpenSend> SendsTo(ActorAddress receiver)
    {
        if (!_open.TryGetValue(receiver, out var queue)) yield break;
        foreach (var entry in queue) yield return entry.Send;
    }

    /// <summary>Whether a message up to a number is open.</summary>
    public bool HasOpenThrough(long last)
    {
        // Each receiver acknowledges in order, so its first open one is its oldest.
        foreach (var queue in _open.Values)
        {
            if (queue.Peek().Number <= last) return true;
        }

        return false;
    }

    /// <summary>Adds a message.</summary>
    /// <param name="send">The message; its sequence follows the last one to the same receiver.</param>
    /// <param name="sentAtUnixMicros">When it was sent, in microseconds since 1970-01-01 UTC.</param>
    /// <param name="ticket">Counts the open messages of the turn that sent it; null in recovery.</param>
    public void Add(OpenSend send, long sentAtUnixMicros, SendTicket? ticket)
    {
        if (!_open.TryGetValue(send.To, out var queue))
        {
            queue = new Queue<Entry>(capacity: 1);
            _open.Add(send.To, queue);
        }

        queue.Enqueue(new Entry(send, sentAtUnixMicros, ticket, ++Last));
        Count++;
    }

    /// <summary>Drops what a receiver has consumed.</summary>
    /// <returns>Whether anything was dropped.</returns>
    public bool Acknowledge(ActorAddress receiver, long through)
    {
        if (!_open.TryGetValue(receiver, out var queue)) return false;

        var before = Count;
        while (queue.TryPeek(out var entry) && entry.Send.Sequence <= through)
        {
            queue.Dequeue();
            Count--;
            entry.Ticket?.Close();
        }

        if (queue.Count == 0) _open.Remove(receiver);
        return Count < before;
    }

    private readonly record struct Entry(OpenSend Send, long SentAtUnixMicros, SendTicket? Ticket, long Number);
}

/// <summary>Counts the open messages of one turn, so that the low-water position can pass its record once none is.</summary>
/// <param name="openSends">How many messages the turn sent.</param>
public sealed class SendTicket(int openSends)
{
    private int _openSends = openSends;

    /// <summary>Whether every message was acknowledged.</summary>
    public bool IsClosed => Volatile.Read(ref _openSends) == 0;

    /// <summary>Notes that one of them was acknowledged.</summary>
    public void Close() => Interlocked.Decrement(ref _openSends);
}
