using Akka.Actor;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Takes in answers from all nodes to requests that came in by this one.</summary>
internal sealed class FrontDoor : ReceiveActor
{
    /// <summary>Its name under <c>/user</c>.</summary>
    public const string Name = "front-door";

    public FrontDoor(Waiters waiters) => Receive<Answered>(answered => waiters.Answer(answered.Token, answered.Answer));

    public static Props Props(Waiters waiters) => Akka.Actor.Props.Create(() => new FrontDoor(waiters));
}
