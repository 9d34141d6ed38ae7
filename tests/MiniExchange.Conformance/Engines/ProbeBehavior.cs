using System;
using System.Globalization;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Conformance.Engines;

/// <summary>What a probe remembers.</summary>
/// <param name="Count">The sum of everything added.</param>
/// <param name="Left">Turns of work left undone.</param>
/// <param name="Log">The notes, in order, with commas between.</param>
public sealed record Tally(long Count, int Left, string Log);

/// <summary>An actor that does what it is told, one step after the other, with semicolons between.</summary>
/// <remarks>
/// <c>add 5</c>, <c>note text</c> and <c>pad 100</c> (an event of so many characters) happen; <c>work 3</c> leaves three
/// turns that go on by themselves; <c>send probe-b add 5</c> tells another probe, who then answers in its place;
/// <c>await 5</c> puts the request off until the count is there; <c>refuse</c> says no; <c>throw</c> fails while deciding,
/// <c>break</c> while applying; <c>get</c> only answers.
/// </remarks>
public sealed class ProbeBehavior(ActorAddress self, ProbeHooks hooks) : IBehavior<Tally, string>
{
    /// <inheritdoc />
    public Tally State { get; set; } = new(0, 0, string.Empty);

    /// <inheritdoc />
    public bool GoesOn => State.Left > 0;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<string> plan)
    {
        var text = ((Command)request).Text;
        hooks.Deciding?.Invoke(self, text);
        Decide(text, turn, plan);
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<string> plan)
    {
        var text = ((Line)message).Text;
        hooks.Deciding?.Invoke(self, text);
        Decide(text, turn, plan);
    }

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<string> plan)
    {
        hooks.Deciding?.Invoke(self, "go on");
        plan.Events.Add("worked");
    }

    /// <inheritdoc />
    public void GiveUpWork(in TurnContext turn, Plan<string> plan)
    {
        for (var i = 0; i < State.Left; i++) plan.Events.Add("worked");
        plan.Events.Add("note gave-up-work");
    }

    /// <inheritdoc />
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<string> plan)
    {
        plan.Events.Add("note gave-up");
        plan.Send(turn.From, new Line("note was-refused"));
        plan.Answer(turn.Token, new Declined("gave up"));
    }

    /// <inheritdoc />
    public void Apply(in string happened, long atUnixMicros)
    {
        hooks.Applying?.Invoke(self, happened);
        if (happened == "break") throw new InvalidOperationException("This event cannot be applied.");
        State = After(State, happened);
    }

    private void Decide(string text, in TurnContext turn, Plan<string> plan)
    {
        var token = turn.Token;
        var steps = text.Split(';', StringSplitOptions.TrimEntries);
        foreach (var step in steps)
        {
            var (verb, rest) = Cut(step);
            switch (verb)
            {
                case "get":
                    break;
                case "add" or "note" or "work" or "break":
                    plan.Events.Add(step);
                    break;
                case "pad":
                    plan.Events.Add(step + new string('.', Number(rest)));
                    break;
                case "send":
                    var (to, line) = Cut(rest);
                    var isLast = step == steps[^1];
                    plan.Send(new ActorAddress(to), new Line(line), isLast ? token : ReplyToken.None);
                    if (isLast) token = ReplyToken.None;
                    break;
                case "await" when turn.AtUnixMicros > turn.DeadlineUnixMicros:
                    plan.Answer(token, new Declined("late"));
                    return;
                case "await" when State.Count < Number(rest):
                    plan.PutOff();
                    return;
                case "await":
                    break;
                case "refuse":
                    plan.Answer(token, new Declined("refused"));
                    return;
                case "throw":
                    throw new InvalidOperationException("This message is poison.");
                default:
                    throw new NotSupportedException($"A probe cannot '{step}'.");
            }
        }

        var after = plan.Events.Where(happens => happens != "break").Aggregate(State, After);
        plan.Answer(token, new Tallied(after.Count, after.Log, turn.AtUnixMicros));
    }

    private static Tally After(Tally state, string happened)
    {
        var (verb, rest) = Cut(happened);
        return verb switch
        {
            "add" => state with { Count = state.Count + Number(rest) },
            "note" => state with { Log = state.Log.Length == 0 ? rest : $"{state.Log},{rest}" },
            "work" => state with { Left = state.Left + Number(rest) },
            "worked" => state with { Left = state.Left - 1, Log = state.Log.Length == 0 ? verb : $"{state.Log},{verb}" },
            _ => state,
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static (string Verb, string Terms) Cut(string step)
    {
        var space = step.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (step, string.Empty) : (step[..space], step[(space + 1)..]);
    }
}

/// <summary>Lets a test look into probes, hold them up and make them fail. Called on the thread that runs the actor.</summary>
public sealed class ProbeHooks
{
    /// <summary>Called when a probe begins to decide something; what it throws, the probe throws.</summary>
    public Action<ActorAddress, string>? Deciding { get; set; }

    /// <summary>Called when a probe applies an event, read from the journal or new.</summary>
    public Action<ActorAddress, string>? Applying { get; set; }

    /// <summary>Called when a probe comes into memory.</summary>
    public Action<ActorAddress>? Created { get; set; }

    /// <summary>Called when stored shapes are made for a worker's probes.</summary>
    public Action? CodecCreated { get; set; }
}

/// <summary>Probes as a kind of actor.</summary>
public static class Probes
{
    /// <summary>The part of their addresses before the hyphen.</summary>
    public const string KindName = "probe";

    /// <summary>One probe's address.</summary>
    public static ActorAddress Named(string id) => ActorAddress.Of(KindName, id);

    /// <summary>The one probe of its own kind, of which there is one in a whole cluster.</summary>
    public static ActorAddress Solo { get; } = ActorAddress.Of("solo", "one");

    /// <summary>The kind.</summary>
    public static ActorKind Kind(ProbeHooks hooks) => Kind(KindName, hooks, singletonId: null);

    /// <summary>The kind of <see cref="Solo"/>.</summary>
    public static ActorKind SoloKind(ProbeHooks hooks) => Kind(Solo.Kind, hooks, Solo.Id);

    private static ActorKind<Tally, string> Kind(string name, ProbeHooks hooks, string? singletonId) => new(
        name,
        isRemembered: false,
        address =>
        {
            hooks.Created?.Invoke(address);
            return new ProbeBehavior(address, hooks);
        },
        () =>
        {
            hooks.CodecCreated?.Invoke();
            return new ProbeCodec();
        }) { SingletonId = singletonId };
}
