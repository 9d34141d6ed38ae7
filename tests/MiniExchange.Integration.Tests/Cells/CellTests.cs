using System;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using Xunit;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>The cell's rules one by one, without an engine. docs/adr/0006-cell.md.</summary>
public sealed class CellTests : IDisposable
{
    private const long SecondInMicros = 1_000_000;

    private static readonly ActorAddress Peer = Probes.Named("peer");
    private static readonly ActorAddress Other = Probes.Named("other");

    private readonly StoredCell _cell = new();

    public void Dispose() => _cell.Dispose();

    [Fact]
    public void Delivery_WhenNext_IsConsumedWithItsCauseAndAcknowledged()
    {
        _cell.Deliver(Peer, 1, "add 5");

        var turn = _cell.LastTurn();
        Assert.Equal((Peer, 1L), (turn.CauseFrom, turn.CauseSequence));
        Assert.Equal(["add 5"], turn.Events);
        Assert.Equal([new Acknowledgement(StoredCell.Self, Peer, 1, AnswersInquiry: false)], _cell.Host.Parcels);
    }

    [Fact]
    public void Delivery_WhenRepeated_IsAcknowledgedAgainAndDropped()
    {
        _cell.Deliver(Peer, 1, "add 5");
        _cell.Deliver(Peer, 2, "add 6");
        _cell.Commit();

        _cell.Deliver(Peer, 1, "add 5");

        Assert.Empty(_cell.Host.Recorded);
        Assert.Equal([new Acknowledgement(StoredCell.Self, Peer, 2, AnswersInquiry: false)], _cell.Host.Parcels);
        Assert.Equal(11, _cell.Tally().Count);
    }

    [Fact]
    public void Delivery_WhenRepeatedAfterARestart_IsStillDropped()
    {
        _cell.Deliver(Peer, 1, "refuse");
        _cell.Commit();
        _cell.Restart();

        _cell.Deliver(Peer, 1, "add 5");

        Assert.Empty(_cell.Host.Recorded);
        Assert.Equal(0, _cell.Tally().Count);
    }

    [Fact]
    public void Delivery_WhenPastAGap_IsLeftForTheSenderToRepeat()
    {
        _cell.Deliver(Peer, 2, "add 5");
        Assert.Empty(_cell.Host.Outputs);

        _cell.Deliver(Peer, 1, "note first");
        _cell.Deliver(Peer, 2, "note second");

        Assert.Equal("first,second", _cell.Tally().Log);
    }

    [Fact]
    public void Deliveries_OfDifferentSenders_AreCountedApart()
    {
        _cell.Deliver(Peer, 1, "add 1");
        _cell.Deliver(Other, 1, "add 2");
        _cell.Deliver(Peer, 2, "add 4");

        Assert.Equal(7, _cell.Tally().Count);
    }

    [Fact]
    public void Sends_AreNumberedForEachReceiverAndAcrossARestart()
    {
        _cell.Ask("send probe-peer note 1; send probe-other note 2; send probe-peer note 3");
        _cell.Commit();
        _cell.Restart();
        _cell.Host.Settle();

        _cell.Ask("send probe-peer note 4");

        var send = Assert.IsType<Delivery>(Assert.Single(_cell.Host.Parcels));
        Assert.Equal((Peer, 3L), (send.To, send.Sequence));
    }

    [Fact]
    public void Turn_WithEventsAndSends_IsOneRecord()
    {
        _cell.Ask("add 1; add 2; send probe-peer note 1; send probe-other note 2", token: 7);

        Assert.Single(_cell.Host.Outputs);
        var turn = _cell.LastTurn();
        Assert.Equal(["add 1", "add 2"], turn.Events);
        Assert.Equal([(Peer, 1L), (Other, 1L)], turn.Sends.Select(send => (send.To, send.Sequence)));
        Assert.Equal([ReplyToken.None, new ReplyToken(7)], turn.Sends.Select(send => send.Token));
    }

    [Fact]
    public void OpenSends_AfterARestart_AreAskedForBeforeAnyIsRepeated()
    {
        _cell.Ask("send probe-other note 3; send probe-peer note 1; send probe-peer note 2", token: 7);
        _cell.Commit();

        _cell.Restart();

        Assert.Equal(
            [new MarkInquiry(StoredCell.Self, Other), new MarkInquiry(StoredCell.Self, Peer)],
            _cell.Host.Parcels);
        _cell.Host.Settle();

        _cell.Acknowledge(Peer, 1, answersInquiry: true);

        var repeat = Assert.IsType<Delivery>(Assert.Single(_cell.Host.Parcels));
        Assert.Equal((Peer, 2L, new Line("note 2")), (repeat.To, repeat.Sequence, repeat.Message));

        // Who waits is a front end, which may have outlived the actor's node.
        Assert.Equal(new ReplyToken(7), repeat.Token);
    }

    [Fact]
    public void Inquiry_IsAnsweredWithTheMarkAndRecordsNothing()
    {
        _cell.Deliver(Peer, 1, "add 1");
        _cell.Commit();

        _cell.Cell.Receive(new MarkInquiry(Peer, StoredCell.Self), _cell.Now);
        _cell.Cell.Receive(new MarkInquiry(Other, StoredCell.Self), _cell.Now);

        Assert.Empty(_cell.Host.Recorded);
        Assert.Equal(
            [
                new Acknowledgement(StoredCell.Self, Peer, 1, AnswersInquiry: true),
                new Acknowledgement(StoredCell.Self, Other, 0, AnswersInquiry: true),
            ],
            _cell.Host.Parcels);
    }

    [Fact]
    public void OpenSend_WhenNotAcknowledged_IsAskedForAtGrowingIntervals()
    {
        _cell.Ask("send probe-peer note 1");
        _cell.Commit();
        var expected = SecondInMicros;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            Assert.Equal(expected, _cell.Host.Wakes[^1] - _cell.Now);
            _cell.Now = _cell.Host.Wakes[^1] - 1;
            _cell.Cell.OnTimer(_cell.Now);
            Assert.Empty(_cell.Host.Parcels);
            _cell.Now++;

            _cell.Cell.OnTimer(_cell.Now);

            Assert.Equal([new MarkInquiry(StoredCell.Self, Peer)], _cell.Host.Parcels);
            _cell.Host.Settle();
            expected = long.Min(expected * 2, 32 * SecondInMicros);
        }
    }

    [Fact]
    public void OpenSend_WhoseReceiverIsSilent_IsAskedForWhileAnotherAcknowledgesAllTheTime()
    {
        _cell.Ask("send probe-peer note 0");
        var end = _cell.Now + (2 * SecondInMicros);
        for (var sequence = 1; _cell.Now <= end; sequence++)
        {
            _cell.Ask("send probe-other note 1");
            _cell.Now += SecondInMicros / 10;
            _cell.Acknowledge(Other, sequence);
            _cell.Cell.OnTimer(_cell.Now);
        }

        // Once a second; the one who is heard of is left in peace.
        Assert.Equal(
            [new MarkInquiry(StoredCell.Self, Peer), new MarkInquiry(StoredCell.Self, Peer)],
            _cell.Host.Parcels.OfType<MarkInquiry>());
    }

    [Fact]
    public void Timers_OfRequestsPutOff_DoNotAddTimersForRepeats()
    {
        _cell.Ask("send probe-peer note 1");
        _cell.Commit();
        for (var i = 0; i < 10; i++) _cell.Ask("await 1", deadline: _cell.Now + i);
        var wakes = _cell.Host.Wakes.Count;

        for (var i = 0; i < 10; i++) _cell.Cell.OnTimer(_cell.Now + i + 1);

        Assert.Equal(wakes, _cell.Host.Wakes.Count);
    }

    [Fact]
    public void OpenSend_AfterALongBackOff_IsRepeatedSoonAgain()
    {
        _cell.Ask("send probe-peer note 1");
        for (var attempt = 0; attempt < 6; attempt++)
        {
            _cell.Now = _cell.Host.Wakes[^1];
            _cell.Cell.OnTimer(_cell.Now);
        }

        _cell.Acknowledge(Peer, 1);
        _cell.Ask("send probe-peer note 2");

        Assert.Equal(SecondInMicros, _cell.Host.Wakes[^1] - _cell.Now);
    }

    [Fact]
    public void Acknowledgement_ClosesTheTicketOnlyWithTheLastMessageOfTheTurn()
    {
        _cell.Ask("send probe-peer note 1; send probe-other note 2");
        var ticket = _cell.Host.Outputs.Single().Ticket!;

        _cell.Acknowledge(Peer, 1);
        _cell.Acknowledge(Peer, 1);
        Assert.False(ticket.IsClosed);
        _cell.Acknowledge(Other, 1);

        Assert.True(ticket.IsClosed);
        Assert.False(_cell.Cell.HasOpenSends);
    }

    [Fact]
    public void Acknowledgement_BecomesDurableWithTheNextRecord()
    {
        _cell.Ask("send probe-peer note 1");
        _cell.Commit();
        _cell.Acknowledge(Peer, 1);
        Assert.Empty(_cell.Host.Outputs);

        _cell.Restart();
        Assert.True(_cell.Cell.HasOpenSends);
        _cell.Acknowledge(Peer, 1, answersInquiry: true);
        _cell.Ask("add 1");
        Assert.Equal([new Peer(Peer, Consumed: 0, Sent: 1)], _cell.LastTurn().Acknowledged);
        _cell.Commit();

        _cell.Restart();
        Assert.False(_cell.Cell.HasOpenSends);
    }

    [Fact]
    public void Acknowledgement_OfMoreThanWasSent_IsAFaultOfTheSystem()
    {
        _cell.Ask("send probe-peer note 1");

        Assert.Throws<InvalidOperationException>(() => _cell.Acknowledge(Peer, 2));
    }

    [Fact]
    public void Time_WhenTheClockRunsBack_Stands()
    {
        _cell.Ask("add 1");
        _cell.Commit();
        _cell.Now -= 5 * SecondInMicros;

        _cell.Ask("add 1");

        Assert.Equal(StoredCell.Start, _cell.LastTurn().AtUnixMicros);
        _cell.Commit();
        _cell.Restart();
        _cell.Deliver(Peer, 1, "add 1");
        Assert.Equal(StoredCell.Start, _cell.LastTurn().AtUnixMicros);
        _cell.Now = StoredCell.Start + 1;
        _cell.Ask("add 1");
        Assert.Equal(StoredCell.Start + 1, _cell.LastTurn().AtUnixMicros);
    }

    [Fact]
    public void PutOff_WhenItsDeadlinePasses_IsDecidedOnceMore()
    {
        var deadline = _cell.Now + SecondInMicros;
        _cell.Ask("await 1", deadline: deadline);
        Assert.False(_cell.Cell.CanUnload);
        Assert.Equal([deadline + 1], _cell.Host.Wakes);

        _cell.Now = deadline;
        _cell.Cell.OnTimer(_cell.Now);
        Assert.Empty(_cell.Host.Outputs);
        _cell.Now = deadline + 1;
        _cell.Cell.OnTimer(_cell.Now);

        Assert.Equal([new Declined("late")], _cell.Host.Replies);
        _cell.Host.Settle();
        Assert.True(_cell.Cell.CanUnload);
    }

    [Fact]
    public void PutOff_IsDecidedInTheOrderOfArrivalAfterEachMessage()
    {
        _cell.Ask("await 2", token: 1);
        _cell.Ask("await 1", token: 2);
        _cell.Ask("await 2", token: 3);

        _cell.Deliver(Peer, 1, "add 1");
        Assert.Equal([2], Tokens());
        _cell.Deliver(Peer, 2, "add 1");

        Assert.Equal([2, 1, 3], Tokens());
    }

    [Fact]
    public void PutOff_WithAnId_HasQuestionsForItsOutcomeWaitBehindIt()
    {
        var id = Guid.NewGuid();
        _cell.Ask("await 1", token: 1, id: id);
        _cell.Ask("get", token: 2, id: id);
        _cell.Ask("get", token: 3, id: Guid.NewGuid());
        Assert.Equal([3], Tokens());

        _cell.Deliver(Peer, 1, "add 1");

        Assert.Equal([3, 1, 2], Tokens());
    }

    [Fact]
    public void PutOff_OfAMessage_IsAFaultOfItsReceiver()
    {
        _cell.Deliver(Peer, 1, "await 1");

        Assert.Equal(new Line("await 1"), _cell.LastTurn().Faulted);
        Assert.Equal(StoredCell.Self, Assert.Single(_cell.Host.Faults).Actor);
    }

    [Fact]
    public void Work_GoesOnInRecordsOfItsOwnBeforeWhatComesNext()
    {
        _cell.Deliver(Peer, 1, "work 2");

        Assert.Equal(3, _cell.Host.Recorded.Count());
        Assert.Equal("worked,worked", _cell.Tally().Log);
    }

    [Fact]
    public void Work_ThatWasNotRecorded_GoesOnWhenResumed()
    {
        _cell.Deliver(Peer, 1, "work 2");
        _cell.Host.Outputs.RemoveRange(1, 2);
        _cell.Commit();

        _cell.Restart();

        Assert.Equal(2, _cell.Host.Recorded.Count());
        Assert.Equal("worked,worked", _cell.Tally().Log);
    }

    [Fact]
    public void CanUnload_WhileAnythingIsStagedOrUnacknowledged_IsFalse()
    {
        Assert.True(_cell.Cell.CanUnload);
        _cell.Ask("send probe-peer note 1");
        Assert.False(_cell.Cell.CanUnload);
        _cell.Commit();
        Assert.False(_cell.Cell.CanUnload);
        _cell.Acknowledge(Peer, 1);
        Assert.True(_cell.Cell.CanUnload);
        _cell.Ask("get");
        Assert.False(_cell.Cell.CanUnload);
        _cell.Host.Settle();
        Assert.True(_cell.Cell.CanUnload);
    }

    [Fact]
    public void Request_ThatIsOnlyAnswered_IsNotRecorded()
    {
        _cell.Ask("get");
        _cell.Ask("refuse");

        Assert.Empty(_cell.Host.Recorded);
        Assert.Equal(2, _cell.Host.Replies.Count());
    }

    [Fact]
    public void Throw_WhileDeciding_ChangesNothing()
    {
        _cell.Ask("add 5; send probe-peer note 1; throw", token: 9);

        Assert.Equal(new ReplyToken(9), Assert.Single(_cell.Host.Outputs).Faulted);
        _cell.Host.Settle();
        Assert.Equal(0, _cell.Tally().Count);
        Assert.False(_cell.Cell.HasOpenSends);
        _cell.Ask("send probe-peer note 2");
        Assert.Equal(1, _cell.LastTurn().Sends.Single().Sequence);
    }

    private long[] Tokens() => [.. _cell.Host.Outputs.SelectMany(output => output.Answers).Select(answer => answer.Token.Value)];
}
