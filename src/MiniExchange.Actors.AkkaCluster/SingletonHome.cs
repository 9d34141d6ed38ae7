using Akka.Actor;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Keeps the one actor of a kind in memory: should its cell stop, it is made anew, as a shard does for other actors.</summary>
/// <remarks>Akka's singleton manager watches over nodes, not over the actor: one that stops by itself stays stopped.</remarks>
internal sealed class SingletonHome : ReceiveActor, IWithTimers
{
    private readonly Props _cellProps;
    private IActorRef? _cell;
    private bool _isStopping;

    public SingletonHome(ClusterNode node, ActorAddress address)
    {
        _cellProps = CellActor.Props(node, address);
        Receive<Parcel>(parcel =>
        {
            // In the pause it is a dead letter: DroppedParcels answers a request busy, which would else wait until it counts as lost.
            if (_cell is null) Context.System.DeadLetters.Forward(parcel);
            else _cell.Forward(parcel);
        });
        Receive<StopCell>(_ =>
        {
            _isStopping = true;
            if (_cell is null) Context.Stop(Self);
            else _cell.Forward(StopCell.Instance);
        });
        Receive<Terminated>(_ =>
        {
            _cell = null;
            if (_isStopping) Context.Stop(Self);
            else Timers.StartSingleTimer(nameof(MakeAnew), MakeAnew.Instance, node.SingletonPause);
        });
        Receive<MakeAnew>(_ => Make());
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterNode node, ActorAddress address) => Akka.Actor.Props.Create(() => new SingletonHome(node, address));

    /// <inheritdoc />
    protected override void PreStart() => Make();

    private void Make() => _cell = Context.Watch(Context.ActorOf(_cellProps));

    private sealed class MakeAnew
    {
        public static readonly MakeAnew Instance = new();
    }
}
