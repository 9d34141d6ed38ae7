using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Conformance.Engines;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

public sealed class OpenTurnsTests
{
    private readonly OpenTurns _turns = new();
    private readonly CellStream _a = new(Probes.Named("a"), serializerId: 1, "probe.record/1");
    private readonly CellStream _b = new(Probes.Named("b"), serializerId: 1, "probe.record/1");

    [Fact]
    public void AreClosed_WhenNothingWasAdded_IsTrue() => Assert.True(_turns.AreClosed(_turns.Last));

    [Fact]
    public void AreClosed_LooksAtWhatWasAddedUpToTheNumberAlone()
    {
        var first = Add(_a);
        var through = _turns.Last;
        Add(_b);

        Assert.False(_turns.AreClosed(through));
        first.Close();
        Assert.True(_turns.AreClosed(through));
        Assert.False(_turns.AreClosed(_turns.Last));
        Assert.Equal(1, _turns.Count);
    }

    [Fact]
    public void AreClosed_WhileAnEarlierTurnIsOpen_IsFalseThoughLaterOnesHaveClosed()
    {
        var first = Add(_a);
        Add(_b).Close();

        Assert.False(_turns.AreClosed(_turns.Last));
        first.Close();
        Assert.True(_turns.AreClosed(_turns.Last));
    }

    [Fact]
    public void Ticket_OfSeveralMessages_ClosesWithTheLast()
    {
        var ticket = new SendTicket(2);
        _turns.Add(_a, ticket);

        ticket.Close();
        Assert.False(_turns.AreClosed(_turns.Last));
        ticket.Close();
        Assert.True(_turns.AreClosed(_turns.Last));
    }

    [Fact]
    public void Leave_KeepsTheCellsTurnsOpenUntilWhoeverSeesToThemSaysSo()
    {
        Add(_a);
        Add(_a);

        var elsewhere = Assert.IsType<SendTicket>(_turns.Leave(_a));

        Assert.False(_turns.AreClosed(_turns.Last));
        elsewhere.Close();
        Assert.True(_turns.AreClosed(_turns.Last));
    }

    [Fact]
    public void Leave_TouchesNoOtherCellAndNoOtherLifeOfTheSame()
    {
        var other = Add(_b);
        var nextLife = new CellStream(_a.Address, serializerId: 1, "probe.record/1");
        var next = Add(nextLife);

        Assert.Null(_turns.Leave(_a));

        other.Close();
        next.Close();
        Assert.True(_turns.AreClosed(_turns.Last));
    }

    [Fact]
    public void Leave_WhenAllOfTheCellsTurnsHaveClosed_IsNull()
    {
        Add(_a).Close();

        Assert.Null(_turns.Leave(_a));
    }

    private SendTicket Add(CellStream stream)
    {
        var ticket = new SendTicket(1);
        _turns.Add(stream, ticket);
        return ticket;
    }
}
