using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;

namespace MiniExchange.Simulation.Tests;

/// <summary>One request and what its client knows of its outcome: the answer, or that there will be none.</summary>
internal sealed class Conversation(
    ActorAddress to, Request request, SimulatedClock clock, long deadlineUnixMicros, Task<Answer> answer)
{
    private readonly long _askedAtElapsedMicros = clock.ElapsedMicros;
    private readonly int _setBacksBefore = clock.SetBacks;
    private int? _setBacksUntilAnswered;

    public ActorAddress To { get; } = to;

    public Request Request { get; } = request;

    public long AskedAtUnixMicros { get; } = clock.UnixMicros;

    /// <summary>The latest time that an actor may have seen before this; its own time does not run back from there.</summary>
    public long LatestBeforeUnixMicros { get; } = clock.LatestUnixMicros;

    /// <summary>Whether the clock was set back while it was under way: its turn may then be stamped with a time from before.</summary>
    public bool SawClockSetBack => (_setBacksUntilAnswered ?? clock.SetBacks) > _setBacksBefore;

    /// <summary>The latest that the clock can have shown between question and answer.</summary>
    public long LatestAnsweredAtUnixMicros { get; private set; }

    public long DeadlineUnixMicros { get; } = deadlineUnixMicros;

    /// <summary>The answer; null while there is none, and for ever if the client stopped waiting or the exchange was gone.</summary>
    public Answer? Answer { get; private set; }

    /// <summary>Whether nothing more will be heard.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether it may or may not have been carried out, as far as this client heard.</summary>
    public bool IsUnknown => IsOver && Answer is null or OutcomeUnknown;

    /// <summary>Looks whether the answer has come.</summary>
    public void Listen()
    {
        if (IsOver || !answer.IsCompleted) return;

        Answer = answer.Result;
        _setBacksUntilAnswered = clock.SetBacks;
        LatestAnsweredAtUnixMicros = AskedAtUnixMicros + clock.ElapsedMicros - _askedAtElapsedMicros;
        IsOver = true;
    }

    /// <summary>Stops waiting.</summary>
    public void HangUp() => IsOver = true;

    public override string ToString() => Request switch
    {
        PlaceOrder place => $"{To}: place on {place.Pair.Symbol} {place.Terms}",
        CancelOrder cancel => $"{To}: cancel on {cancel.Pair.Symbol} {cancel.Name}, {cancel.Restriction}",
        PlaceOrderList place => $"{To}: place on {place.Pair.Symbol} {place.Terms.Contingency} {string.Join(" and ", place.Terms.Legs)}",
        ReplaceOrder replace => $"{To}: cancel on {replace.Cancel.Pair.Symbol} {replace.Cancel.Name}, {replace.Cancel.Restriction}, and place {replace.Terms}, {replace.EvenIfCancelFails}",
        AmendOrder amend => $"{To}: amend on {amend.Pair.Symbol} {amend.Name} to {amend.Quantity} lots, {amend.ClientOrderId}",
        CancelOpenOrders cancel => $"{To}: cancel all on {cancel.Pair.Symbol}",
        _ => $"{To}: {Request}",
    };
}
