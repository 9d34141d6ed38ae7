using System;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Tells every node, by distributed publish-subscribe, that the journal has grown, at most once in a moment.</summary>
internal sealed class HintSharing : ReceiveActor, IWithTimers
{
    private const string Topic = "journal-grew";
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    private readonly FeedHints _hints;
    private readonly IActorRef _mediator = DistributedPubSub.Get(Context.System).Mediator;
    private bool _isResting;

    public HintSharing(FeedHints hints)
    {
        _hints = hints;
        Receive<Share>(_ =>
        {
            if (!_isResting) ShareNow();
        });
        Receive<Rested>(_ =>
        {
            _isResting = false;
            ShareNow();
        });
        Receive<JournalGrew>(_ => hints.Seen());
        Receive<SubscribeAck>(_ => { });
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(FeedHints hints) => Akka.Actor.Props.Create(() => new HintSharing(hints));

    /// <inheritdoc />
    protected override void PreStart()
    {
        _mediator.Tell(new Subscribe(Topic, Self));
        var self = Self;
        _hints.Tell = () => self.Tell(Share.Instance, ActorRefs.NoSender);
    }

    private void ShareNow()
    {
        if (!_hints.TakeNew()) return;

        _mediator.Tell(new Publish(Topic, new JournalGrew()));
        _isResting = true;
        Timers.StartSingleTimer(nameof(Rested), Rested.Instance, Moment);
    }

    private sealed class Share
    {
        public static readonly Share Instance = new();
    }

    private sealed class Rested
    {
        public static readonly Rested Instance = new();
    }

    /// <summary>Some node committed something. Says not what: the journal does.</summary>
    public sealed record JournalGrew;
}
