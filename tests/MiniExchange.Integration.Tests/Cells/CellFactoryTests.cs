using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Host.Composition;
using Xunit;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>Cells that share what a turn needs are as if they did not, and take less memory.</summary>
public sealed class CellFactoryTests
{
    private static readonly ActorAddress Peer = Probes.Named("peer");
    private static readonly CellOptions Options = new() { RepeatAfterMs = 1_000, SnapshotMinBytes = 256 };

    /// <summary>Turns that end in every way: with and without a record, put off and decided later, poisoned, and with work that goes on.</summary>
    private static readonly string[] Commands =
    [
        "add 1; note one", "get", "await 3", "send probe-peer note 1; send probe-peer note 2", "add 5; send probe-peer note 3; throw", "refuse", "add 2",
        "work 2; add 1", "pad 300", "get", "await 100", "add 7; send probe-peer note 4",
    ];

    [Fact]
    public void CellsOfOneFactory_TakingTurnsAboutEachOther_GiveOutWhatCellsAloneDo()
    {
        var kind = Probes.Kind(new ProbeHooks());
        var factory = kind.CreateFactory();
        var together = Enumerable.Range(0, 3).Select(n => Hosted(n, (address, host) => factory.CreateCell(address, host, Options))).ToArray();
        var alone = Enumerable.Range(0, 3).Select(n => Hosted(n, (address, host) => kind.CreateCell(address, host, Options))).ToArray();

        for (var turn = 0; turn < Commands.Length; turn++)
        {
            foreach (var (n, hosted) in together.Index()) Turn(hosted, turn, n);
        }

        foreach (var (n, hosted) in alone.Index())
        {
            for (var turn = 0; turn < Commands.Length; turn++) Turn(hosted, turn, n);
        }

        for (var n = 0; n < alone.Length; n++)
        {
            Assert.Contains(alone[n].Host.Outputs, output => output.Snapshot is not null);
            Assert.Contains(alone[n].Host.Faults, fault => fault.What.StartsWith("failed twice", StringComparison.Ordinal));
            Assert.Contains(alone[n].Host.Faults, fault => fault.What.StartsWith("gave up", StringComparison.Ordinal));
            Assert.Equal(Commands.Length, ConsumedBy(alone[n].Host));
            Assert.Equal(Told(alone[n].Host), Told(together[n].Host));
        }
    }

    [Fact]
    public void ACellThatIsLoadedBetweenTheTurnsOfAnother_IsAsItWas()
    {
        var factory = Probes.Kind(new ProbeHooks()).CreateFactory();
        var (busy, host) = Hosted(1, (address, by) => factory.CreateCell(address, by, Options));
        var (stored, storedHost) = Hosted(2, (address, by) => factory.CreateCell(address, by, Options));
        for (var turn = 0; turn < Commands.Length; turn++) Turn((stored, storedHost), turn, first: 0);

        var (loaded, loadedHost) = Hosted(2, (address, by) => factory.CreateCell(address, by, Options));
        var number = 0;
        foreach (var output in storedHost.Recorded)
        {
            Turn((busy, host), number, first: 3);
            loaded.Replay(++number, output.Stream.RecordManifest, output.Turn);
        }

        Assert.True(number > Commands.Length);
        Assert.Equal(Tally(stored, storedHost), Tally(loaded, loadedHost));
    }

    [Fact]
    public void CellsOfOneFactory_TakeAFractionOfTheMemoryOfCellsAlone()
    {
        const int Count = 1_000;
        var kind = ExchangeComposition.Kinds().Single(kind => kind.Name == "account");
        var factory = kind.CreateFactory();
        var host = new RecordingHost();

        var together = AllocatedBy(n => factory.CreateCell(Account(n), host, Options));
        var alone = AllocatedBy(n => kind.CreateCell(Account(n), host, Options));

        // Tables of its own each still has; what is shared is more than they are.
        Assert.InRange(together, 1, alone / 2);

        static ActorAddress Account(int n) => new($"account-{n + 1}");

        static long AllocatedBy(Func<int, Cell> create)
        {
            create(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var n = 0; n < Count; n++) create(n);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static (Cell Cell, RecordingHost Host) Hosted(int n, Func<ActorAddress, ICellHost, Cell> create)
    {
        var host = new RecordingHost();
        return (create(Probes.Named($"cell-{n}"), host), host);
    }

    /// <summary>A request, the same as a message, and the acknowledgement of all that was sent; each cell begins with another command.</summary>
    private static void Turn((Cell Cell, RecordingHost Host) hosted, int turn, int first)
    {
        var (cell, host) = hosted;
        var (address, text, at) = (cell.Stream.Address, Commands[(turn + first) % Commands.Length], StoredCell.Start + turn);
        cell.Receive(new Asked(address, new Command(text), new ReplyToken(turn + 1), DeadlineUnixMicros: long.MaxValue), at);
        var message = text.StartsWith("await", StringComparison.Ordinal) ? "add 1" : text;
        cell.Receive(new Delivery(Peer, address, turn + 1, new Line(message), ReplyToken.None), at);
        if (host.Parcels.OfType<Delivery>().LastOrDefault() is { } sent) cell.Receive(new Acknowledgement(Peer, address, sent.Sequence, AnswersInquiry: false), at);
    }

    private static int ConsumedBy(RecordingHost host) => host.Parcels.OfType<Acknowledgement>().Count();

    private static string Tally(Cell cell, RecordingHost host)
    {
        cell.Receive(new Asked(cell.Stream.Address, new Command("get"), new ReplyToken(999), long.MaxValue), StoredCell.Start + 1_000);
        var told = (Tallied)host.Replies.Last();
        return $"{told}";
    }

    /// <summary>All that a cell gave out, as text: what it recorded and stored in bytes, whom it told and answered what.</summary>
    private static IEnumerable<string> Told(RecordingHost host) =>
    [
        .. host.Outputs.Select(output => string.Join(
            " | ",
            Convert.ToHexString(output.Turn.Span),
            string.Join(", ", output.Parcels),
            string.Join(", ", output.Answers),
            output.Faulted,
            output.Snapshot is { } snapshot ? Convert.ToHexString(snapshot.ToStore(1).Payload.Span) : "")),
        .. host.Faults.Select(fault => $"{fault}"),
    ];
}
