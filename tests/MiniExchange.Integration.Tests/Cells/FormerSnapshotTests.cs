using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Behaviors;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>Snapshots that earlier versions left behind say too little: what they leave out is in the stream.</summary>
public sealed class FormerSnapshotTests
{
    [Fact]
    public void BookCell_OverASnapshotThatForgotWhatAnOrderHad_StillKnowsIt()
    {
        var book = new Book();
        var turns = new List<BookEvent[]>();
        Happen(plan => BookDecider.SetTerms(book, Exchange.Pair, plan));
        Happen(plan => BookDecider.Enter(book, Exchange.Order(Exchange.Alice, 1, Exchange.Limit(Side.Sell, 100, 10)), plan));
        Happen(plan => BookDecider.Enter(book, Exchange.Order(Exchange.Bob, 1, Exchange.Limit(Side.Buy, 100, 4)), plan));

        // The first version stored of a resting order only what was left of it.
        var image = book.ToImage();
        var former = Book.From(image with { Asks = [.. image.Asks.Select(ask => ask with { Quantity = ask.Remaining })] });
        var host = new RecordingHost();
        var cell = Recovered(host, former, turns);

        var reduced = Told(host, cell, Addresses.Account(Exchange.Alice), new ReduceOrder(Exchange.Alice, Exchange.Number(1), new QuantityLots(8), ""));
        Assert.Equal(new OrderReduced(new HoldId(1), new QuantityLots(8), ""), Assert.Single(reduced.Changes));

        var taker = Exchange.Order(Exchange.Bob, 2, Exchange.Limit(Side.Buy, 100, 5));
        var filled = Told(host, cell, Addresses.Account(Exchange.Bob), new SubmitOrder(taker)).Changes.OfType<OrderFilled>();
        Assert.Equal(4, Assert.Single(filled).Fill.Quantity.Value);

        void Happen(Action<List<BookEvent>> decide)
        {
            var plan = new List<BookEvent>();
            decide(plan);
            foreach (var happened in plan) book.Apply(happened);
            turns.Add([.. plan]);
        }
    }

    [Fact]
    public void AccountReplica_OverASnapshotWithoutExecutions_CountsThemAsItsStreamDoes()
    {
        var feed = new InMemoryFeed();
        var market = new SmallMarket(feed, seed: 11);
        for (var i = 0; i < 500; i++) market.Step();
        var live = market.Accounts[0];
        Assert.True(live.LastExecution > 0 && live.OpenOrders.Values.Any(order => order.WorkingSinceUnixMicros is not null));

        // The first version knew neither executions nor when an order began to work.
        var former = live with
        {
            LastExecution = 0,
            OpenOrders = live.OpenOrders.Values.ToImmutableDictionary(
                order => order.HoldId, order => order with { LastExecution = 0, WorkingSinceUnixMicros = null }),
        };
        var address = Addresses.Account(live.Id);
        var records = feed.Records.Where(record => record.Address == address).ToArray();
        using var journal = JournalOf(address, new AccountCodec(), former, [.. records.Select(record => record.Payload)]);
        var replica = new StateReplica<Account, AccountEvent>(
            address,
            new AccountCodec(),
            () => Account.Empty(live.Id),
            static (Account account, in AccountEvent happened) => AccountDecider.Evolve(account, happened));

        replica.Seed(journal);

        Assert.Equal(records.Length, replica.RecordNumber);
        Assert.Equal(live.LastExecution, replica.State.LastExecution);
        Assert.Equal(AccountHash.StateHash(live), AccountHash.StateHash(replica.State));
    }

    private static Cell Recovered(RecordingHost host, Book former, IReadOnlyList<BookEvent[]> turns)
    {
        var kinds = ExchangeActors.Kinds(
            () => new AccountCodec(),
            () => new BookCodec(),
            () => new CatalogCodec(),
            () => new RiskCodec(),
            () => new SettlementCodec(),
            () => new TransferCodec());
        var cell = kinds.Single(kind => kind.Name == Addresses.BookKind)
            .CreateCell(Exchange.BookAddress, host, new CellOptions { RepeatAfterMs = 1_000, SnapshotMinBytes = int.MaxValue });
        using var journal = JournalOf(Exchange.BookAddress, new BookCodec(), former, [.. turns.Select(RecordOf)]);
        cell.Recover(journal);
        return cell;
    }

    private static OrdersChanged Told(RecordingHost host, Cell cell, ActorAddress by, ActorMessage message)
    {
        host.Settle();
        cell.Receive(new Delivery(by, Exchange.BookAddress, 1, message, Exchange.Token), Exchange.Now);
        var told = host.Parcels.OfType<Delivery>().Single(delivery => delivery.To == by);
        return Assert.IsType<OrdersChanged>(told.Message);
    }

    private static ReadOnlyMemory<byte> RecordOf(BookEvent[] events)
    {
        var turn = new Turn<BookEvent> { AtUnixMicros = Exchange.Now };
        turn.Events.AddRange(events);
        var output = new ArrayBufferWriter<byte>();
        new BookCodec().WriteTurn(turn, output);
        return output.WrittenMemory;
    }

    /// <summary>All of an actor's records, and after the last one a snapshot that calls itself one of the first version.</summary>
    private static IJournalReader JournalOf<TState, TEvent>(
        ActorAddress address, ICellCodec<TState, TEvent> codec, TState former, IReadOnlyList<ReadOnlyMemory<byte>> payloads)
    {
        var records = payloads.Select((payload, i) => new RecordToAppend
        {
            Address = address,
            Number = i + 1,
            SerializerId = codec.SerializerId,
            Manifest = codec.RecordManifest,
            Payload = payload,
            CreatedAtUnixMicros = Exchange.Now,
        });
        var output = new ArrayBufferWriter<byte>();
        codec.WriteSnapshotNumber(payloads.Count, output);
        codec.WriteSnapshotBody(new CellSnapshot<TState>(0, Exchange.Now, former, [], [], []), output);
        var snapshot = new SnapshotToStore(
            address,
            payloads.Count,
            codec.SerializerId,
            $"{address.Kind}.snapshot/1",
            output.WrittenMemory,
            [],
            new Dictionary<int, ReadOnlyMemory<byte>>(),
            Exchange.Now);
        var journal = new MemoryJournal();
        using var writer = journal.OpenWriter();
        writer.Commit(new JournalBatch([.. records], [snapshot], LowWater: null));
        return journal.OpenReader();
    }
}
