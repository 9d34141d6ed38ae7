using System;

namespace MiniExchange.Actors;

/// <summary>Names one actor, and its stream in the journal: <c>book-BTCUSDT</c>, <c>account-42</c>.</summary>
/// <param name="PersistenceId">The kind, a hyphen, and the id within the kind.</param>
public readonly record struct ActorAddress(string PersistenceId)
{
    /// <summary>No actor: the sender of a request from outside.</summary>
    public static readonly ActorAddress None;

    /// <summary>Whether this names no actor.</summary>
    public bool IsNone => PersistenceId is null;

    /// <summary>What sort of actor it is: all before the first hyphen.</summary>
    public string Kind => KindSpan.ToString();

    /// <summary>The same as <see cref="Kind"/>, for looking it up without making a string.</summary>
    public ReadOnlySpan<char> KindSpan => PersistenceId.AsSpan(0, PersistenceId.IndexOf('-', StringComparison.Ordinal));

    /// <summary>Which one of its kind: all after the first hyphen.</summary>
    public string Id => PersistenceId[(PersistenceId.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>The address of one actor.</summary>
    /// <param name="kind">Without hyphen.</param>
    /// <param name="id">Not empty.</param>
    public static ActorAddress Of(string kind, string id) => new($"{kind}-{id}");

    /// <inheritdoc />
    public override string ToString() => PersistenceId ?? "(outside)";
}
