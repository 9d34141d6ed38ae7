using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Transfers;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One turn of one actor as the journal has it.</summary>
internal sealed record JournalTurn
{
    public required JournalRecord Record { get; init; }

    public required long AtUnixMicros { get; init; }

    public required ActorAddress CauseFrom { get; init; }

    public required long CauseSequence { get; init; }

    public required ImmutableArray<OpenSend> Sends { get; init; }

    public required ImmutableArray<Peer> Acknowledged { get; init; }

    public ImmutableArray<AccountEvent> AccountEvents { get; init; } = [];

    public ImmutableArray<BookEvent> BookEvents { get; init; } = [];

    public ImmutableArray<CatalogEvent> CatalogEvents { get; init; } = [];

    public ImmutableArray<RiskEvent> RiskEvents { get; init; } = [];

    public ImmutableArray<TransferEvent> TransferEvents { get; init; } = [];

    public ActorMessage? Faulted { get; init; }

    public ActorAddress Address => Record.Address;

    /// <summary>Every turn of a record, in order.</summary>
    public static IEnumerable<JournalTurn> ReadFrom(JournalRecord record) => record.Address.Kind switch
    {
        Addresses.AccountKind => Read(record, new AccountCodec(), (turn, events) => turn with { AccountEvents = [.. events] }),
        Addresses.BookKind => Read(record, new BookCodec(), (turn, events) => turn with { BookEvents = [.. events] }),
        Addresses.CatalogKind => Read(record, new CatalogCodec(), (turn, events) => turn with { CatalogEvents = [.. events] }),
        Addresses.RiskKind => Read(record, new RiskCodec(), (turn, events) => turn with { RiskEvents = [.. events] }),
        Addresses.TransferKind => Read(record, new TransferCodec(), (turn, events) => turn with { TransferEvents = [.. events] }),
        var kind => throw new NotSupportedException($"Nothing is known of kind {kind}."),
    };

    public override string ToString() => $"{Address} record {Record.Number} at position {Record.Position}";

    private static IEnumerable<JournalTurn> Read<TState, TEvent>(
        JournalRecord record, CellCodec<TState, TEvent> codec, Func<JournalTurn, List<TEvent>, JournalTurn> with)
    {
        foreach (var turn in codec.ReadRecord(record.Manifest, record.Payload, new Turn<TEvent>()))
        {
            yield return with(
                new JournalTurn
                {
                    Record = record,
                    AtUnixMicros = turn.AtUnixMicros,
                    CauseFrom = turn.CauseFrom,
                    CauseSequence = turn.CauseSequence,
                    Sends = [.. turn.Sends],
                    Acknowledged = [.. turn.Acknowledged],
                    Faulted = turn.Faulted,
                },
                turn.Events);
        }
    }
}
