using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Engines;

/// <summary>The door: admits requests while there is room on their whole path, and gives each its answer.</summary>
/// <remarks>Room is given back when the flow ends, not when its caller stops waiting: work that is under way is what fills queues.</remarks>
/// <param name="maxRequests">Requests under way at once; more are refused.</param>
/// <param name="maxRequestsPerActor">Requests under way at once that one actor is on the path of; more are refused.</param>
/// <param name="tokens">Names those who wait.</param>
/// <param name="time">The clock.</param>
public sealed class Waiters(int maxRequests, int maxRequestsPerActor, TokenSequence tokens, TimeProvider time)
{
    private readonly ConcurrentDictionary<long, Waiter> _waiting = new();
    private readonly object _gate = new();
    private readonly Dictionary<ActorAddress, int> _onPath = [];
    private int _count;

    /// <summary>Requests under way.</summary>
    public int Count => _waiting.Count;

    /// <summary>Reserves room, or says what is full.</summary>
    public string? Admit(ActorAddress to, Request request, out ReplyToken token, out Task<Answer> answer)
    {
        token = ReplyToken.None;
        answer = Task.FromResult<Answer>(new Busy(string.Empty));
        var path = request.GoesOnTo;
        long number;
        lock (_gate)
        {
            if (_count >= maxRequests) return $"{maxRequests} requests are under way.";
            if (IsFull(to)) return $"{maxRequestsPerActor} requests are under way at {to}.";
            foreach (var actor in path)
            {
                if (IsFull(actor)) return $"{maxRequestsPerActor} requests are under way at {actor}.";
            }

            _count++;
            CollectionsMarshal.GetValueRefOrAddDefault(_onPath, to, out _)++;
            foreach (var actor in path) CollectionsMarshal.GetValueRefOrAddDefault(_onPath, actor, out _)++;
            number = tokens.Next();
        }

        var waiter = new Waiter(to, path, time.GetTimestamp());
        _waiting[number] = waiter;
        token = new ReplyToken(number);
        answer = waiter.Completion.Task;
        return null;
    }

    /// <summary>Ends a flow. Nothing if nobody waits for it any more.</summary>
    public void Answer(ReplyToken token, Answer answer)
    {
        if (!_waiting.TryRemove(token.Unmark().Value, out var waiter)) return;

        lock (_gate)
        {
            _count--;
            Leave(waiter.To);
            foreach (var actor in waiter.Path) Leave(actor);
        }

        waiter.Completion.TrySetResult(answer);
    }

    /// <summary>Answers everybody the same.</summary>
    public void AnswerAll(Answer answer)
    {
        foreach (var number in _waiting.Keys) Answer(new ReplyToken(number), answer);
    }

    /// <summary>Answers those whose request began before a timestamp: on a cluster the node that had it may be gone.</summary>
    /// <param name="timestamp">As <see cref="TimeProvider.GetTimestamp"/> gives it.</param>
    /// <param name="answer">What they are told.</param>
    public void AnswerThoseBefore(long timestamp, Answer answer)
    {
        foreach (var (number, waiter) in _waiting)
        {
            if (waiter.BeganAt < timestamp) Answer(new ReplyToken(number), answer);
        }
    }

    /// <summary>Ends when all that are under way now have their answers, or when it has lasted too long.</summary>
    public async Task DrainAsync(TimeSpan atMost)
    {
        try
        {
            await Task.WhenAll(_waiting.Values.Select(static waiter => waiter.Completion.Task)).WaitAsync(atMost, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whoever stops the engine answers what is still under way as unknown.
        }
    }

    private bool IsFull(ActorAddress actor) =>
        _onPath.TryGetValue(actor, out var count) && count >= maxRequestsPerActor;

    private void Leave(ActorAddress actor)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_onPath, actor);
        if (--count == 0) _onPath.Remove(actor);
    }

    private sealed record Waiter(ActorAddress To, IReadOnlyList<ActorAddress> Path, long BeganAt)
    {
        // Continuations elsewhere: the writer thread that answers must not run a front end's code.
        public TaskCompletionSource<Answer> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Gives each who waits on one front end a token of their own.</summary>
/// <param name="origin">The bits that tell this front end from others, and nothing else.</param>
/// <param name="mask">The bits that count; the lowest stays free for <see cref="ReplyToken.Mark"/>.</param>
/// <param name="first">Where the count begins.</param>
public sealed class TokenSequence(long origin, long mask, long first)
{
    private long _last = first & mask & ~1L;

    /// <summary>The tokens of an engine in one process: all negative.</summary>
    /// <remarks>
    /// A recovered message keeps its token. One that another engine on the same journal gave must not meet who waits at this one: the
    /// tokens of nodes are never negative.
    /// </remarks>
    /// <param name="first">Where the count begins: higher than any former life of the engine got.</param>
    public static TokenSequence OfProcess(long first) => new(origin: long.MinValue, mask: long.MaxValue, first);

    /// <summary>The tokens of a node of a cluster: the number of its life in the high half.</summary>
    /// <param name="uid">The number, which Akka draws anew for each life and never below zero.</param>
    public static TokenSequence OfNode(int uid) => new(origin: (long)uid << 32, mask: uint.MaxValue, first: 0);

    /// <summary>The next token, never zero. One at a time.</summary>
    public long Next()
    {
        // The count comes round after all its values; nobody waits that long.
        _last = (_last + 2) & mask;
        return (origin | _last) == 0 ? Next() : origin | _last;
    }
}
