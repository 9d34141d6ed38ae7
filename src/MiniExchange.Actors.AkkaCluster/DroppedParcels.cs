using System;
using System.Collections.Generic;
using Akka.Actor;
using Akka.Event;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Sees to parcels that Akka let fall. What is a dead letter reached nobody: a request was not started, and is answered busy.</summary>
/// <remarks>
/// A shard region drops what it holds for a shard that is handed over, and what does not fit into its buffer; the way to a node that is
/// gone drops what was on it. Parcels between actors would be repeated by their senders, a second later; the few of a hand-over are
/// sent again at once, which harms nothing as each counts once.
/// </remarks>
internal sealed class DroppedParcels : ReceiveActor, IWithTimers
{
    private const int MaxSentAgain = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Queue<(Parcel Parcel, IActorRef Sender)> _dropped = new();

    public DroppedParcels(ClusterNode node)
    {
        Receive<AllDeadLetters>(letter =>
        {
            switch (WrappedMessage.Unwrap(letter))
            {
                case Asked asked:
                    node.Answer(asked.Token, new Busy($"The request was dropped on its way to {asked.To}."));
                    break;
                case Parcel parcel when _dropped.Count < MaxSentAgain:
                    _dropped.Enqueue((parcel, letter.Sender));
                    Timers.StartSingleTimer(nameof(SendAgain), SendAgain.Instance, Pause);
                    break;
            }
        });
        Receive<SendAgain>(_ =>
        {
            // Those that are dropped once more come back with the next round.
            for (var left = _dropped.Count; left > 0; left--)
            {
                var (parcel, sender) = _dropped.Dequeue();
                node.Post(parcel, sender);
            }
        });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterNode node) => Akka.Actor.Props.Create(() => new DroppedParcels(node));

    /// <inheritdoc />
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AllDeadLetters));

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private sealed class SendAgain
    {
        public static readonly SendAgain Instance = new();
    }
}
