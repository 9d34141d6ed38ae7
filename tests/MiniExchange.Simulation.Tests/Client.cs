using System.Collections.Generic;
using System.Threading;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests;

/// <summary>One account's front end: asks, remembers every answer, and asks again by the request's own id when none came.</summary>
/// <remarks>It does what <c>ExchangeClient</c> does, step by step instead of on threads.</remarks>
internal sealed class Client(AccountId account, Scenario scenario, Workload workload, SimulatedClock clock, SeededRandom random)
{
    private const long ClockSkewMicros = 1_000_000;

    private readonly List<Conversation> _open = [];
    private readonly Queue<(ActorAddress To, Request Request)> _toAskAgain = new();

    /// <summary>Everything ever asked, in order.</summary>
    public List<Conversation> Conversations { get; } = [];

    /// <summary>Whether it waits for nothing, and knows the outcome of all it can find out.</summary>
    public bool IsContent => _open.Count == 0 && _toAskAgain.Count == 0;

    public ActorAddress Address { get; } = Addresses.Account(account);

    /// <summary>The next request of the workload, if the client may have one more under way.</summary>
    public Conversation? AskNew(IEngine engine)
    {
        if (_open.Count >= scenario.InFlightPerClient) return null;

        var (to, request) = workload.Next(account, Conversations);
        var deadline = scenario.IsDeep || random.Chance(70) ? long.MaxValue : clock.UnixMicros + random.Between(0, 40_000);
        return Ask(engine, to ?? Address, request, to is null ? deadline : long.MaxValue);
    }

    /// <summary>Takes in answers, loses patience, and asks again about what was lost.</summary>
    public void Attend(IEngine engine, bool mayLosePatience)
    {
        foreach (var conversation in _open)
        {
            conversation.Listen();
            if (mayLosePatience && random.ChanceOf(scenario.ImpatiencePerTenThousand)) conversation.HangUp();
            if (conversation.IsOver) Conclude(conversation);
        }

        _open.RemoveAll(conversation => conversation.IsOver);
        if (_open.Count < scenario.InFlightPerClient && _toAskAgain.TryDequeue(out var again))
        {
            Ask(engine, again.To, again.Request, long.MaxValue);
        }
    }

    /// <summary>The exchange is gone: whatever was under way has an unknown outcome.</summary>
    public void LoseConnection()
    {
        foreach (var conversation in _open)
        {
            conversation.HangUp();
            Conclude(conversation);
        }

        _open.Clear();
    }

    public override string ToString() => $"{Address}, {_open.Count} open: {string.Join("; ", _open)}, {_toAskAgain.Count} to ask again";

    private Conversation Ask(IEngine engine, ActorAddress to, Request request, long deadlineUnixMicros)
    {
        var conversation = new Conversation(
            to, request, clock, deadlineUnixMicros, engine.AskAsync(to, request, deadlineUnixMicros, CancellationToken.None));
        Conversations.Add(conversation);
        _open.Add(conversation);
        return conversation;
    }

    private void Conclude(Conversation conversation)
    {
        switch (conversation.Request)
        {
            case PlaceOrder or PlaceOrderList when conversation.IsUnknown:
                _toAskAgain.Enqueue((Address, new OrderOfRequest(conversation.Request.Id!.Value, conversation.AskedAtUnixMicros - ClockSkewMicros)));
                break;
            case OrderOfRequest or Deposit when conversation.IsUnknown || conversation.Answer is Busy:
                _toAskAgain.Enqueue((conversation.To, conversation.Request));
                break;
        }
    }
}
