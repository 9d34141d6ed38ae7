using System;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Persistence;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Reads the journal for an actor that does not exist, before the node hosts any: the first read opens connections and compiles its queries, for which no order should wait.</summary>
internal sealed class FirstRead : UntypedPersistentActor
{
    private readonly TaskCompletionSource _ended;

    public FirstRead(TaskCompletionSource ended) => _ended = ended;

    /// <inheritdoc />
    public override string PersistenceId => "first-read";

    /// <summary>How it is made.</summary>
    /// <param name="ended">Set when it has read, whether that worked or not.</param>
    public static Props Props(TaskCompletionSource ended) => Akka.Actor.Props.Create(() => new FirstRead(ended));

    /// <inheritdoc />
    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted) Context.Stop(Self);
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
    }

    /// <inheritdoc />
    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Stop(Self);

    /// <inheritdoc />
    protected override void PostStop()
    {
        _ended.TrySetResult();
        base.PostStop();
    }
}
