using Akka.Actor;
using Akka.Event;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Answers busy to requests that Akka let fall: what is a dead letter reached nobody, and so was not started.</summary>
/// <remarks>
/// A shard region drops what it holds for a shard that begins to move once more, and what does not fit into its buffer; the way to a
/// node that is gone drops what was on it. Other parcels are repeated by their senders.
/// </remarks>
internal sealed class DroppedRequests : ReceiveActor
{
    public DroppedRequests(ClusterNode node) => Receive<AllDeadLetters>(dropped =>
    {
        if (dropped.Message is Asked asked) node.Answer(asked.Token, new Busy($"The request was dropped on its way to {asked.To}."));
    });

    public static Props Props(ClusterNode node) => Akka.Actor.Props.Create(() => new DroppedRequests(node));

    /// <inheritdoc />
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(AllDeadLetters));

    /// <inheritdoc />
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);
}
